using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Apache.Arrow;

namespace InfluxDownsample.LocalServer.Http;

/// <summary>The forms in which the v3 query endpoints answer. // wire reference 8.1</summary>
internal abstract class QueryFormat
{
    protected static JsonWriterOptions JsonOptions { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public abstract string ContentType { get; }

    /// <summary>The form asked for by parameter, else by the Accept header.</summary>
    public static QueryFormat Choose(string? format, string accept) => format switch
    {
        "json" => new JsonFormat(),
        "jsonl" or "json_lines" => new JsonLinesFormat(),
        "csv" => new CsvFormat(),
        null => ByMimeType(accept),
        _ => throw new RequestBodyException(400, $"serde error: unknown variant `{format}`, expected one of `json`, `csv`, `jsonl`, `json_lines`"),
    };

    /// <summary>What goes before the rows.</summary>
    public virtual void Begin(IBufferWriter<byte> output)
    {
    }

    public abstract void Write(RecordBatch batch, IBufferWriter<byte> output);

    /// <summary>What goes behind the rows.</summary>
    public virtual void End(IBufferWriter<byte> output)
    {
    }

    private static QueryFormat ByMimeType(string accept) => accept switch
    {
        "" or "*/*" or "application/json" => new JsonFormat(),
        "application/jsonl" => new JsonLinesFormat(),
        "text/csv" => new CsvFormat(),
        _ => throw new RequestBodyException(400, $"invalid mime type ({accept})"),
    };

    // Null columns are left out.
    private static void WriteRow(Utf8JsonWriter json, RecordBatch batch, int row)
    {
        json.WriteStartObject();
        for (int column = 0; column < batch.ColumnCount; column++)
        {
            IArrowArray array = batch.Column(column);
            if (array is not NullArray && !array.IsNull(row))
            {
                json.WritePropertyName(batch.Schema.GetFieldByIndex(column).Name);
                Cell.WriteJson(json, array, row);
            }
        }

        json.WriteEndObject();
    }

    private sealed class JsonFormat : QueryFormat
    {
        private bool _any;

        public override string ContentType => "application/json";

        public override void Begin(IBufferWriter<byte> output) => output.Write("["u8);

        public override void Write(RecordBatch batch, IBufferWriter<byte> output)
        {
            using Utf8JsonWriter json = new(output, JsonOptions);
            for (int row = 0; row < batch.Length; row++)
            {
                if (_any)
                {
                    json.Flush();
                    output.Write(","u8);
                    json.Reset(output);
                }

                WriteRow(json, batch, row);
                _any = true;
            }
        }

        public override void End(IBufferWriter<byte> output) => output.Write("]"u8);
    }

    private sealed class JsonLinesFormat : QueryFormat
    {
        public override string ContentType => "application/jsonl";

        public override void Write(RecordBatch batch, IBufferWriter<byte> output)
        {
            using Utf8JsonWriter json = new(output, JsonOptions);
            for (int row = 0; row < batch.Length; row++)
            {
                WriteRow(json, batch, row);
                json.Flush();
                output.Write("\n"u8);
                json.Reset(output);
            }
        }
    }

    private sealed class CsvFormat : QueryFormat
    {
        private static readonly SearchValues<char> s_quoted = SearchValues.Create(",\"\r\n");

        private bool _headed;

        public override string ContentType => "text/csv";

        // The header comes with the first rows, so an empty result has an empty body.
        public override void Write(RecordBatch batch, IBufferWriter<byte> output)
        {
            StringBuilder text = new();
            if (!_headed && batch.Length > 0)
            {
                text.AppendJoin(',', batch.Schema.FieldsList.Select(field => Quote(field.Name))).Append('\n');
                _headed = true;
            }

            for (int row = 0; row < batch.Length; row++)
            {
                text.AppendJoin(',', batch.Arrays.Select(array => array is NullArray || array.IsNull(row) ? "" : Quote(Cell.Text(array, row)))).Append('\n');
            }

            output.Write(Encoding.UTF8.GetBytes(text.ToString()));
        }

        private static string Quote(string text) =>
            text.AsSpan().ContainsAny(s_quoted) ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
