using System.Globalization;

namespace InfluxDownsample.Core.Catalog;

/// <summary>What the list of a database's files says.</summary>
/// <param name="Counts">The counts that <see cref="FileWatch"/> begins with.</param>
/// <param name="Newest">The number of the last snapshot that made a file of a table; 0 when none did.</param>
internal sealed record FileCounts(IReadOnlyList<long> Counts, long Newest)
{
    private const string Extension = ".parquet";

    /// <summary>The number of the snapshot that made a file, from the end of its path (wire reference 4.2); null when there is none.</summary>
    public static long? SnapshotOf(string? path)
    {
        if (path is null || !path.EndsWith(Extension, StringComparison.Ordinal))
        {
            return null;
        }

        string name = path[(path.LastIndexOf('/') + 1)..^Extension.Length];
        return long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;
    }
}
