using System.Globalization;
using System.Text;
using System.Text.Json;
using InfluxDownsample.LocalServer.Faults;
using InfluxDownsample.LocalServer.Storage;

namespace InfluxDownsample.LocalServer.Http;

/// <summary>Databases, their retention, and tables. // wire reference 6.1</summary>
internal sealed class ConfigureEndpoints(Store store)
{
    // Listed by the server beside the user's databases.
    private const string InternalDatabase = "_internal";

    public Task CreateDatabaseAsync(HttpContext context, ArraySegment<byte> body) => AnswerAsync(context, async () =>
    {
        (string name, TimeSpan? retention) = ReadDatabase(context, body);
        if (DatabaseNames.Refusal(name) is string refusal)
        {
            throw new StoreException(StoreErrorKind.DatabaseNameInvalid, refusal);
        }

        await store.CreateDatabaseAsync(name, retention, context.RequestAborted);
        await Answer.Empty(context, 200);
    });

    public Task UpdateDatabaseAsync(HttpContext context, ArraySegment<byte> body) => AnswerAsync(context, async () =>
    {
        // An absent period clears the one that was set.
        (string name, TimeSpan? retention) = ReadDatabase(context, body);
        await store.SetRetentionAsync(name, retention, context.RequestAborted);
        await Answer.Empty(context, 200);
    });

    public Task ListDatabasesAsync(HttpContext context, ArraySegment<byte> body) => AnswerAsync(context, async () =>
    {
        string format = Required(context, "format");
        bool showDeleted = context.Request.Query["show_deleted"] == "true";
        IReadOnlyList<StoredDatabase> databases = await store.ListDatabasesAsync(context.RequestAborted);
        List<(string Name, bool Deleted)> rows = [(InternalDatabase, false), .. databases.Select(database => (database.Name, database.Deleted))];
        rows = [.. rows.Where(row => showDeleted || !row.Deleted).OrderBy(row => row.Name, NameOrder.Comparer)];
        (string text, string contentType) = Render(rows, format, showDeleted);
        await Answer.TextAsync(context, 200, text, contentType);
    });

    public Task DeleteDatabaseAsync(HttpContext context, ArraySegment<byte> body) => AnswerAsync(context, async () =>
    {
        await store.DeleteDatabaseAsync(Database(context), Purges(context), context.RequestAborted);
        await Answer.Empty(context, 200);
    });

    public Task SetRetentionAsync(HttpContext context, ArraySegment<byte> body) => AnswerAsync(context, async () =>
    {
        await store.SetRetentionAsync(Database(context), Period(Required(context, "duration")), context.RequestAborted);
        await Answer.Empty(context, 204);
    });

    public Task ClearRetentionAsync(HttpContext context, ArraySegment<byte> body) => AnswerAsync(context, async () =>
    {
        await store.SetRetentionAsync(Database(context), null, context.RequestAborted);
        await Answer.Empty(context, 204);
    });

    public Task CreateTableAsync(HttpContext context, ArraySegment<byte> body) => AnswerAsync(context, async () =>
    {
        JsonElement root = ReadJson(context, body);
        List<(string, ColumnKind)> columns = [.. ArrayOf(root, "tags").Select(tag => (Text(tag, "tags"), ColumnKind.Tag))];
        columns.AddRange(ArrayOf(root, "fields").Select(field => (Member(field, "name"), FieldKind(Member(field, "type")))));
        string database = Member(root, "db");
        RequestTrace.Of(context).Database = database;
        await store.CreateTableAsync(database, Member(root, "table"), columns, context.RequestAborted);
        await Answer.Empty(context, 200);
    });

    public Task DeleteTableAsync(HttpContext context, ArraySegment<byte> body) => AnswerAsync(context, async () =>
    {
        await store.DeleteTableAsync(Database(context), Required(context, "table"), context.RequestAborted);
        await Answer.Empty(context, 200);
    });

    private static async Task AnswerAsync(HttpContext context, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (RequestBodyException refused)
        {
            await Answer.TextAsync(context, refused.Status, refused.Message);
        }
        catch (StoreException refused)
        {
            int status = refused.Kind switch
            {
                StoreErrorKind.DatabaseNotFound or StoreErrorKind.TableNotFound => 404,
                StoreErrorKind.DatabaseExists or StoreErrorKind.TableExists => 409,
                StoreErrorKind.DatabaseLimit => 422,
                _ => 400,
            };
            await Answer.ErrorAsync(context, status, refused.Message);
        }
    }

