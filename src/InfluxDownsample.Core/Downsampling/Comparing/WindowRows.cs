using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>The rows of all series in one window.</summary>
/// <param name="WindowStart">Where the window begins, nanoseconds since 1970-01-01 UTC.</param>
/// <param name="Rows">One row for each series.</param>
internal sealed record WindowRows(long WindowStart, IReadOnlyList<PointRow> Rows)
{
    /// <summary>The rows of each window, by its start.</summary>
    /// <inheritdoc cref="Read"/>
    public static IReadOnlyDictionary<long, IReadOnlyList<PointRow>> ByStart(IEnumerable<PointBatch> batches, long shift)
        => Read(batches, shift).ToDictionary(window => window.WindowStart, window => window.Rows);

    /// <summary>Puts rows that come ordered by their first column, the time, together window by window.</summary>
    /// <param name="batches">The batches.</param>
    /// <param name="shift">How far the time of a point lies behind the start of its window.</param>
    public static IEnumerable<WindowRows> Read(IEnumerable<PointBatch> batches, long shift)
    {
        List<PointRow> rows = [];
        long current = 0;
        foreach (PointBatch batch in batches)
        {
            for (int row = 0; row < batch.RowCount; row++)
            {
                long start = batch.GetNanoseconds(row, 0) - shift;
                if (rows.Count > 0 && start != current)
                {
                    yield return new WindowRows(current, rows);
                    rows = [];
                }

                current = start;
                rows.Add(new PointRow(batch, row));
            }
        }

        if (rows.Count > 0)
        {
            yield return new WindowRows(current, rows);
        }
    }
}
