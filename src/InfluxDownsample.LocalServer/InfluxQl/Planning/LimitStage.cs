namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>
/// LIMIT and OFFSET, which InfluxQL applies to each field of each series: nulls of stored fields are not counted, nulls of aggregates are.
/// A row stays if any of its fields does; the others are null there, or the number of fill().
/// </summary>
internal sealed class LimitStage(Relation rows, SelectScope scope)
{
    private readonly string _first = Literals.Sql((long)(scope.Select.Statement.Offset ?? 0));

    private readonly string _last = Literals.Sql((long)UInt128.Min(
        (UInt128)(scope.Select.Statement.Offset ?? 0) + (scope.Select.Statement.Limit ?? long.MaxValue), long.MaxValue));

    private readonly string _series = Clauses.PartitionBy([.. ColumnsOf(rows, scope.Select.GroupTags)]);

    private readonly string _order = "ORDER BY " + string.Join(", ", [scope.TimeOrder, .. ColumnsOf(rows, scope.Select.OtherTags), .. rows.TieBreak]);

    public static Relation Apply(Relation rows, SelectScope scope)
    {
        if (!scope.Select.Statement.IsLimited && scope.Fill != FillMode.Value)
        {
            return rows;
        }

        // the engine's operator for this forgets what the schema says of the table
        var stage = new LimitStage(rows, scope);
        return new Relation(stage.Sql())
        {
            Columns = [.. rows.Columns.Select(column => column with { Value = stage.Limited(column.Value) })],
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

        string window = $"({_series}{_order} ROWS UNBOUNDED PRECEDING)";
        IEnumerable<string> numbers = fields.Select((field, i) => field.IsAggregated
            ? $"row_number() OVER {window} AS n{i}"
            : $"CASE WHEN {field.Sql} IS NOT NULL THEN count({field.Sql}) OVER {window} END AS n{i}");
        string[] within = [.. fields.Select((_, i) => $"(n{i} > {_first} AND n{i} <= {_last})")];
        IEnumerable<string> replaced = fields.Select((field, i) =>
            $"CASE WHEN {within[i]} THEN {field.Sql} ELSE {Default(field).As(field.Type)} END AS {field.Sql}");
        return $"SELECT * EXCLUDE ({string.Join(", ", fields.Select((_, i) => $"n{i}"))}) REPLACE ({string.Join(", ", replaced)}) "
            + $"FROM (SELECT *, {string.Join(", ", numbers)} FROM ({rows.Sql})) WHERE {string.Join(" OR ", within)}";
    }

    private string Rows(string counted) => _series.Length == 0
        ? $"SELECT * FROM ({counted}) {_order}{(scope.Select.Statement.Limit is { } limit ? $" LIMIT {limit}" : "")} OFFSET {_first}"
        : $"SELECT * EXCLUDE (number) FROM (SELECT *, row_number() OVER ({_series}{_order}) AS number FROM ({counted}) QUALIFY number <= {_last}) "
            + $"WHERE number > {_first}";

    /// <summary>Those of the names that are columns with values, by their names in the rows.</summary>
    private static IEnumerable<string> ColumnsOf(Relation rows, IEnumerable<string> names) =>
        names.Select(rows.Find).OfType<SqlValue>().Where(column => !column.IsNull).Select(column => column.Sql);
}
