namespace InfluxDownsample.LocalServer.Storage;

/// <summary>What a database may be called. // wire reference 5.4, 5.5</summary>
internal static class DatabaseNames
{
    /// <summary>Null for a good name, else the server's message.</summary>
    public static string? Refusal(string name, CoreVersion like)
    {
        int longest = like == CoreVersion.Core36 ? 64 : 511;
        // The first fault that is met counts.
        return name.Length == 0 ? "db name cannot be empty"
            : Encoding.UTF8.GetByteCount(name) > longest ? $"db name too long: max {longest}"
            : Enumerable.Range(0, name.Length).Select(at => RefusalAt(name, at)).FirstOrDefault(refusal => refusal is not null);
    }

    private static string? RefusalAt(string name, int at)
    {
        bool plain = char.IsAsciiLetterOrDigit(name[at]);
        return at == 0 && name[at] < 0x80 && !plain ? "db name did not start with a number or letter"
            // A slash separates a v1 database from its retention policy.
            : name[at] == '/' && (name.IndexOf('/', StringComparison.Ordinal) < at || at == name.Length - 1)
                ? "db name with invalid retention policy, if providing a retention policy name, must be of form '<db_name>/<rp_name>'"
            : !plain && name[at] is not ('-' or '_' or '/')
                ? "invalid character in database or rp name: must be ASCII, containing only letters, numbers, underscores, or hyphens"
            : null;
    }
}
