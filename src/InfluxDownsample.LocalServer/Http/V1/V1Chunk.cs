using Apache.Arrow;

namespace InfluxDownsample.LocalServer.Http;

/// <summary>Rows of one v1 statement, gathered until they are sent; as JSON or CSV.</summary>
internal sealed class V1Chunk(V1Series series, V1QueryArguments arguments)
{
    private readonly List<(V1SeriesKey Key, List<V1Cell?[]> Rows)> _series = [];

    public int Rows { get; private set; }

    /// <exception cref="NotFiniteNumberException">JSON has no infinities.</exception>
    public void Add(RecordBatch batch, int row)
    {
        V1SeriesKey key = series.KeyOf(batch, row);
        if (_series.Count == 0 || _series[^1].Key != key)
        {
            _series.Add((key, []));
        }

        V1Cell?[] values = [.. series.Values.Select(column => Value(batch.Column(column), row))];
        if (series.MarksDefault)
        {
            // The policy has the name of its database here.
            values = [new(Cell.Text(batch.Column(0), row), true), .. values[1..], new(values[0]?.Text == "autogen" ? "true" : "false", false)];
        }

        _series[^1].Rows.Add(values);
        Rows++;
    }

    /// <summary>The result of the statement as JSON has it; what is null is left out.</summary>
    public object ToResult(int statement, bool partial) => new
    {
        statement_id = statement,
        series = _series.Count == 0 ? null : _series.Select((part, i) => new
        {
            name = part.Key.Name.Length == 0 ? null : part.Key.Name,
            tags = part.Key.Tags.Length == 0 ? null : part.Key.Tags.ToDictionary(tag => tag.Key, tag => tag.Value),
            columns = series.Columns,
            values = part.Rows,
            partial = partial && i == _series.Count - 1 ? true : (bool?)null,
        }),
        partial = partial && _series.Count > 0 ? true : (bool?)null,
    };

    public string ToCsv()
    {
        StringBuilder csv = new();
        if (_series.Count > 0)
        {
            csv.Append("name,tags,").AppendJoin(',', series.Columns.Select(CsvFormat.Quote)).Append('\n');
        }

        foreach ((V1SeriesKey key, List<V1Cell?[]> rows) in _series)
        {
            string[] start = [key.Name, string.Join(',', key.Tags.Select(tag => $"{tag.Key}={tag.Value}"))];
            foreach (V1Cell?[] row in rows)
            {
                csv.AppendJoin(',', start.Concat(row.Select(value => value?.Text ?? "")).Select(CsvFormat.Quote)).Append('\n');
            }
        }

        return csv.ToString();
    }

    private V1Cell? Value(IArrowArray array, int row) => array switch
    {
        NullArray => null,
        _ when array.IsNull(row) => null,
        TimestampArray times when arguments.Epoch is long unit => new V1Cell($"{Cell.Nanoseconds(times, row) / unit}", IsText: false),
        TimestampArray times => new V1Cell(TimestampText.Shown(Cell.Nanoseconds(times, row)) + "Z", IsText: true),
        DoubleArray floats => floats.GetValue(row) is { } number && !double.IsNaN(number) ? new V1Cell(FloatCell.V1(Finite(number)), IsText: false) : null,
        BooleanArray or Int64Array or UInt64Array => new V1Cell(Cell.Text(array, row), IsText: false),
        _ => new V1Cell(Cell.Text(array, row), IsText: true),
    };

    private static double Finite(double value) =>
        double.IsInfinity(value) ? throw new NotFiniteNumberException($"json: unsupported value: {(value > 0 ? "+" : "-")}Inf") : value;
}
