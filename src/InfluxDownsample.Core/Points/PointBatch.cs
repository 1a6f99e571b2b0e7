using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points.Columns;

namespace InfluxDownsample.Core.Points;

/// <summary>
/// Rows as columns, as they came over the wire. Immutable, so batches made from it by leaving out columns or reordering rows share its data.
/// The memory belongs to the garbage collector; there is nothing to dispose.
/// </summary>
public sealed class PointBatch
{
    private readonly ColumnValues[] _values;
    private readonly int[]? _rows;

    internal PointBatch(PointSchema schema, ColumnValues[] values, int rowCount, int[]? rows = null)
    {
        Schema = schema;
        _values = values;
        _rows = rows;
        RowCount = rowCount;
    }

    /// <summary>The columns.</summary>
    public PointSchema Schema { get; }

    /// <summary>The number of rows.</summary>
    public int RowCount { get; }

    /// <summary>The value as people see it: <c>DateTime</c> (UTC), <c>string</c>, <c>long</c>, <c>ulong</c>, <c>double</c>, <c>bool</c> or null.</summary>
    public object? GetValue(int row, int column) => _values[column].Get(StoredRow(row));

    /// <summary>Whether the cell is null.</summary>
    public bool IsNull(int row, int column) => _values[column].IsNull(StoredRow(row));

    /// <summary>The exact timestamp, nanoseconds since 1970-01-01 UTC.</summary>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.InvalidParameter"/>: the column holds no timestamps, or null in this row.</exception>
    public long GetNanoseconds(int row, int column)
    {
        if (Schema.Columns[column].Type != PointType.Timestamp || IsNull(row, column))
        {
            throw new InfluxException(InfluxErrorId.InvalidParameter, $"Column '{Schema.Columns[column].Name}' holds no timestamp in this row.")
            {
                Target = Schema.Columns[column].Name,
            };
        }

        return ((WordValues)_values[column]).Int64(StoredRow(row));
    }

    /// <summary>The same rows without the columns whose positions the test picks; this batch when it picks none. Copies no data.</summary>
    public PointBatch WithoutColumns(Func<int, bool> remove)
    {
        int[] kept = [.. Enumerable.Range(0, _values.Length).Where(column => !remove(column))];
        if (kept.Length == _values.Length)
        {
            return this;
        }

        PointSchema schema = Schema.WithColumns([.. kept.Select(column => Schema.Columns[column])]);
        return new PointBatch(schema, [.. kept.Select(column => _values[column])], RowCount, _rows);
    }

    /// <summary>The rows at those positions, in that order. Copies no values.</summary>
    public PointBatch SelectRows(ReadOnlySpan<int> rows)
    {
        int[] stored = rows.ToArray();
        for (int index = 0; index < stored.Length; index++)
        {
            stored[index] = StoredRow(stored[index]);
        }

        return new PointBatch(Schema, _values, stored.Length, stored);
    }

    /// <summary>The same rows without the first columns; the schema is that of the rest.</summary>
    internal PointBatch WithoutFirstColumns(int count, PointSchema rest) => new(rest, _values[count..], RowCount, _rows);

    /// <summary>About how many bytes the values of a row take.</summary>
    internal long SizeOf(int row)
    {
        int stored = StoredRow(row);
        long size = 0;
        foreach (ColumnValues values in _values)
        {
            size += values is TextValues text ? 4 + text.Utf8(stored).Length : 8;
        }

        return size;
    }

    /// <summary>The values of a column; rows of it are <see cref="StoredRow"/>s.</summary>
    internal ColumnValues Values(int column) => _values[column];

    /// <summary>Where the data of a row is stored: batches made by reordering keep their rows in place.</summary>
    internal int StoredRow(int row) => _rows is null ? row : _rows[row];
}
