namespace InfluxDownsample.LocalServer.Sql;

/// <summary>InfluxDB's SQL (DataFusion's dialect) as DuckDB's: SELECT, SHOW TABLES, SHOW COLUMNS and EXPLAIN.</summary>
public sealed class SqlPlanner(CoreVersion like = CoreVersion.Core310)
{
    /// <exception cref="QueryException">The text is wrong, names what does not exist, or asks for something unsupported.</exception>
    public QueryPlan Plan(string text, IReadOnlyDictionary<string, object?> parameters, DatabaseCatalog catalog, long nowNanoseconds)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(catalog);
        return Plan(SqlParser.Parse(text, like), new PlanningContext(catalog, parameters, nowNanoseconds, like));
    }

    private static QueryPlan Plan(SqlStatement statement, PlanningContext context)
    {
        if (statement is ExplainStatement explain)
        {
            return Plan(explain.Inner, context).Explanation();
        }

        PlannedQuery query = Planned(statement, context);
        RefuseEmptyRanges(context.Scans);
        return new QueryPlan
        {
            Sql = query.Sql,
            Columns = [.. query.Columns.Select(column => new OutputColumn(column.Name, column.Type, column.Nullable, column.Metadata))],
            Constants = [.. query.Columns.Index().Where(column => column.Item.Constant is not null).Select(column => (column.Index, column.Item.Constant!))],
            SchemaMetadata = query.SchemaMetadata,
            Scans = context.Scans,
        };
    }

    private static PlannedQuery Planned(SqlStatement statement, PlanningContext context) => statement switch
    {
        QueryStatement query => new QueryPlanner(context).Plan(query.Query),
        ColumnsStatement columns => Columns(columns, context),
        _ => throw QueryException.NotImplemented($"Unsupported statement {statement.GetType().Name}"),
    };

    // wire reference 4.1
    private static PlannedQuery Columns(ColumnsStatement columns, PlanningContext context)
    {
        string name = columns.Table[^1];
        string schema = columns.Table.Count > 1 ? columns.Table[^2] : "iox";
        Refuse.When(schema != "iox" || context.Catalog.FindTable(name) is null, () => QueryException.Planning($"table 'public.{schema}.{name}' not found"));
        return Planned(SqlParser.Parse($"SELECT {columns.List} FROM information_schema.columns "
            + $"WHERE table_schema = 'iox' AND table_name = {Literals.Sql(name)} ORDER BY ordinal_position"), context);
    }

    /// <summary>Bounds that leave no instant are no empty answer, but a fault. // wire reference 1.6</summary>
    private static void RefuseEmptyRanges(List<ScannedTable> scans) =>
        Refuse.When(scans.Exists(scan => scan.Range.IsEmpty), () => new QueryException(
            QueryErrorKind.Internal,
            "External error: unexpected: provided filters on time column did not produce a valid set of boundaries",
            QueryPhase.PhysicalPlanning));
}
