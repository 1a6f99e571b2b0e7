using InfluxDownsample.LocalServer.InfluxQl;

namespace InfluxDownsample.LocalServer.Http;

/// <summary>What a v1 query asks. // wire reference 8.2</summary>
/// <param name="Text">The statements.</param>
/// <param name="Database">Null when the request names none.</param>
/// <param name="Parameters">Bound parameters.</param>
/// <param name="Epoch">Nanoseconds of the unit in which times are numbers; null for RFC 3339.</param>
/// <param name="ChunkSize">Rows after which a piece of the answer is sent; null sends it whole.</param>
/// <param name="Pretty">Whether JSON is indented.</param>
/// <param name="Csv">Whether the answer is CSV.</param>
internal sealed record V1QueryArguments(
    string Text, string? Database, IReadOnlyDictionary<string, object?> Parameters, long? Epoch, int? ChunkSize, bool Pretty, bool Csv)
{
    private const int DefaultChunkSize = 10_000;

    public static async Task<V1QueryArguments> ReadAsync(HttpContext context, ArraySegment<byte> body)
    {
        UrlParameters query = UrlParameters.Of(context, frame: "");
        Refuse.When(!query.IsThere && body.Count == 0, () => Refused("missing query parameters 'db' and 'q'"));
        IFormCollection form = FormCollection.Empty;
        string? text = null;
        if (body.Count > 0 && (context.Request.ContentType?.Split(';')[0].Trim() ?? "") is "" or "application/vnd.influxql")
        {
            text = System.Text.Encoding.UTF8.GetString(body);
        }
        else if (body.Count > 0 && context.Request.HasFormContentType)
        {
            context.Request.Body = new MemoryStream(body.Array!, body.Offset, body.Count);
            form = await context.Request.ReadFormAsync(context.RequestAborted);
        }

        // A form overrides the query string. "rp" is read over.
        string? Get(string name) => form.TryGetValue(name, out var value) ? value.ToString() : query.Get(name);
        text ??= Get("q") ?? throw Refused("expected a query to be provided in the query string or body");
        bool csv = IsCsv(context.Request.Headers.Accept.ToString());
        return new V1QueryArguments(
            text,
            Get("db"),
            QueryArguments.ReadParameters(Get("params")),
            Get("epoch") is string unit ? UnitNanoseconds(unit) : csv ? 1 : null,
            Get("chunked") == "true" ? Size(Get("chunk_size")) : null,
            Get("pretty") == "true",
            csv);
    }

    private static bool IsCsv(string accept) => accept switch
    {
        "" or "*/*" or "application/json" => false,
        "application/csv" or "text/csv" => true,
        _ => throw Refused($"invalid mime type ({accept})"),
    };

    private static long UnitNanoseconds(string unit) => DurationUnits.Nanoseconds(unit)
        ?? throw Refused("error decoding params from url: " + UrlParameters.UnknownVariant(unit, ["ns", "u", "µ", "ms", "s", "m", "h", "d", "w"]));

    // 0 sends the answer whole.
    private static int? Size(string? text) =>
        text is null ? DefaultChunkSize
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int size) ? size == 0 ? null : size
        : throw Refused("error decoding params from url: invalid digit found in string");

    private static RequestRefusedException Refused(string message) => new(400, message);
}
