using System.Buffers;
using System.Text.Json;
using Apache.Arrow;

namespace InfluxDownsample.LocalServer.Http.Formats;

/// <summary>An array of objects.</summary>
internal sealed class JsonFormat : QueryFormat
{
    private bool _any;

    public override string ContentType => "application/json";

    public override void Begin(IBufferWriter<byte> output) => output.Write("["u8);

    public override void Write(RecordBatch batch, IBufferWriter<byte> output)
    {
        using Utf8JsonWriter json = NewJson(output);
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
