using System.Text;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Points.Columns;

namespace InfluxDownsample.Core.Charts.Series;

/// <summary>Sorts the points of answers into series: by answer, measurement and tags, and within these by numeric column.</summary>
internal sealed class SeriesCollector(ChartOptions options)
{
    private readonly Dictionary<object, Answer> _answers = new(ReferenceEqualityComparer.Instance);
    private Answer? _last;

    /// <summary>What has been collected, in the order of arrival.</summary>
    public List<SeriesRows> Series { get; } = [];

    /// <summary>How many rows were added.</summary>
    public long Rows { get; private set; }

    /// <summary>How many of them have no time.</summary>
    public long RowsWithoutTime { get; private set; }

    /// <summary>The columns seen, in order of appearance: for a message about what is not among them.</summary>
    public HashSet<string> ColumnNames { get; } = new(StringComparer.Ordinal);

    /// <summary>Adds all rows of a batch.</summary>
    public void Add(PointBatch batch)
    {
        for (int row = 0; row < batch.RowCount; row++)
        {
            Add(batch, row, batch.Schema);
        }
    }

    /// <summary>Adds a row.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="row">The row in it.</param>
    /// <param name="answer">Rows of one answer share it; series of two answers are two where they do not continue each other.</param>
    public void Add(PointBatch batch, int row, object answer)
    {
        Rows++;
        Answer known = Find(answer, batch.Schema);
        ChartColumns columns = known.Columns;
        int stored = batch.StoredRow(row);
        if (columns.Time < 0 || batch.Values(columns.Time) is not WordValues times || times.IsNull(stored))
        {
            RowsWithoutTime++;
            return;
        }

        long time = times.Int64(stored);
        SeriesRows series = SeriesOf(known, batch, row, stored);
        foreach (int ordinal in columns.Numbers)
        {
            ColumnValues values = batch.Values(ordinal);
            if (!values.IsNull(stored))
            {
                series.Column(batch.Schema.Columns[ordinal].Name).Add(time, Number(values, batch.Schema.Columns[ordinal].Type, stored));
            }
        }
    }

    private Answer Find(object answer, PointSchema schema)
    {
        if (_last is not null && ReferenceEquals(_last.Source, answer) && ReferenceEquals(_last.Schema, schema))
        {
            return _last;
        }

        if (!_answers.TryGetValue(answer, out Answer? known) || !ReferenceEquals(known.Schema, schema))
        {
            ColumnNames.UnionWith(schema.Columns.Select(static column => column.Name));
            // Plain objects are one answer whatever their columns are.
            known = new Answer(answer, schema, ChartColumns.Of(schema, options), known?.Table ?? new SeriesTable(), known?.Series ?? []);
            _answers[answer] = known;
        }

        return _last = known;
    }

    private SeriesRows SeriesOf(Answer answer, PointBatch batch, int row, int stored)
    {
        ChartColumns columns = answer.Columns;
        answer.Table.Begin(columns.Measurement < 0 ? Encoding.UTF8.GetBytes(batch.Schema.Measurement ?? "") : Text(batch, columns.Measurement, stored));
        foreach (int ordinal in columns.Tags)
        {
            answer.Table.AddTag(Encoding.UTF8.GetBytes(batch.Schema.Columns[ordinal].Name), Text(batch, ordinal, stored));
        }

        int number = answer.Table.End();
        if (number == answer.Series.Count)
        {
            answer.Series.Add(NewSeries(columns, batch, row));
        }

        return answer.Series[number];
    }

    private SeriesRows NewSeries(ChartColumns columns, PointBatch batch, int row)
    {
        string? measurement = columns.Measurement < 0 ? batch.Schema.Measurement : batch.GetValue(row, columns.Measurement) as string;
        var series = new SeriesRows(measurement,
        [
            .. columns.Tags
                .Select(ordinal => KeyValuePair.Create(batch.Schema.Columns[ordinal].Name, batch.GetValue(row, ordinal)?.ToString() ?? ""))
                .Where(static tag => tag.Value.Length > 0),
        ]);
        Series.Add(series);
        return series;
    }

    private static double Number(ColumnValues values, PointType type, int stored) => values switch
    {
        WordValues words when type == PointType.Integer => words.Int64(stored),
        WordValues words when type == PointType.Unsigned => words.UInt64(stored),
        WordValues words => words.Double(stored),
        _ => values.Get(stored) is IConvertible number ? number.ToDouble(null) : double.NaN,
    };

    private static ReadOnlySpan<byte> Text(PointBatch batch, int column, int stored)
        => batch.Values(column) is TextValues text && !text.IsNull(stored) ? text.Utf8(stored) : default;

    private sealed record Answer(object Source, PointSchema Schema, ChartColumns Columns, SeriesTable Table, List<SeriesRows> Series);
}