    private static (string Name, TimeSpan? Retention) ReadDatabase(HttpContext context, ArraySegment<byte> body)
    {
        JsonElement root = ReadJson(context, body);
        string name = Member(root, "db");
        RequestTrace.Of(context).Database = name;
        bool given = root.TryGetProperty("retention_period", out JsonElement period) && period.ValueKind != JsonValueKind.Null;
        return (name, given ? Period(Text(period, "retention_period")) : null);
    }

    private static JsonElement ReadJson(HttpContext context, ArraySegment<byte> body)
    {
        string type = context.Request.ContentType?.Split(';')[0].Trim() ?? "";
        if (!string.Equals(type, "application/json", StringComparison.OrdinalIgnoreCase))
        {
            throw new RequestBodyException(415, "content type was not application/json");
        }

        try
        {
            JsonElement root = JsonDocument.Parse(body).RootElement;
            return root.ValueKind == JsonValueKind.Object ? root : throw new RequestBodyException(400, "serde_json error: expected an object");
        }
        catch (JsonException invalid)
        {
            throw new RequestBodyException(400, string.Create(CultureInfo.InvariantCulture, $"serde_json error: invalid JSON at line {invalid.LineNumber + 1} column {invalid.BytePositionInLine}"));
        }
    }

    private static string Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value)
            ? Text(value, name)
            : throw new RequestBodyException(400, $"serde_json error: missing field `{name}`");

    private static string Text(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : throw new RequestBodyException(400, $"serde_json error: `{name}` is not a string");

    private static JsonElement.ArrayEnumerator ArrayOf(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            return default;
        }

        return value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : throw new RequestBodyException(400, $"serde_json error: `{name}` is not an array");
    }

    private static ColumnKind FieldKind(string type) => type switch
    {
        "utf8" => ColumnKind.String,
        "int64" => ColumnKind.Integer,
        "uint64" => ColumnKind.Unsigned,
        "float64" => ColumnKind.Float,
        "bool" => ColumnKind.Boolean,
        _ => throw new RequestBodyException(400, $"serde_json error: unknown variant `{type}`, expected one of `utf8`, `int64`, `uint64`, `float64`, `bool`"),
    };

    private static TimeSpan Period(string text) =>
        RetentionText.TryParse(text, out TimeSpan period) is string invalid
            ? throw new RequestBodyException(400, $"invalid retention period: {invalid}")
            : period;

    private static string Database(HttpContext context)
    {
        string database = Required(context, "db");
        RequestTrace.Of(context).Database = database;
        return database;
    }

    private static string Required(HttpContext context, string name) =>
        context.Request.Query.TryGetValue(name, out var value) ? value.ToString() : throw new RequestBodyException(400, $"serde error: missing field `{name}`");

    // The data is dropped at once either way; only "now" also takes the name off the list of deleted databases.
    private static bool Purges(HttpContext context)
    {
        string at = context.Request.Query["hard_delete_at"].ToString();
        return at switch
        {
            "now" => true,
            "" or "never" or "default" => false,
            _ when DateTimeOffset.TryParse(at, CultureInfo.InvariantCulture, out _) => false,
            _ => throw new RequestBodyException(400, $"serde error: invalid hard_delete_at `{at}`"),
        };
    }

    private static (string Text, string ContentType) Render(IReadOnlyList<(string Name, bool Deleted)> rows, string format, bool showDeleted)
    {
        const string Column = "iox::database";
        IEnumerable<Dictionary<string, object>> objects = rows.Select(row =>
        {
            Dictionary<string, object> json = new() { [Column] = row.Name };
            if (showDeleted)
            {
                json["deleted"] = row.Deleted;
            }

            return json;
        });
        switch (format)
        {
            case "json":
                return (JsonSerializer.Serialize(objects), "application/json");
            case "jsonl":
                return (string.Concat(objects.Select(json => JsonSerializer.Serialize(json) + "\n")), "application/jsonl");
            case "csv":
                StringBuilder csv = new(showDeleted ? $"{Column},deleted\n" : $"{Column}\n");
                foreach ((string name, bool deleted) in rows)
                {
                    csv.Append(name).Append(showDeleted ? deleted ? ",true" : ",false" : "").Append('\n');
                }

                return (csv.ToString(), "text/csv");
            default:
                throw new RequestBodyException(400, $"serde error: unknown variant `{format}`, expected one of `json`, `jsonl`, `csv`");
        }
    }
}
