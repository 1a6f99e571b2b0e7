using System.Text.Json;
using Apache.Arrow;

namespace InfluxDownsample.LocalServer.Http;

/// <summary>Rows of one v1 statement, gathered until they are sent; as JSON or CSV.</summary>
internal sealed class V1Chunk(V1Series series, V1QueryArguments arguments)
{
    private readonly List<(V1SeriesKey Key, List<(string Text, bool IsText)?[]> Rows)> _series = [];

    public int Rows { get; private set; }

    /// <exception cref="NotFiniteNumberException">JSON has no infinities.</exception>
    public void Add(RecordBatch batch, int row)
    {
        V1SeriesKey key = series.KeyOf(batch, row);
        if (_series.Count == 0 || _series[^1].Key != key)
        {
            _series.Add((key, []));
        }

        (string Text, bool IsText)?[] values = [.. series.Values.Select(column => Value(batch.Column(column), row))];
        if (series.MarksDefault)
        {
            // The policy has the name of its database here.
            values = [(Cell.Text(batch.Column(0), row), true), .. values[1..], (values[0]?.Text == "autogen" ? "true" : "false", false)];
        }

        _series[^1].Rows.Add(values);
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

        foreach ((V1SeriesKey key, List<(string Text, bool IsText)?[]> rows) in _series)
        {
            string[] start = [key.Name, string.Join(',', key.Tags.Select(tag => $"{tag.Key}={tag.Value}"))];
            foreach ((string Text, bool IsText)?[] row in rows)
            {
                csv.AppendJoin(',', start.Concat(row.Select(value => value?.Text ?? "")).Select(CsvFormat.Quote)).Append('\n');
            }
        }

        return csv.ToString();
    }

    private void WriteSeries(Utf8JsonWriter json, V1SeriesKey key, List<(string Text, bool IsText)?[]> rows, bool partial)
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
        foreach ((string Text, bool IsText)?[] row in rows)
        {
            json.WriteStartArray();
            foreach ((string Text, bool IsText)? value in row)
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

    private static void WriteValue(Utf8JsonWriter json, (string Text, bool IsText)? value)
    {
        if (value is not var (text, isText) || isText)
        {
            json.WriteStringValue(value?.Text);
        }
        else
        {
            json.WriteRawValue(text);
        }
    }

    /// <summary>A value as it is written, and whether JSON writes it as text.</summary>
    private (string Text, bool IsText)? Value(IArrowArray array, int row) => array switch
    {
        NullArray => null,
        _ when array.IsNull(row) => null,
        TimestampArray times when arguments.Epoch is long unit => ($"{Cell.Nanoseconds(times, row) / unit}", false),
        TimestampArray times => (TimestampText.Shown(Cell.Nanoseconds(times, row)) + "Z", true),
        DoubleArray floats => floats.GetValue(row) is { } number && !double.IsNaN(number) ? (FloatCell.V1(Finite(number)), false) : null,
        BooleanArray or Int64Array or UInt64Array => (Cell.Text(array, row), false),
        _ => (Cell.Text(array, row), true),
    };

    private static double Finite(double value) =>
        double.IsInfinity(value) ? throw new NotFiniteNumberException($"json: unsupported value: {(value > 0 ? "+" : "-")}Inf") : value;
}
