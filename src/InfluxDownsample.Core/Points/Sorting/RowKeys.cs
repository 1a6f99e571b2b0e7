using System.Text;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points.Columns;

namespace InfluxDownsample.Core.Points.Sorting;

/// <summary>Reads time and series of the rows of batches with one schema; which columns these are is found once.</summary>
internal sealed class RowKeys
{
    private readonly int _time;
    private readonly int _measurement;
    private readonly byte[] _table;
    private readonly (byte[] Name, int Ordinal)[] _tags;

    /// <param name="schema">The columns of the batches.</param>
    /// <param name="timeColumn">The name of the time column.</param>
    /// <param name="tagColumns">Columns that are tags besides those that the server marked; null when series do not matter.</param>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.ColumnNotFound"/>, <see cref="InfluxErrorId.InvalidParameter"/>: there is no such column, or
    /// no times in it.</exception>
    public RowKeys(PointSchema schema, string timeColumn, IReadOnlyCollection<string>? tagColumns)
    {
        _time = schema.IndexOf(timeColumn);
        if (_time < 0)
        {
            throw new InfluxException(InfluxErrorId.ColumnNotFound,
                $"There is no column '{timeColumn}' to sort by. There are: {string.Join(", ", schema.Columns.Select(column => column.Name))}.")
            {
                Target = timeColumn,
                Advice = "Name the time column with -TimestampColumn.",
            };
        }

        if (schema.Columns[_time].Type is not (PointType.Timestamp or PointType.Null))
        {
            throw new InfluxException(InfluxErrorId.InvalidParameter,
                $"Column '{timeColumn}' holds no times but values of type {schema.Columns[_time].Type}.") { Target = timeColumn };
        }

        _measurement = tagColumns is null ? -1 : schema.IndexOf(PointSchema.MeasurementColumn);
        _tags = tagColumns is null ? [] : [.. schema.Columns
            .Select((column, ordinal) => (column, ordinal))
            .Where(item => item.column.Type == PointType.String && (item.column.Role == ColumnRole.Tag || tagColumns.Contains(item.column.Name)))
            .OrderBy(item => item.column.Name, StringComparer.Ordinal)
            .Select(item => (Encoding.UTF8.GetBytes(item.column.Name), item.ordinal))];
        _table = Encoding.UTF8.GetBytes(schema.Measurement ?? "");
    }

    /// <summary>The time of a row in nanoseconds, or null.</summary>
    public long? Time(PointBatch batch, int row)
    {
        int stored = batch.StoredRow(row);
        return batch.Values(_time) is WordValues times && !times.IsNull(stored) ? times.Int64(stored) : null;
    }

    /// <summary>The number of the series that a row belongs to.</summary>
    public int Series(PointBatch batch, int row, SeriesTable table)
    {
        int stored = batch.StoredRow(row);
        table.Begin(_measurement < 0 ? _table : Text(batch, _measurement, stored));
        foreach ((byte[] name, int ordinal) in _tags)
        {
            table.AddTag(name, Text(batch, ordinal, stored));
        }

        return table.End();
    }

    private static ReadOnlySpan<byte> Text(PointBatch batch, int column, int stored)
        => batch.Values(column) is TextValues text && !text.IsNull(stored) ? text.Utf8(stored) : default;
}
