using System.Text.Json;
using Apache.Arrow;

namespace InfluxDownsample.LocalServer.Http;

/// <summary>Rows of one v1 statement, gathered until they are sent; as JSON or CSV.</summary>
internal sealed class V1Chunk(V1Series series, V1QueryArguments arguments)
{
    private readonly List<(V1SeriesKey Key, List<object?[]> Rows)> _series = [];

    public int Rows { get; private set; }

    /// <exception cref="NotFiniteNumberException">JSON has no infinities.</exception>
    public void Add(RecordBatch batch, int row)
    {
        V1SeriesKey key = series.KeyOf(batch, row);
        if (_series.Count == 0 || _series[^1].Key != key)
        {
            _series.Add((key, []));
        }

        List<object?> values = [.. series.Values.Select(column => Value(batch.Column(column), row))];
        if (series.MarksDefault)
        {
            // The policy has the name of its database here.
            values.Add(values[0] is "autogen");
            values[0] = Cell.Text(batch.Column(0), row);
        }

        _series[^1].Rows.Add([.. values]);
        Rows++;
    }

    public void WriteJson(Utf8JsonWriter json, bool partial)
    {
        if (_series.Count == 0)
        {
            return;
        }

        json.WriteStartArray("series");
        for (int i = 0; i < _series.Count; i++)
        {
            WriteSeries(json, _series[i].Key, _series[i].Rows, partial && i == _series.Count - 1);
        }

        json.WriteEndArray();
        if (partial)
        {
            json.WriteBoolean("partial", true);
        }
    }

    public string ToCsv()
    {
        StringBuilder csv = new();
        if (_series.Count > 0)
        {
            csv.Append("name,tags,").AppendJoin(',', series.Columns.Select(CsvFormat.Quote)).Append('\n');
        }

        foreach ((V1SeriesKey key, List<object?[]> rows) in _series)
        {
            string start = $"{CsvFormat.Quote(key.Name)},{CsvFormat.Quote(string.Join(',', key.Tags.Select(tag => $"{tag.Key}={tag.Value}")))}";
            foreach (object?[] row in rows)
            {
                csv.Append(start);
                foreach (object? value in row)
                {
                    csv.Append(',').Append(CsvFormat.Quote(value switch
                    {
                        null => "",
                        bool truth => truth ? "true" : "false",
                        double number => FloatCell.V1(number),
                        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
                        _ => (string)value,
                    }));
                }

                csv.Append('\n');
            }
        }

        return csv.ToString();
    }

    private void WriteSeries(Utf8JsonWriter json, V1SeriesKey key, List<object?[]> rows, bool partial)
    {
        json.WriteStartObject();
        if (key.Name.Length > 0)
        {
            json.WriteString("name", key.Name);
        }

        if (key.Tags.Length > 0)
        {
            json.WriteStartObject("tags");
            foreach ((string tag, string value) in key.Tags)
            {
                json.WriteString(tag, value);
            }

            json.WriteEndObject();
        }

        json.WriteStartArray("columns");
        foreach (string column in series.Columns)
        {
            json.WriteStringValue(column);
        }

        json.WriteEndArray();
        json.WriteStartArray("values");
        foreach (object?[] row in rows)
        {
            json.WriteStartArray();
            foreach (object? value in row)
            {
                WriteValue(json, value);
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
        if (partial)
        {
            json.WriteBoolean("partial", true);
        }

        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case bool truth:
                json.WriteBooleanValue(truth);
                break;
            case double number:
                json.WriteRawValue(FloatCell.V1(number));
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case ulong number:
                json.WriteNumberValue(number);
                break;
            default:
                json.WriteStringValue((string)value);
                break;
        }
    }

    private object? Value(IArrowArray array, int row)
    {
        if (array is NullArray || array.IsNull(row))
        {
            return null;
        }

        return array switch
        {
            TimestampArray times when arguments.Epoch is long unit => Math.DivRem(Cell.Nanoseconds(times, row), unit).Quotient,
            TimestampArray times => TimestampText.Shown(Cell.Nanoseconds(times, row)) + "Z",
            DoubleArray floats when double.IsNaN(floats.GetValue(row)!.Value) => null,
            DoubleArray floats => Finite(floats.GetValue(row)!.Value),
            BooleanArray booleans => booleans.GetValue(row)!.Value,
            Int64Array integers => integers.GetValue(row)!.Value,
            UInt64Array integers => integers.GetValue(row)!.Value,
            _ => Cell.Text(array, row),
        };
    }

    private static double Finite(double value) =>
        double.IsInfinity(value) ? throw new NotFiniteNumberException($"json: unsupported value: {(value > 0 ? "+" : "-")}Inf") : value;
}
