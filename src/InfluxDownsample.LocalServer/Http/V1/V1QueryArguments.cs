using InfluxDownsample.LocalServer.InfluxQl;

namespace InfluxDownsample.LocalServer.Http;

/// <summary>What a v1 query asks. // wire reference 8.2</summary>
internal sealed record V1QueryArguments
{
    private const int DefaultChunkSize = 10_000;

    public required string Text { get; init; }

    /// <summary>Null when the request names none.</summary>
    public string? Database { get; init; }

    public IReadOnlyDictionary<string, object?> Parameters { get; init; } = new Dictionary<string, object?>();

    /// <summary>Nanoseconds of the unit in which times are numbers; null for RFC 3339.</summary>
    public long? Epoch { get; init; }

    /// <summary>Rows after which a piece of the answer is sent; null sends it whole.</summary>
    public int? ChunkSize { get; init; }

    public bool Pretty { get; init; }

    public bool Csv { get; init; }

    public static async Task<V1QueryArguments> ReadAsync(HttpContext context, ArraySegment<byte> body)
    {
        UrlParameters query = UrlParameters.Of(context, frame: "");
        Refuse.When(!query.IsThere && body.Count == 0, () => Refused("missing query parameters 'db' and 'q'"));
        (IFormCollection form, string? bodyText) = await ReadBodyAsync(context, body);

        // A form overrides the query string. "rp" is read over.
        string? Get(string name) => form.TryGetValue(name, out var value) ? value.ToString() : query.Get(name);
        string text = bodyText ?? Get("q") ?? throw Refused("expected a query to be provided in the query string or body");
        bool csv = IsCsv(context.Request.Headers.Accept.ToString());
        return new V1QueryArguments
        {
            Text = text,
            Database = Get("db"),
            Parameters = Get("params") is string json ? QueryArguments.ReadParameters(json) : new Dictionary<string, object?>(),
            Epoch = Get("epoch") is string unit ? UnitNanoseconds(unit) : csv ? 1 : null,
            ChunkSize = Get("chunked") == "true" ? Size(Get("chunk_size")) : null,
            Pretty = Get("pretty") == "true",
            Csv = csv,
        };
    }

    private static async Task<(IFormCollection Form, string? Text)> ReadBodyAsync(HttpContext context, ArraySegment<byte> body)
    {
        string type = context.Request.ContentType?.Split(';')[0].Trim() ?? "";
        if (body.Count == 0)
        {
            return (FormCollection.Empty, null);
        }

        if (type is "" or "application/vnd.influxql")
        {
            return (FormCollection.Empty, System.Text.Encoding.UTF8.GetString(body));
        }

        context.Request.Body = new MemoryStream(body.Array!, body.Offset, body.Count);
        return context.Request.HasFormContentType ? (await context.Request.ReadFormAsync(context.RequestAborted), null) : (FormCollection.Empty, null);
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
