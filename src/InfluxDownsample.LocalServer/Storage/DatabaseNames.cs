namespace InfluxDownsample.LocalServer.Storage;

/// <summary>What a database may be called. // wire reference 5.4, 5.5</summary>
internal static class DatabaseNames
{
    private const int MaxLength = 511;

    /// <summary>Null for a good name, else the server's message.</summary>
    public static string? Refusal(string name)
    {
        if (name.Length == 0)
        {
            return "db name cannot be empty";
        }

        if (System.Text.Encoding.UTF8.GetByteCount(name) > MaxLength)
        {
            return $"db name too long: max {MaxLength}";
        }

        if (!char.IsAsciiLetterOrDigit(name[0]))
        {
            return "db name did not start with a number or letter";
        }

        // A slash separates a v1 database from its retention policy.
        string[] parts = name.Split('/');
        return parts.Length > 2 || parts.Any(part => part.Length == 0 || !part.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            ? "invalid character in database or rp name: must be ASCII, containing only letters, numbers, underscores, or hyphens"
            : null;
    }
}
