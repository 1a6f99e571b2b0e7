using System.Text.Json;
using System.Text.Unicode;
using InfluxDownsample.LocalServer.Http;

namespace InfluxDownsample.LocalServer.Flight;

/// <summary>Reads the JSON ticket that the official clients send. // wire reference 1.2</summary>
/// <remarks><code>{"database":"mydb","sql_query":"SELECT …","query_type":"sql","params":{"h":"a"}}</code></remarks>
internal static class QueryTicket
{
    private static readonly JsonDocumentOptions s_strict = new() { AllowDuplicateProperties = false, MaxDepth = 127 };

    /// <summary>Null for a broken ticket; the server does not say what is wrong with it.</summary>
    public static QueryRequest? Read(ReadOnlyMemory<byte> ticket)
    {
        // A ReadInfo message without a field is one that names no database.
        if (ticket.IsEmpty)
        {
            return new QueryRequest("", "", RequestLanguage.Sql, QueryArguments.ReadParameters());
        }

        try
        {
            // The parser would read past malformed UTF-8 in texts.
            using JsonDocument? json = Utf8.IsValid(ticket.Span) ? JsonDocument.Parse(ticket, s_strict) : null;
            return json is null ? null : Read(json.RootElement);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException or RequestRefusedException)
        {
            return null;
        }
    }

    /// <summary>A ticket for DoGet, as GetFlightInfo hands it out.</summary>
    public static byte[] Write(QueryRequest request) => JsonSerializer.SerializeToUtf8Bytes(
        new Dictionary<string, string>
        {
            ["database"] = request.Database,
            ["sql_query"] = request.Text,
            ["query_type"] = request.Language == RequestLanguage.Sql ? "sql" : "influxql",
        });

    private static QueryRequest? Read(JsonElement ticket)
    {
        // The aliases are one key, and a key given twice breaks the ticket.
        JsonElement database = ticket.EnumerateObject().Single(member => member.Name is "database" or "bucket" or "bucket-name" or "namespace_name").Value;
        JsonElement? Find(string name) => ticket.TryGetProperty(name, out JsonElement value) ? value : null;
        RequestLanguage? language = Find("query_type")?.GetString() switch
        {
            null or "sql" => RequestLanguage.Sql,
            "influxql" => RequestLanguage.InfluxQl,
            _ => null,
        };
        _ = Find("is_debug")?.GetBoolean();
        IReadOnlyDictionary<string, object?> parameters = QueryArguments.ReadParameters(Find("params")?.GetRawText());
        return database.GetString() is { } name && Find("sql_query")?.GetString() is { } text && language is { } known
            ? new QueryRequest(name, text, known, parameters)
            : null;
    }
}
