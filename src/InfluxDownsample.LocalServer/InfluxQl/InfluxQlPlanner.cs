namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>InfluxQL in, DuckDB SQL and a result schema out.</summary>
internal sealed class InfluxQlPlanner : IQueryPlanner
{
    private static readonly Dictionary<string, object?> s_none = [];

    /// <summary>The statements of a text. Over v1 <c>/query</c> there may be several, each answered by itself.</summary>
    /// <exception cref="QueryException">The text is no InfluxQL.</exception>
    public static IReadOnlyList<Statement> ParseStatements(string text) => InfluxQlParser.ParseStatements(text);

    /// <inheritdoc/>
    public QueryPlan Plan(string text, IReadOnlyDictionary<string, object?> parameters, IDatabaseCatalog catalog, long nowNanoseconds) =>
        ParseStatements(text) is [var statement]
            ? Plan(statement, parameters, catalog, nowNanoseconds)
            : throw QueryException.NotImplemented("The context currently only supports a single InfluxQL statement"); // wire reference 1.6

    /// <summary>Plans one statement of several.</summary>
    /// <exception cref="QueryException">It breaks a rule, or is not supported.</exception>
    public static QueryPlan Plan(Statement statement, IReadOnlyDictionary<string, object?> parameters, IDatabaseCatalog catalog, long nowNanoseconds)
    {
        CheckPatterns(statement);
        return new BindParameters(parameters).Apply(statement) switch
        {
            SelectStatement select => StatementPlanner.Plan(new SelectResolver(catalog, nowNanoseconds).Resolve(select)),
            ShowStatement show => ShowPlanner.Plan(show, catalog, nowNanoseconds),
            ShowRetentionPoliciesStatement policies => ShowPlanner.RetentionPolicies(policies),
            ExplainStatement explain => Plan(explain.Explained, s_none, catalog, nowNanoseconds).Explanation() with { SchemaMetadata = GroupKeyMetadata.None },
            UnsupportedStatement unsupported => throw QueryException.NotImplemented(unsupported.Name),
            _ => throw QueryException.NotImplemented("SHOW DATABASES"),
        };
    }

    /// <summary>The patterns of FROM are looked at before anything else of a statement.</summary>
    private static void CheckPatterns(Statement statement)
    {
        IEnumerable<Source> sources = statement switch
        {
            SelectStatement select => select.Sources,
            ShowStatement show => show.Sources,
            _ => [],
        };
        foreach (Source source in sources)
        {
            if (source is SubquerySource subquery)
            {
                CheckPatterns(subquery.Statement);
            }
            else if (((MeasurementSource)source).Pattern is { } pattern)
            {
                NameRegex.Check(pattern);
            }
        }
    }
}
