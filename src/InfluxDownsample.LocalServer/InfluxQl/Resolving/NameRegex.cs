namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>Regular expressions on names. Without backtracking: what that can't judge in linear time, InfluxDB refuses too.</summary>
internal static class NameRegex
{
    /// <exception cref="QueryException">The pattern is no regular expression.</exception>
    public static Regex Of(string pattern) => Find(pattern)
        ?? throw QueryException.Planning($"invalid regular expression '{new RegexLiteral(pattern)}': {Fault(pattern)}");

    /// <summary>The expression, or null when the pattern is none.</summary>
    public static Regex? Find(string pattern)
    {
        try
        {
            return new Regex(pattern.Replace("(?P<", "(?<", StringComparison.Ordinal), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception refused) when (refused is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>The beginning of what InfluxDB's own engine says; how it goes on is its own.</summary>
    public static string Fault(string pattern) => $"regex parse error:\n    {pattern}";
}
