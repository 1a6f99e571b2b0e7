using InfluxDownsample.LocalServer.InfluxQl;

namespace InfluxDownsample.LocalServer.Http;

/// <summary>Databases, their retention, and tables. // wire reference 6.1</summary>
internal sealed class ConfigureEndpoints(Store store, QueryRunner queries, LocalServerOptions options)
{
    private const string NotFound = "the requested resource was not found";

    public async Task CreateDatabaseAsync(HttpContext context, ArraySegment<byte> body)
    {
        DatabaseBody asked = DatabaseBody.Read(context, body, "struct CreateDatabaseRequest");
        RequireName(asked.Name);
        await store.CreateDatabaseAsync(asked.Name, asked.Retention, context.RequestAborted);
    }

    public async Task UpdateDatabaseAsync(HttpContext context, ArraySegment<byte> body)
    {
        // An absent period clears the one that was set.
        DatabaseBody asked = DatabaseBody.Read(context, body, "struct UpdateDatabaseRequest");
        await store.SetRetentionAsync(asked.Name, asked.Retention, context.RequestAborted);
    }

    public async Task ListDatabasesAsync(HttpContext context, ArraySegment<byte> body)
    {
        UrlParameters parameters = UrlParameters.Of(context);
        _ = parameters.Require("format");
        QueryFormat format = QueryFormat.Choose(parameters.Variant("format", QueryArguments.Formats), accept: "");
        bool showDeleted = parameters.Flag("show_deleted", absent: false);
        using OpenQuery query = await queries.StartOnServerAsync(databases => ServerShow.Listed(databases, showDeleted), context.RequestAborted);
        await format.SendAsync(context, query);
    }

    public async Task DeleteDatabaseAsync(HttpContext context, ArraySegment<byte> body)
    {
        UrlParameters query = UrlParameters.Of(context);
        string name = Database(context, query);
        bool purge = Purges(query);
        Refuse.When(name == DatabaseCatalog.InternalName, () => new RequestRefusedException(500, "cannot delete internal db"));
        await store.DeleteDatabaseAsync(name, purge, context.RequestAborted);
    }

    public async Task SetRetentionAsync(HttpContext context, ArraySegment<byte> body)
    {
        UrlParameters query = UrlParameters.Of(context);
        string name = Database(context, query);
        if (RetentionText.TryParse(query.Require("duration"), out TimeSpan period) is string invalid)
        {
            throw new RequestRefusedException(400, $"Cannot parse the given human time: {invalid}");
        }

        await store.SetRetentionAsync(name, period, context.RequestAborted);
        await Responses.Empty(context, 204);
    }

    public async Task ClearRetentionAsync(HttpContext context, ArraySegment<byte> body)
    {
        await store.SetRetentionAsync(Database(context, UrlParameters.Of(context)), null, context.RequestAborted);
        await Responses.Empty(context, 204);
    }

    public async Task CreateTableAsync(HttpContext context, ArraySegment<byte> body)
    {
        TableBody asked = TableBody.Read(context, body);
        RequireName(asked.Database);
        await store.CreateTableAsync(asked.Database, asked.Table, asked.Columns, context.RequestAborted);
    }

    public async Task DeleteTableAsync(HttpContext context, ArraySegment<byte> body)
    {
        UrlParameters query = UrlParameters.Of(context);
        string name = Database(context, query);
        string table = query.Require("table");
        _ = Purges(query);
        try
        {
            await store.DeleteTableAsync(name, table, context.RequestAborted);
        }
        catch (StoreException unknown) when (unknown.Kind is StoreErrorKind.DatabaseNotFound or StoreErrorKind.TableNotFound)
        {
            throw new RequestRefusedException(404, options.Like == CoreVersion.Core36 ? NotFound
                : unknown.Kind == StoreErrorKind.DatabaseNotFound ? $"Database not found {name}"
                : $"Table {table} not in DB schema for {name}");
        }
    }

    // Only faults of names and limits are JSON.
    public Task RefuseAsync(HttpContext context, Exception fault) => fault switch
    {
        RequestRefusedException refused => Responses.TextAsync(context, refused.StatusLike(options.Like), refused.Message),
        StoreException { Kind: StoreErrorKind.DatabaseNotFound } => Responses.TextAsync(
            context, 404, options.Like == CoreVersion.Core36 ? NotFound : $"{NotFound}: {LoggedRequest.Of(context).Database}"),
        StoreException { Kind: StoreErrorKind.DatabaseExists or StoreErrorKind.TableExists } => Responses.TextAsync(context, 409, fault.Message),
        StoreException { Kind: StoreErrorKind.DatabaseLimit } => Responses.ErrorAsync(context, 422, fault.Message),
        _ => Responses.ErrorAsync(context, 400, fault.Message),
    };

    private void RequireName(string database)
    {
        if (DatabaseNames.Refusal(database, options.Like) is string refusal)
        {
            throw new StoreException(StoreErrorKind.DatabaseNameInvalid, refusal);
        }
    }

    private static string Database(HttpContext context, UrlParameters query)
    {
        string database = query.Require("db");
        LoggedRequest.Of(context).Database = database;
        return database;
    }

    // The data is dropped at once with "now"; the name stays listed either way.
    private static bool Purges(UrlParameters query)
    {
        string at = query.Get("hard_delete_at") ?? "";
        return at switch
        {
            "now" => true,
            "" or "never" or "default" => false,
            _ when DateTimeOffset.TryParse(at, CultureInfo.InvariantCulture, out _) => false,
            { Length: < 19 } => throw new RequestRefusedException(400, "Cannot parse the timestamp: premature end of input"),
            _ => throw new RequestRefusedException(400, "Cannot parse the timestamp: input contains invalid characters"),
        };
    }
}
