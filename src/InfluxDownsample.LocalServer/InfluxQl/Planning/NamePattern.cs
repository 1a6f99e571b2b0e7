using DuckDB.NET.Data;
using InfluxDownsample.LocalServer.Query;

namespace InfluxDownsample.LocalServer.InfluxQl.Planning;

/// <summary>Regular expressions on names, judged by the engine (RE2, linear time) that also judges them on values.</summary>
internal static class NamePattern
{
    /// <exception cref="QueryException">The pattern is no regular expression.</exception>
    public static void Check(string pattern)
    {
        try
        {
            Scratch.Rows("SELECT regexp_matches('', $1)", pattern);
        }
        catch (DuckDBException error)
        {
            throw Invalid(pattern, error);
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

    private static QueryException Invalid(string pattern, DuckDBException error) =>
        QueryException.Planning($"invalid regular expression '{pattern}': {error.Message.Split('\n')[0].Replace("Invalid Input Error: ", "", StringComparison.Ordinal)}");
}
