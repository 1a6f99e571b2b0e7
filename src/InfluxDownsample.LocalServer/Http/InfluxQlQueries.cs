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
        if (statement is ShowStatement { Kind: ShowKind.Databases })
        {
            return await queries.StartOnServerAsync(
                databases => ServerShow.Databases([(DatabaseCatalog.InternalName, false),
                    .. databases.Where(stored => listsDeleted || !stored.Deleted).Select(stored => (stored.Name, stored.Deleted))]), cancellationToken);
        }

        (Statement stripped, string? named) = DatabaseReference.Take(statement);
        string? chosen = Choose(database, named);
        if (statement is ShowStatement { Kind: ShowKind.RetentionPolicies })
        {
            return await queries.StartOnServerAsync(
                databases => chosen is not null && !databases.Any(stored => !stored.Deleted && stored.Name == chosen)
                    ? throw new QueryException(QueryErrorKind.DatabaseNotFound, $"database not found: {chosen}")
                    : ServerShow.RetentionPolicies(
                        databases.Where(stored => !stored.Deleted
                            && (chosen is null || Belongs(stored.Name, chosen))).Select(stored => (stored.Name, stored.Retention)),
                        options.Like),
                cancellationToken);
        }

        Refuse.When(chosen is null, () => Refused("must specify a 'db' parameter, or provide the database in the InfluxQL query"));
        return await queries.StartAsync(chosen, (catalog, now) => InfluxQlPlanner.Plan(stripped, parameters, catalog, now), cancellationToken);
    }

    public static RequestRefusedException Refused(string message) => new(400, message) { IsServerFaultIn36 = true };

    /// <summary>What HTTP says about text that is no InfluxQL. // wire reference 8.1</summary>
    public static string SyntaxText(QueryException error) =>
        "error in InfluxQL statement: " + Regex.Replace(error.Message, "^Error during planning: ", "parsing error: ");

    private static string? Choose(string? database, string? named)
    {
        Refuse.When(database is not null && named is not null && database != named, () => Refused(
            $"provided a database in both the parameters ({database}) and query string ({named}) that do not match, "
            + "if providing a query that specifies the database, you can omit the 'database' parameter from your request"));
        return named ?? database;
    }

    // A database named db/policy is a retention policy of db.
    private static bool Belongs(string stored, string database) => stored == database || stored.StartsWith(database + "/", StringComparison.Ordinal);
}
