using System.Collections;

namespace InfluxDownsample.Downsampling;

/// <summary>
/// Reads what stands for a hashtable in a cell of a CSV file:
/// <code>
/// cell = name "=" [ value { "," value } ] { ";" name "=" [ value { "," value } ] }
/// </code>
/// Spaces around the parts do not count. No value is null.
/// </summary>
internal static class CellPairs
{
    /// <summary>The pairs; null when the text holds none, or something that is no pair.</summary>
    public static IDictionary? Read(string text)
    {
        var pairs = new Hashtable(StringComparer.Ordinal);
        foreach (string pair in text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                return null;
            }

            string[] values = pair[(equals + 1)..].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            pairs[pair[..equals].TrimEnd()] = values.Length switch { 0 => null, 1 => values[0], _ => values };
        }

        return pairs.Count > 0 ? pairs : null;
    }
}
