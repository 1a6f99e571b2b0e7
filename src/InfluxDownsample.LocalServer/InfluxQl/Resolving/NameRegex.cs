namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>Regular expressions on names. Without backtracking: what that can't judge in linear time, InfluxDB refuses too.</summary>
internal static class NameRegex
{
    /// <exception cref="QueryException">The pattern is no regular expression.</exception>
    public static void Check(string pattern) => _ = Compiled(pattern);

    public static bool IsValid(string pattern) => TryCompile(pattern) is not null;

    /// <summary>Those of the names that contain a match, in their order.</summary>
    /// <exception cref="QueryException">The pattern is no regular expression.</exception>
    public static IReadOnlySet<string> Matching(string pattern, IEnumerable<string> names)
    {
        Regex expression = Compiled(pattern);
        return names.Where(name => expression.IsMatch(name)).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>The beginning of what InfluxDB's own engine says; how it goes on is its own.</summary>
    public static string Fault(string pattern) => $"regex parse error:\n    {pattern}";

    private static Regex Compiled(string pattern) => TryCompile(pattern)
        ?? throw QueryException.Planning($"invalid regular expression '{new RegexLiteral(pattern)}': {Fault(pattern)}");

    private static Regex? TryCompile(string pattern)
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
}
