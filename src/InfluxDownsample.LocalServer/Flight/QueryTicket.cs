using System.Text.Json;
using System.Text.Unicode;
using InfluxDownsample.LocalServer.Http;

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
            return new QueryRequest("", "", RequestLanguage.Sql, new Dictionary<string, object?>());
        }

        // The parser below would read past malformed UTF-8 in texts.
        if (!Utf8.IsValid(ticket.Span))
        {
            return null;
        }

        try
        {
            return JsonScanner.Read(ticket, Read);
        }
        catch (RequestRefusedException)
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

    private static QueryRequest? Read(JsonScanner json)
    {
        HashSet<string> seen = [];
        string? database = null;
        string? query = null;
        RequestLanguage language = RequestLanguage.Sql;
        IReadOnlyDictionary<string, object?> parameters = new Dictionary<string, object?>();
        json.Members(name =>
        {
            // The aliases are one key, and a key given twice breaks the ticket.
            string key = name is "bucket" or "bucket-name" or "namespace_name" ? "database" : name;
            switch (key)
            {
                case "database":
                    database = json.Text();
                    break;
                case "sql_query":
                    query = json.Text();
                    break;
                case "query_type":
                    language = json.IsNull || json.Variant("", ["sql", "influxql"]) == "sql" ? RequestLanguage.Sql : RequestLanguage.InfluxQl;
                    break;
                case "params":
                    parameters = QueryArguments.ReadParameters(json);
                    break;
                case "is_debug":
                    _ = json.TryScalar(out object? flag) is null && flag is bool ? flag : throw json.Fault("invalid type");
                    break;
                default:
                    json.Skip();
                    return;
            }

            _ = seen.Add(key) ? key : throw json.Fault($"duplicate field `{key}`");
        });
        return database is null || query is null ? null : new QueryRequest(database, query, language, parameters);
    }
}
