using System.Text.RegularExpressions;

namespace InfluxDownsample.Conformance.Comparing;

/// <summary>The order a query asks for, as far as a look at its text tells.</summary>
internal static partial class OrderBy
{
    /// <summary>The keys of the outermost ORDER BY; what InfluxQL orders by without being told; null where nothing is promised.</summary>
    public static string[]? Keys(Recorded asked)
    {
        string text = asked.Kind == "http" ? Uri.UnescapeDataString(asked.Asked.Replace('+', ' ')) : asked.Asked;
        if (asked.Kind == "flight_influxql" || asked.Asked.Contains("influxql", StringComparison.OrdinalIgnoreCase) || asked.Asked.Contains(" /query", StringComparison.Ordinal))
        {
            return ["iox::measurement", "time"];
        }

        string outer = Inner().Replace(text, "()");
        while (outer != (outer = Inner().Replace(outer, "()")))
        {
        }

        Match match = Clause().Match(outer);
        return match.Success ? [.. match.Groups[1].Value.Split(',').Select(key => Direction().Replace(key, "").Trim())] : null;
    }

    /// <summary>The index of a key's column, or -1.</summary>
    public static int Resolve(string key, Column[] columns)
    {
        if (int.TryParse(key, out int ordinal))
        {
            return ordinal - 1 < columns.Length ? ordinal - 1 : -1;
        }

        string name = key.Contains('.') ? key[(key.LastIndexOf('.') + 1)..] : key;
        name = name.Trim('"');
        return Array.FindIndex(columns, column => column.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
    }

    [GeneratedRegex(@"\([^()]*\)")]
    private static partial Regex Inner();

    [GeneratedRegex(@"\border\s+by\s+(.*?)(?:\blimit\b|\boffset\b|\bunion\b|;|$)", RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.RightToLeft)]
    private static partial Regex Clause();

    [GeneratedRegex(@"\b(asc|desc|nulls\s+(first|last))\b", RegexOptions.IgnoreCase)]
    private static partial Regex Direction();
}
