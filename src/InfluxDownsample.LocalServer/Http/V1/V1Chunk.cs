using Apache.Arrow;

namespace InfluxDownsample.LocalServer.Http;

/// <summary>Rows of one v1 statement, gathered until they are sent; as JSON or CSV.</summary>
internal sealed class V1Chunk(V1Series series, V1QueryArguments arguments)
{
    private readonly List<(string[] Key, List<object?[]> Rows)> _series = [];

    public int Rows { get; private set; }

    /// <exception cref="NotFiniteNumberException">JSON has no infinities.</exception>
    public void Add(RecordBatch batch, int row)
    {
        string[] key = series.KeyOf(batch, row);
        if (_series.Count == 0 || !_series[^1].Key.SequenceEqual(key))
        {
            _series.Add((key, []));
        }

        object?[] values = [.. series.Values.Select(column => Value(batch.Column(column), row))];
        if (series.MarksDefault)
        {
            // The policy has the name of its database here.
            values = [Cell.Text(batch.Column(0), row), .. values[1..], values[0] is "autogen"];
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
            name = part.Key[0].Length == 0 ? null : part.Key[0],
            tags = series.Tags.Length == 0 ? null : series.Tags.Zip(part.Key[1..]).ToDictionary(tag => tag.First, tag => tag.Second),
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

        foreach ((string[] key, List<object?[]> rows) in _series)
        {
            string[] start = [key[0], string.Join(',', series.Tags.Zip(key[1..], (tag, value) => $"{tag}={value}"))];
            foreach (object?[] row in rows)
            {
                csv.AppendJoin(',', start.Concat(row.Select(Text)).Select(CsvFormat.Quote)).Append('\n');
            }
        }

        return csv.ToString();
    }

    private static string Text(object? value) => value switch
    {
        double number => FloatCell.V1(number),
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private object? Value(IArrowArray array, int row) => array switch
    {
        _ when array.IsNull(row) => null,
        TimestampArray times when arguments.Epoch is long unit => Cell.Nanoseconds(times, row) / unit,
        TimestampArray times => TimestampText.Shown(Cell.Nanoseconds(times, row)) + "Z",
        DoubleArray floats when floats.GetValue(row) is { } number => double.IsNaN(number) ? null : Finite(number),
        BooleanArray flags => flags.GetValue(row),
        Int64Array integers => integers.GetValue(row),
        UInt64Array integers => integers.GetValue(row),
        _ => Cell.Text(array, row),
    };

    private static double Finite(double value) =>
        double.IsInfinity(value) ? throw new NotFiniteNumberException($"json: unsupported value: {(value > 0 ? "+" : "-")}Inf") : value;
}
