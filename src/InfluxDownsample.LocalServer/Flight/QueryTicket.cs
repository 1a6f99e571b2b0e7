using System.Text.Json;
using System.Text.Unicode;
using InfluxDownsample.LocalServer.Query;

namespace InfluxDownsample.LocalServer.Flight;

/// <summary>Reads the JSON ticket that the official clients send. // wire reference 1.2</summary>
/// <remarks><code>{"database":"mydb","sql_query":"SELECT …","query_type":"sql","params":{"h":"a"}}</code></remarks>
internal static class QueryTicket
{

    /// <summary>Null for a broken ticket; the server does not say what is wrong with it.</summary>
    public static QueryRequest? Read(ReadOnlyMemory<byte> ticket)
    {
        // A ReadInfo message without a field is one that names no database.
        if (ticket.IsEmpty)
        {
            return new QueryRequest("", "", QueryLanguage.Sql, new Dictionary<string, object?>());
        }

        // The parser below would read past malformed UTF-8 in texts.
        if (!Utf8.IsValid(ticket.Span))
        {
            return null;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(ticket);
            return document.RootElement.ValueKind == JsonValueKind.Object ? Read(document.RootElement) : null;
        }
        catch (Exception invalid) when (invalid is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a text holds half a surrogate pair.
            return null;
        }
    }

    /// <summary>A ticket for DoGet, as GetFlightInfo hands it out.</summary>
    public static byte[] Write(QueryRequest request) => JsonSerializer.SerializeToUtf8Bytes(
        new Dictionary<string, string>
        {
            ["database"] = request.Database,
            ["sql_query"] = request.Text,
            ["query_type"] = request.Language == QueryLanguage.Sql ? "sql" : "influxql",
        });

    private static QueryRequest? Read(JsonElement root)
    {
        HashSet<string> seen = [];
        string? database = null;
        string? query = null;
        QueryLanguage language = QueryLanguage.Sql;
        Dictionary<string, object?> parameters = [];
        foreach (JsonProperty property in root.EnumerateObject())
        {
            // The aliases are one key, and a key given twice breaks the ticket.
            string? key = property.Name switch
            {
                "database" or "bucket" or "bucket-name" or "namespace_name" => "database",
                "sql_query" or "query_type" or "params" or "is_debug" => property.Name,
                _ => null,
            };
            if (key is null)
            {
                continue;
            }

            JsonElement value = property.Value;
            bool valid = seen.Add(key) && key switch
            {
                "database" => TryReadText(value, out database),
                "sql_query" => TryReadText(value, out query),
                "query_type" => TryReadLanguage(value, out language),
                "params" => QueryParameters.TryRead(value, out parameters),
                _ => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            };
            if (!valid)
            {
                return null;
            }
        }

        return database is null || query is null ? null : new QueryRequest(database, query, language, parameters);
    }

    private static bool TryReadText(JsonElement value, out string? text)
    {
        text = value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        return text is not null;
    }

    private static bool TryReadLanguage(JsonElement value, out QueryLanguage language)
    {
        language = QueryLanguage.Sql;
        switch (value.ValueKind)
        {
            case JsonValueKind.Null:
                return true;
            case JsonValueKind.String when value.ValueEquals("sql"u8):
                return true;
            case JsonValueKind.String when value.ValueEquals("influxql"u8):
                language = QueryLanguage.InfluxQl;
                return true;
            default:
                return false;
        }
    }
}
