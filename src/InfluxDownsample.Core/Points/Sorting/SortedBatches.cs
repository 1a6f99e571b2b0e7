namespace InfluxDownsample.Core.Points.Sorting;

/// <summary>
/// Writes rows that come in order into new batches. Rows of several schemas are kept apart, a window of rows at a time,
/// so that two tables whose times interleave do not end as batches of one row.
/// </summary>
internal sealed class SortedBatches
{
    // As large as the server's own (wire reference 1.1).
    private const int Window = 8192;

    private readonly Dictionary<PointSchema, PointBatchBuilder> _builders = new(SameColumns.Comparer);
    private int _rows;

    /// <summary>Adds the next row.</summary>
    /// <returns>Batches that are complete with it; mostly none.</returns>
    public IReadOnlyList<PointBatch> Add(PointBatch source, int row)
    {
        if (!_builders.TryGetValue(source.Schema, out PointBatchBuilder? builder))
        {
            _builders.Add(source.Schema, builder = new PointBatchBuilder(source.Schema, Window));
        }

        builder.AddRow(source, row);
        return ++_rows == Window ? Flush() : [];
    }

    /// <summary>The batches with the rows added since the last ones.</summary>
    public IReadOnlyList<PointBatch> Flush()
    {
        PointBatch[] batches = [.. _builders.Values.Select(builder => builder.Build())];
        _builders.Clear();
        _rows = 0;
        return batches;
    }

    /// <summary>Schemas of two answers are the same when their columns are.</summary>
    private sealed class SameColumns : IEqualityComparer<PointSchema>
    {
        public static readonly SameColumns Comparer = new();

        public bool Equals(PointSchema? left, PointSchema? right)
            => ReferenceEquals(left, right)
                || (left is not null && right is not null && left.Measurement == right.Measurement && left.Columns.SequenceEqual(right.Columns));

        public int GetHashCode(PointSchema schema) => schema.Columns.Count;
    }
}
