namespace InfluxDownsample.LocalServer.Sql;

/// <summary>
/// A query or a FROM clause in DuckDB's text, and the columns it offers. Of a query their <see cref="ScopeColumn.Sql"/> are the names of the text's result
/// columns.
/// </summary>
internal sealed record PlannedQuery(string Sql, IReadOnlyList<ScopeColumn> Columns)
{
    private static readonly Dictionary<string, string> s_none = [];

    public IReadOnlyDictionary<string, string> SchemaMetadata { get; init; } = s_none;

    /// <summary>The stored table, where it is the whole FROM.</summary>
    public TableSchema? Table { get; init; }

    /// <summary>The list of result columns by name.</summary>
    public string ColumnList(string relation) => string.Join(", ", Columns.Select(column => $"{relation}.{column.Sql}"));
}
