namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>InfluxQL in, DuckDB SQL and a result schema out.</summary>
internal static class InfluxQlPlanner
{
    private static readonly Dictionary<string, object?> s_none = [];

    /// <summary>The statements of a text. Over v1 <c>/query</c> there may be several, each answered by itself.</summary>
    /// <exception cref="QueryException">The text is no InfluxQL.</exception>
    public static IReadOnlyList<Statement> ParseStatements(string text) => InfluxQlParser.ParseStatements(text);

    /// <exception cref="QueryException">The text is no InfluxQL, more than one statement, or its statement can't be planned.</exception>
    public static QueryPlan Plan(string text, IReadOnlyDictionary<string, object?> parameters, DatabaseCatalog catalog, long nowNanoseconds) =>
        ParseStatements(text) is [var statement]
            ? Plan(statement, parameters, catalog, nowNanoseconds)
            : throw QueryException.NotImplemented("The context currently only supports a single InfluxQL statement"); // wire reference 1.6

    /// <summary>Plans one statement of several.</summary>
    /// <exception cref="QueryException">It breaks a rule, or is not supported.</exception>
    public static QueryPlan Plan(Statement statement, IReadOnlyDictionary<string, object?> parameters, DatabaseCatalog catalog, long nowNanoseconds)
    {
        // the patterns of FROM are looked at before anything else
        _ = statement.Measurements.Select(measurement => measurement.Pattern).OfType<string>().Select(NameRegex.Of).ToList();
        return new BindParameters(parameters).Apply(statement) switch
        {
            SelectStatement select => StatementPlanner.Plan(new SelectResolver(catalog, nowNanoseconds).Resolve(select)),
            ShowStatement show => ShowPlanner.Plan(show, catalog, nowNanoseconds),
            ExplainStatement explain =>
                Plan(explain.Explained, s_none, catalog, nowNanoseconds).Explanation() with { SchemaMetadata = GroupKeyMetadata.Beside(null) },
            var unsupported => throw QueryException.NotImplemented(((UnsupportedStatement)unsupported).Name),
        };
    }
}
