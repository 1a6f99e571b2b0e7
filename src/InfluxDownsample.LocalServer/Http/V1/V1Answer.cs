using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace InfluxDownsample.LocalServer.Http;

/// <summary>
/// The document of a v1 query: <c>{"results":[{"statement_id":0,"series":[…]}]}</c>. A chunked answer is many such documents, one behind the other.
/// </summary>
internal sealed class V1Answer(HttpContext context, V1QueryArguments arguments)
{
    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> _results = new();
    private readonly JsonWriterOptions _options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = arguments.Pretty };
    private Utf8JsonWriter? _whole;

    public Task AddAsync(int statement, V1Chunk chunk, bool partial) => arguments.Csv
        ? WriteAsync(Encoding.UTF8.GetBytes(chunk.ToCsv()))
        : WriteResultAsync(json =>
        {
            json.WriteNumber("statement_id", statement);
            chunk.WriteJson(json, partial);
        });

    public Task AddErrorAsync(int statement, string error) => arguments.Csv
        ? WriteAsync(Encoding.UTF8.GetBytes($"error\n\"{error.Replace("\"", "\"\"", StringComparison.Ordinal)}\"\n"))
        : WriteResultAsync(json =>
        {
            json.WriteNumber("statement_id", statement);
            json.WriteString("error", error);
        });

    /// <summary>Sends what has not been sent; nothing at all when there was no statement.</summary>
    public async Task EndAsync()
    {
        if (_whole is null)
        {
            await WriteAsync(ReadOnlyMemory<byte>.Empty);
            return;
        }

        await FinishAsync(_whole);
    }

    /// <summary>Puts an error in the place of everything that has not been sent.</summary>
    public Task EndWithErrorAsync(string error) => WriteAsync(JsonSerializer.SerializeToUtf8Bytes(new { error }, s_json));

    private async Task WriteResultAsync(Action<Utf8JsonWriter> write)
    {
        Utf8JsonWriter json = arguments.ChunkSize is null ? _whole ??= Begin() : Begin();
        json.WriteStartObject();
        write(json);
        json.WriteEndObject();
        if (arguments.ChunkSize is not null)
        {
            await FinishAsync(json);
        }
    }

    private Utf8JsonWriter Begin()
    {
        Utf8JsonWriter json = new(_results, _options);
        json.WriteStartObject();
        json.WriteStartArray("results");
        return json;
    }

    private async Task FinishAsync(Utf8JsonWriter json)
    {
        json.WriteEndArray();
        json.WriteEndObject();
        await json.DisposeAsync();
        await WriteAsync(_results.WrittenMemory);
        _results.ResetWrittenCount();
    }

    private async Task WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        if (!context.Response.HasStarted)
        {
            context.Response.ContentType = arguments.Csv ? "application/csv" : "application/json";
        }

        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }
}
