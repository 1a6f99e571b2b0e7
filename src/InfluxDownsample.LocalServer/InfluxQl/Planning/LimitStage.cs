namespace InfluxDownsample.LocalServer.InfluxQl.Planning;

/// <summary>LIMIT and OFFSET, which InfluxQL applies to each series. The SQL has the shapes DuckDB answers without sorting every row.</summary>
internal static class LimitStage
{
    public static Relation Apply(Relation rows, SelectScope scope)
    {
        long? limit = scope.Select.Limit;
        long offset = scope.Select.Offset ?? 0;
        if (limit is null && offset == 0)
        {
            return rows;
        }

        string[] series = [.. ColumnsOf(rows, scope.Columns.GroupTags)];
        string order = string.Join(", ", [scope.TimeOrder, .. ColumnsOf(rows, scope.Columns.OtherTags)]);
        if (series.Length == 0)
        {
            string most = limit is null ? "" : $" LIMIT {SqlText.Integer(limit.Value)}";
            return rows with { Sql = $"SELECT * FROM ({rows.Sql}) ORDER BY {order}{most} OFFSET {SqlText.Integer(offset)}" };
        }

        string number = $"row_number() OVER (PARTITION BY {string.Join(", ", series)} ORDER BY {order})";
        string numbered = $"SELECT *, {number} AS number FROM ({rows.Sql})";
        if (limit is not null)
        {
            numbered += $" QUALIFY number <= {SqlText.Integer((long)Int128.Min((Int128)offset + limit.Value, long.MaxValue))}";
        }

        return rows with { Sql = $"SELECT * EXCLUDE (number) FROM ({numbered}) WHERE number > {SqlText.Integer(offset)}" };
    }

    /// <summary>Those of the names that are columns with values, by their names in the rows.</summary>
    public static IEnumerable<string> ColumnsOf(Relation rows, IEnumerable<string> names) =>
        names.Select(name => rows.Find(name)).OfType<SqlValue>().Where(column => !column.IsNull).Select(column => column.Sql);
}
