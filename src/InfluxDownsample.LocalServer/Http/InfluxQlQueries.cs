using InfluxDownsample.LocalServer.InfluxQl;

namespace InfluxDownsample.LocalServer.Http;

/// <summary>Runs InfluxQL as HTTP allows it: a statement may name its database, and SHOW may ask about the server. // wire reference 4.3, 8.1</summary>
internal sealed class InfluxQlQueries(QueryRunner queries, LocalServerOptions options)
{
    /// <param name="statement">The parsed statement.</param>
    /// <param name="database">The request's database, or null.</param>
    /// <param name="parameters">Bound parameters.</param>
    /// <param name="listsDeleted">Whether SHOW DATABASES names the ones marked for deletion.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    /// <exception cref="RequestRefusedException">The request names no database, or two.</exception>
    public async Task<OpenQuery> StartAsync(
        Statement statement, string? database, IReadOnlyDictionary<string, object?> parameters, bool listsDeleted, CancellationToken cancellationToken)
    {
        (Statement stripped, string? named) = DatabaseReference.Take(statement);
        Refuse.When(database is not null && named is not null && database != named, () => Refused(
            $"provided a database in both the parameters ({database}) and query string ({named}) that do not match, "
            + "if providing a query that specifies the database, you can omit the 'database' parameter from your request"));
        string? chosen = named ?? database;
        ShowKind? show = (statement as ShowStatement)?.Kind;
        Refuse.When(chosen is null && show is not (ShowKind.Databases or ShowKind.RetentionPolicies),
            () => Refused("must specify a 'db' parameter, or provide the database in the InfluxQL query"));
        return await (show switch
        {
            ShowKind.Databases => queries.StartOnServerAsync(databases => Databases(databases, listsDeleted), cancellationToken),
            ShowKind.RetentionPolicies => queries.StartOnServerAsync(databases => RetentionPolicies(databases, chosen), cancellationToken),
            _ => queries.StartAsync(chosen!, (catalog, now) => InfluxQlPlanner.Plan(stripped, parameters, catalog, now), cancellationToken),
        });
    }

    private static QueryPlan Databases(IEnumerable<DatabaseCatalog> databases, bool listsDeleted) => ServerShow.Databases(
        [(DatabaseCatalog.InternalName, false), .. databases.Where(stored => listsDeleted || !stored.Deleted).Select(stored => (stored.Name, stored.Deleted))]);

    private QueryPlan RetentionPolicies(IEnumerable<DatabaseCatalog> databases, string? chosen)
    {
        DatabaseCatalog[] kept = [.. databases.Where(stored => !stored.Deleted)];
        Refuse.When(chosen is not null && kept.All(stored => stored.Name != chosen),
            () => new QueryException(QueryErrorKind.DatabaseNotFound, $"database not found: {chosen}"));
        // A database named db/policy is a retention policy of db.
        return ServerShow.RetentionPolicies(
            kept.Where(stored => chosen is null || $"{stored.Name}/".StartsWith($"{chosen}/", StringComparison.Ordinal))
                .Select(stored => (stored.Name, stored.Retention)),
            options.Like);
    }

    public static RequestRefusedException Refused(string message) => new(400, message) { IsServerFaultIn36 = true };

    /// <summary>What HTTP says about text that is no InfluxQL. // wire reference 8.1</summary>
    public static string SyntaxText(QueryException error) =>
        "error in InfluxQL statement: " + Regex.Replace(error.Message, "^Error during planning: ", "parsing error: ");
}
