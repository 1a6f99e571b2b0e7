using System.Text.Json;
using InfluxDownsample.LocalServer.Query;

namespace InfluxDownsample.LocalServer.Http;

/// <summary>What a v3 query asks, from its query string or its JSON body. // wire reference 8.1</summary>
internal sealed record QueryArguments(string? Database, string Text, string? Format, IReadOnlyDictionary<string, object?> Parameters)
{
    private static readonly Dictionary<string, object?> s_none = [];

    public static QueryArguments Read(HttpContext context, ArraySegment<byte> body) =>
        HttpMethods.IsGet(context.Request.Method) ? OfQuery(context.Request.Query) : OfBody(body);

    private static QueryArguments OfQuery(IQueryCollection query)
    {
        string text = query.TryGetValue("q", out var q) ? q.ToString() : throw new RequestBodyException(400, "serde error: missing field `q`");
        return new QueryArguments(Optional(query, "db"), text, Optional(query, "format"), query.TryGetValue("params", out var json) ? ReadParameters(json.ToString()) : s_none);
    }

    private static QueryArguments OfBody(ArraySegment<byte> body)
    {
        try
        {
            JsonElement root = JsonDocument.Parse(body).RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                throw new RequestBodyException(400, "serde_json error: expected an object");
            }

            string text = Member(root, "q") ?? throw new RequestBodyException(400, "serde_json error: missing field `q`");
            bool bound = root.TryGetProperty("params", out JsonElement parameters) && parameters.ValueKind != JsonValueKind.Null;
            return new QueryArguments(Member(root, "db"), text, Member(root, "format"), bound ? ReadParameters(parameters) : s_none);
        }
        catch (Exception invalid) when (invalid is JsonException or InvalidOperationException)
        {
            throw new RequestBodyException(400, "serde_json error: invalid JSON");
        }
    }

    private static string? Optional(IQueryCollection query, string name) => query.TryGetValue(name, out var value) ? value.ToString() : null;

    private static string? Member(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.String ? value.GetString() : throw new RequestBodyException(400, $"serde_json error: `{name}` is not a string");
    }

    public static IReadOnlyDictionary<string, object?> ReadParameters(string json)
    {
        try
        {
            return ReadParameters(JsonDocument.Parse(json).RootElement);
        }
        catch (JsonException)
        {
            throw new RequestBodyException(400, "serde_json error: `params` is not JSON");
        }
    }

    private static Dictionary<string, object?> ReadParameters(JsonElement json) =>
        QueryParameters.TryRead(json, out Dictionary<string, object?> parameters)
            ? parameters
            : throw new RequestBodyException(400, "serde_json error: `params` may hold null, booleans, numbers and strings only");
}
