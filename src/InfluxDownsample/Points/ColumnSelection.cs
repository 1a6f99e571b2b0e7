using System.Management.Automation;

namespace InfluxDownsample.Points;

/// <summary>
/// Columns picked by name, as InfluxDB tells them apart: the one that is written exactly so. Where none is, the one that a point shows under that name,
/// or the only one that differs in nothing but case. Wildcards pick whatever fits, without regard to case.
/// </summary>
internal sealed class ColumnSelection
{
    private readonly string[] _names;
    private readonly WildcardPattern[] _patterns;

    /// <param name="names">Names, with or without wildcards.</param>
    public ColumnSelection(IEnumerable<string> names)
    {
        ILookup<bool, string> all = names.ToLookup(WildcardPattern.ContainsWildcardCharacters);
        // Escaped wildcards are the characters themselves, and a name may also hold the escapes.
        _names = [.. all[false].Select(WildcardPattern.Unescape).Concat(all[false]).Distinct(StringComparer.Ordinal)];
        _patterns = [.. all[true].Select(static name => new WildcardPattern(name, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant))];
    }

    /// <summary>Which of the columns are picked, by their position.</summary>
    /// <param name="columns">The names of the columns.</param>
    /// <param name="shown">What the properties of points with these columns are called, where points are looked at.</param>
    public bool[] Of(string[] columns, IReadOnlyList<string>? shown = null)
    {
        bool[] picked = Array.ConvertAll(columns, column => Array.Exists(_patterns, pattern => pattern.IsMatch(column)));
        foreach (string name in _names)
        {
            Pick(name, columns, shown, picked);
        }

        return picked;
    }

    private static void Pick(string name, string[] columns, IReadOnlyList<string>? shown, bool[] picked)
    {
        int likeIt = -1;
        int count = 0;
        bool found = false;
        for (int index = 0; index < columns.Length; index++)
        {
            if (string.Equals(columns[index], name, StringComparison.Ordinal))
            {
                found = picked[index] = true;
            }
            else if (string.Equals(columns[index], name, StringComparison.OrdinalIgnoreCase))
            {
                likeIt = index;
                count++;
            }
        }

        int only = found ? -1 : IndexOf(shown, name) is int property and >= 0 ? property : count == 1 ? likeIt : -1;
        if (only >= 0)
        {
            picked[only] = true;
        }
    }

    private static int IndexOf(IReadOnlyList<string>? shown, string name)
    {
        for (int index = 0; index < (shown?.Count ?? 0); index++)
        {
            if (string.Equals(shown![index], name, StringComparison.Ordinal))
            {
                return index;
            }
        }

        return -1;
    }
}
