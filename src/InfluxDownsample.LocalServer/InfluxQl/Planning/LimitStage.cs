namespace InfluxDownsample.LocalServer.InfluxQl.Planning;

/// <summary>LIMIT and OFFSET, which InfluxQL applies to each series.</summary>
internal static class LimitStage
{
    public static Relation Apply(Relation rows, SelectScope scope)
    {
        if (scope.Select.Limit is null && scope.Select.Offset is null)
        {
            return rows;
        }

        string[] series = [.. ColumnsOf(rows, scope.Columns.GroupTags)];
        string partition = series.Length == 0 ? "" : $"PARTITION BY {string.Join(", ", series)} ";
        string order = string.Join(", ", [scope.TimeOrder, .. ColumnsOf(rows, scope.Columns.OtherTags)]);
        long offset = scope.Select.Offset ?? 0;
        string number = $"row_number() OVER ({partition}ORDER BY {order})";
        string last = scope.Select.Limit is { } limit ? $" AND {number} - {SqlText.Integer(offset)} <= {SqlText.Integer(limit)}" : "";
        return rows with { Sql = $"SELECT * FROM ({rows.Sql}) QUALIFY {number} > {SqlText.Integer(offset)}{last}" };
    }

    /// <summary>Those of the names that are columns with values, by their names in the rows.</summary>
    public static IEnumerable<string> ColumnsOf(Relation rows, IEnumerable<string> names) =>
        names.Select(name => rows.Find(name)).OfType<SqlValue>().Where(column => !column.IsNull).Select(column => column.Sql);
}
