namespace InfluxDownsample.LocalServer.Sql;

/// <summary>A FROM clause in DuckDB's text (empty without one) and the columns it offers.</summary>
internal sealed record PlannedFrom(string Sql, IReadOnlyList<ScopeColumn> Columns)
{
    public IReadOnlyDictionary<string, string> SchemaMetadata { get; init; } = new Dictionary<string, string>();

    /// <summary>The stored table, where it is the whole FROM.</summary>
    public TableSchema? Table { get; init; }
}
