namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>
/// LIMIT and OFFSET, which InfluxQL applies to each field of each series: nulls of stored fields are not counted, nulls of aggregates are.
/// A row stays if any of its fields does; the others are null there, or the number of fill().
/// </summary>
internal sealed class LimitStage(Relation rows, SelectScope scope)
{
    private long Offset => scope.Select.Offset ?? 0;

    private long Last => scope.Select.Limit is { } limit ? (long)Int128.Min((Int128)Offset + limit, long.MaxValue) : long.MaxValue;

    private string Order => string.Join(", ", [scope.TimeOrder, .. ColumnsOf(scope.Columns.OtherTags), .. rows.TieBreak]);

    public static Relation Apply(Relation rows, SelectScope scope)
    {
        if (scope.Select.Limit is null && scope.Select.Offset is null && scope.Fill != FillMode.Value)
        {
            return rows;
        }

        // the engine's operator for this forgets what the schema says of the table
        var stage = new LimitStage(rows, scope);
        return new Relation(stage.Sql(), [.. rows.Columns.Select(column => column with { Value = stage.Limited(column.Value) })])
        {
            Time = rows.Time,
            TieBreak = rows.TieBreak,
        };
    }

    private SqlValue Limited(SqlValue value) => IsLimited(value) && !value.IsAggregated ? value with { IsNotNull = Default(value).IsNotNull } : value;

    // tags and names that nothing knows go along with the fields
    private static bool IsLimited(SqlValue value) => !value.IsTag && !value.IsNull && !value.Type.IsTimestamp;

    private SqlValue Default(SqlValue value) => scope.Fill == FillMode.Value && value.Type.IsNumeric ? scope.FillNumber(value.Type) : SqlValue.Null;

    private string Sql()
    {
        SqlValue[] fields = [.. rows.Columns.Select(column => column.Value).Where(IsLimited)];
        string[] counted = [.. fields.Where(field => !field.IsAggregated).Select(field => field.Sql)];
        if (counted.Length == 0 || (counted.Length == 1 && fields.Length == 1))
        {
            // one count for the whole row, in the shapes that DuckDB answers without sorting every row
            return Rows(counted.Length == 0 ? rows.Sql : $"SELECT * FROM ({rows.Sql}) WHERE {counted[0]} IS NOT NULL");
        }

        string window = $"({Clauses.PartitionBy([.. ColumnsOf(scope.Columns.GroupTags)])}ORDER BY {Order} ROWS UNBOUNDED PRECEDING)";
        IEnumerable<string> numbers = fields.Select((field, i) => field.IsAggregated
            ? $"row_number() OVER {window} AS n{i}"
            : $"CASE WHEN {field.Sql} IS NOT NULL THEN count({field.Sql}) OVER {window} END AS n{i}");
        string[] within = [.. fields.Select((_, i) => $"(n{i} > {Literals.Sql(Offset)} AND n{i} <= {Literals.Sql(Last)})")];
        IEnumerable<string> replaced = fields.Select((field, i) =>
            $"CASE WHEN {within[i]} THEN {field.Sql} ELSE CAST({Default(field).Sql} AS {field.Type.Physical}) END AS {field.Sql}");
        return $"SELECT * EXCLUDE ({string.Join(", ", fields.Select((_, i) => $"n{i}"))}) REPLACE ({string.Join(", ", replaced)}) "
            + $"FROM (SELECT *, {string.Join(", ", numbers)} FROM ({rows.Sql})) WHERE {string.Join(" OR ", within)}";
    }

    private string Rows(string counted)
    {
        string[] series = [.. ColumnsOf(scope.Columns.GroupTags)];
        if (series.Length == 0)
        {
            string most = scope.Select.Limit is { } limit ? $" LIMIT {Literals.Sql(limit)}" : "";
            return $"SELECT * FROM ({counted}) ORDER BY {Order}{most} OFFSET {Literals.Sql(Offset)}";
        }

        string numbered = $"SELECT *, row_number() OVER ({Clauses.PartitionBy(series)}ORDER BY {Order}) AS number FROM ({counted})";
        return $"SELECT * EXCLUDE (number) FROM ({numbered} QUALIFY number <= {Literals.Sql(Last)}) WHERE number > {Literals.Sql(Offset)}";
    }

    /// <summary>Those of the names that are columns with values, by their names in the rows.</summary>
    private IEnumerable<string> ColumnsOf(IEnumerable<string> names) =>
        names.Select(name => rows.Find(name)).OfType<SqlValue>().Where(column => !column.IsNull).Select(column => column.Sql);
}
