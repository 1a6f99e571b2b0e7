namespace InfluxDownsample.LocalServer.Storage;

/// <summary>What a database may be called. // wire reference 5.4, 5.5</summary>
internal static class DatabaseNames
{
    /// <summary>Null for a good name, else the server's message.</summary>
    public static string? Refusal(string name, CoreVersion like)
    {
        int longest = like == CoreVersion.Core36 ? 64 : 511;
        if (name.Length == 0)
        {
            return "db name cannot be empty";
        }

        if (System.Text.Encoding.UTF8.GetByteCount(name) > longest)
        {
            return $"db name too long: max {longest}";
        }

        // The first fault that is met counts.
        bool hasPolicy = false;
        for (int i = 0; i < name.Length; i++)
        {
            if (i == 0 && name[i] < 0x80 && !char.IsAsciiLetterOrDigit(name[i]))
            {
                return "db name did not start with a number or letter";
            }

            // A slash separates a v1 database from its retention policy.
            if (name[i] == '/' && (hasPolicy || i == name.Length - 1))
            {
                return "db name with invalid retention policy, if providing a retention policy name, must be of form '<db_name>/<rp_name>'";
            }

            if (!char.IsAsciiLetterOrDigit(name[i]) && name[i] is not ('-' or '_' or '/'))
            {
                return "invalid character in database or rp name: must be ASCII, containing only letters, numbers, underscores, or hyphens";
            }

            hasPolicy |= name[i] == '/';
        }

        return null;
    }
}
