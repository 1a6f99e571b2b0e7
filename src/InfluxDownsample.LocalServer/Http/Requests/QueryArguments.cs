namespace InfluxDownsample.LocalServer.Http;

/// <summary>What a v3 query asks, from its query string or its JSON body. // wire reference 8.1</summary>
internal sealed record QueryArguments(string? Database, string Text, string? Format, IReadOnlyDictionary<string, object?> Parameters)
{
    private static readonly Dictionary<string, object?> s_none = [];

    /// <summary>The forms in which the server answers; the local server writes no Parquet.</summary>
    public static IReadOnlyList<string> Formats { get; } = ["parquet", "csv", "pretty", "json", "json_lines", "jsonl"];

    /// <exception cref="RequestRefusedException">Parameters are wrong or missing.</exception>
    public static QueryArguments Read(HttpContext context, ArraySegment<byte> body, bool needsDatabase) =>
        HttpMethods.IsGet(context.Request.Method) ? OfQuery(UrlParameters.Of(context), needsDatabase) : OfBody(body, needsDatabase);

    /// <summary>Bound parameters as a text of JSON; none without one.</summary>
    public static IReadOnlyDictionary<string, object?> ReadParameters(string? json = null) =>
        json is null ? s_none : JsonScanner.Read(System.Text.Encoding.UTF8.GetBytes(json), Values);

    private static QueryArguments OfQuery(UrlParameters query, bool needsDatabase)
    {
        Refuse.When(!query.IsThere, () => new RequestRefusedException(400, "missing query parameters 'db' and 'q'"));
        string? format = query.Variant("format", Formats);
        IReadOnlyDictionary<string, object?> parameters = ReadParameters(query.Get("params"));
        return new QueryArguments(needsDatabase ? query.Require("db") : query.Get("db"), query.Require("q"), format, parameters);
    }

    private static QueryArguments OfBody(ArraySegment<byte> body, bool needsDatabase) => JsonScanner.Read(body, json =>
    {
        string? database = null;
        string text = "";
        string? format = null;
        IReadOnlyDictionary<string, object?> parameters = s_none;
        json.Struct("struct QueryRequest", needsDatabase ? ["db", "q"] : ["q"],
            ("db", () => database = !needsDatabase && json.IsNull ? null : json.Text()),
            ("q", () => text = json.Text()),
            ("format", () => format = json.IsNull ? null : json.Variant("enum QueryFormat", Formats)),
            ("params", () => parameters = json.IsNull ? s_none : Values(json)));
        return new QueryArguments(database, text, format, parameters);
    });

    private static IReadOnlyDictionary<string, object?> Values(JsonScanner json)
    {
        Dictionary<string, object?> parameters = [];
        json.Members(name => parameters[name] = json.Parameter());
        return parameters;
    }
}
