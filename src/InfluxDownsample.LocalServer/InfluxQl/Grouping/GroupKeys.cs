namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>What rows are grouped by: the window, then the tags. Grouped rows call them <c>time</c>, <c>g0</c>, <c>g1</c>, …</summary>
internal sealed class GroupKeys(SelectScope scope)
{
    /// <summary>The group tags as columns of the grouped rows.</summary>
    public IReadOnlyList<RelationColumn> Tags { get; } = [.. scope.GroupColumns.Select((tag, i) => tag with { Value = tag.Value with { Sql = $"g{i}" } })];

    /// <summary>Select-list entries over rows with a column <c>bucket</c>.</summary>
    public string[] Selected { get; } =
        [.. scope.Buckets is null ? [] : (string[])["bucket AS time"], .. scope.GroupColumns.Select((tag, i) => $"{tag.Value.Sql} AS g{i}")];

    public string[] Names => [.. scope.Buckets is null ? [] : (string[])["time"], .. Tags.Select(tag => tag.Value.Sql)];

    /// <summary>The keys whose values are equal, or both absent.</summary>
    public string Match(string left, string right) =>
        string.Join(" AND ", Names.Select(name => $"{left}.{name} IS NOT DISTINCT FROM {right}.{name}").DefaultIfEmpty("true"));

    /// <summary><c>GROUP BY 1, 2, …</c>, or nothing.</summary>
    public string GroupBy => Selected.Length == 0 ? "" : " GROUP BY " + string.Join(", ", Enumerable.Range(1, Selected.Length));

    /// <summary><c>PARTITION BY g0, g1, … </c>, or nothing.</summary>
    public string PartitionByTags => Clauses.PartitionBy([.. Tags.Select(tag => tag.Value.Sql)]);
}
