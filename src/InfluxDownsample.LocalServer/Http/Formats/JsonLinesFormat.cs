using System.Buffers;
using System.Text.Json;
using Apache.Arrow;

namespace InfluxDownsample.LocalServer.Http.Formats;

/// <summary>An object in each line.</summary>
internal sealed class JsonLinesFormat : QueryFormat
{
    public override string ContentType => "application/jsonl";

    public override void Write(RecordBatch batch, IBufferWriter<byte> output)
    {
        using Utf8JsonWriter json = NewJson(output);
        for (int row = 0; row < batch.Length; row++)
        {
            WriteRow(json, batch, row);
            json.Flush();
            output.Write("\n"u8);
            json.Reset(output);
        }
    }
}
