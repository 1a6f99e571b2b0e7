using DuckDB.NET.Data;
using InfluxDownsample.LocalServer.InfluxQl.Syntax;
using InfluxDownsample.LocalServer.Query;

namespace InfluxDownsample.LocalServer.InfluxQl.Planning;

/// <summary>Regular expressions on names, judged by the engine (RE2, linear time) that also judges them on values.</summary>
internal static class NamePattern
{
    /// <exception cref="QueryException">The pattern is no regular expression.</exception>
    public static void Check(string pattern)
    {
        if (!IsValid(pattern))
        {
            throw QueryException.Planning($"invalid regular expression '{new RegexLiteral(pattern)}': {Fault(pattern)}");
        }
    }

    public static bool IsValid(string pattern)
    {
        try
        {
            Scratch.Rows("SELECT regexp_matches('', $1)", pattern);
            return true;
        }
        catch (DuckDBException)
        {
            return false;
        }
    }

    /// <summary>Those of the names that contain a match, in their order.</summary>
    /// <exception cref="QueryException">The pattern is no regular expression.</exception>
    public static IReadOnlySet<string> Matching(string pattern, IEnumerable<string> names)
    {
        Check(pattern);
        var matching = new HashSet<string>(StringComparer.Ordinal);
        foreach (string name in names)
        {
            if (Scratch.Value<bool>("SELECT regexp_matches($1, $2)", name, pattern))
            {
                matching.Add(name);
            }
        }

        return matching;
    }

    /// <summary>The beginning of what InfluxDB's own engine says; how it goes on is its own.</summary>
    public static string Fault(string pattern) => $"regex parse error:\n    {pattern}";
}
