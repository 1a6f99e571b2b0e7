using System.Buffers;
using Apache.Arrow;

namespace InfluxDownsample.LocalServer.Http;

/// <summary>CSV. The header comes with the first rows, so an empty result has an empty body.</summary>
internal sealed class CsvFormat : QueryFormat
{
    private static readonly SearchValues<char> s_quoted = SearchValues.Create(",\"\r\n");

    private bool _headed;

    public override string ContentType => "text/csv";

    protected override void Write(RecordBatch batch, IBufferWriter<byte> output)
    {
        StringBuilder text = new();
        if (!_headed && batch.Length > 0)
        {
            text.AppendJoin(',', batch.Schema.FieldsList.Select(field => Quote(field.Name))).Append('\n');
            _headed = true;
        }

        for (int row = 0; row < batch.Length; row++)
        {
            text.AppendJoin(',', batch.Arrays.Select(array => Quote(Cell.Text(array, row)))).Append('\n');
        }

        output.Write(Encoding.UTF8.GetBytes(text.ToString()));
    }

    public static string Quote(string text) =>
        text.AsSpan().ContainsAny(s_quoted) ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
