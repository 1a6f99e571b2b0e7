using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace InfluxDownsample.LocalServer.Http;

/// <summary>
/// The document of a v1 query: <c>{"results":[{"statement_id":0,"series":[…]}]}</c>. A chunked answer is many such documents, one behind the other.
/// </summary>
internal sealed class V1Answer(HttpContext context, V1QueryArguments arguments)
{
    private readonly List<object> _results = [];
    private readonly JsonSerializerOptions _json = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = arguments.Pretty,
        Converters = { new FloatWriter() },
    };

    public Task AddAsync(int statement, V1Chunk chunk, bool partial) =>
        arguments.Csv ? WriteAsync(Encoding.UTF8.GetBytes(chunk.ToCsv())) : AddResultAsync(chunk.ToResult(statement, partial));

    public Task AddErrorAsync(int statement, string error) => arguments.Csv
        ? WriteAsync(Encoding.UTF8.GetBytes($"error\n\"{error.Replace("\"", "\"\"", StringComparison.Ordinal)}\"\n"))
        : AddResultAsync(new { statement_id = statement, error });

    /// <summary>Sends what has not been sent; nothing at all when there was no statement.</summary>
    public Task EndAsync() => WriteAsync(_results.Count == 0 ? [] : JsonSerializer.SerializeToUtf8Bytes(new { results = _results }, _json));

    /// <summary>Puts an error in the place of everything that has not been sent.</summary>
    public Task EndWithErrorAsync(string error) => WriteAsync(JsonSerializer.SerializeToUtf8Bytes(new { error }, Responses.Json));

    private async Task AddResultAsync(object result)
    {
        _results.Add(result);
        if (arguments.ChunkSize is not null)
        {
            await EndAsync();
            _results.Clear();
        }
    }

    private async Task WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        if (!context.Response.HasStarted)
        {
            context.Response.ContentType = arguments.Csv ? "application/csv" : "application/json";
        }

        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    private sealed class FloatWriter : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) => writer.WriteRawValue(FloatCell.V1(value));
    }
}
