namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>What rows are grouped by: the window, then the tags. Grouped rows call them <c>time</c>, <c>g0</c>, <c>g1</c>, …</summary>
internal sealed class GroupKeys(SelectScope scope)
{
    private readonly (string Expression, string Name)[] _keys =
    [
        .. scope.Buckets is null ? [] : ((string, string)[])[("bucket", "time")],
        .. scope.GroupColumns.Select((column, i) => (column.Value.Sql, $"g{i}")),
    ];

    /// <summary>The group tags as columns of the grouped rows.</summary>
    public IReadOnlyList<RelationColumn> Tags { get; } =
        [.. scope.GroupColumns.Select((column, i) => new RelationColumn(column.Name, column.Value with { Sql = $"g{i}" }))];

    public int Count => _keys.Length;

    /// <summary>Select-list entries over rows with a column <c>bucket</c>.</summary>
    public IEnumerable<string> Selected => _keys.Select(key => $"{key.Expression} AS {key.Name}");

    public IEnumerable<string> Names => _keys.Select(key => key.Name);

    /// <summary>The keys whose values are equal, or both absent.</summary>
    public string Match(string left, string right) => Count == 0
        ? "true"
        : string.Join(" AND ", _keys.Select(key => $"{left}.{key.Name} IS NOT DISTINCT FROM {right}.{key.Name}"));

    /// <summary><c>GROUP BY 1, 2, …</c>, or nothing.</summary>
    public string GroupBy => Count == 0 ? "" : " GROUP BY " + string.Join(", ", Enumerable.Range(1, Count));

    /// <summary><c>PARTITION BY g0, g1, … </c>, or nothing.</summary>
    public string PartitionByTags => Clauses.PartitionBy([.. Tags.Select(tag => tag.Value.Sql)]);
}
