using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Apache.Arrow;

namespace InfluxDownsample.LocalServer.Http;

/// <summary>Objects: an array of them, or one in each line.</summary>
internal sealed class JsonFormat(bool lines) : QueryFormat
{
    private bool _any;

    public override string ContentType => lines ? "application/jsonl" : "application/json";

    protected override void Write(RecordBatch batch, IBufferWriter<byte> output)
    {
        using Utf8JsonWriter json = new(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
        for (int row = 0; row < batch.Length; row++)
        {
            output.Write(lines ? ""u8 : _any ? ","u8 : "["u8);
            Cell.WriteObject(json, batch.Schema.FieldsList, batch.Arrays, row);
            json.Flush();
            output.Write(lines ? "\n"u8 : ""u8);
            json.Reset(output);
            _any = true;
        }
    }

    protected override void End(IBufferWriter<byte> output) => output.Write(lines ? ""u8 : _any ? "]"u8 : "[]"u8);
}
