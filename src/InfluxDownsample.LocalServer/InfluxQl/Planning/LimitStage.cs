namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>
/// LIMIT and OFFSET, which InfluxQL applies to each field of each series: nulls of stored fields are not counted, nulls of aggregates are.
/// A row stays if any of its fields does; the others are null there, or the number of fill().
/// </summary>
internal sealed class LimitStage
{
    private readonly Relation _rows;
    private readonly SelectScope _scope;
    private readonly long _offset;
    private readonly long _last;
    private readonly string[] _series;
    private readonly string _order;

    private LimitStage(Relation rows, SelectScope scope)
    {
        _rows = rows;
        _scope = scope;
        _offset = scope.Select.Offset ?? 0;
        _last = scope.Select.Limit is { } limit ? (long)Int128.Min((Int128)_offset + limit, long.MaxValue) : long.MaxValue;
        _series = [.. ColumnsOf(scope.Columns.GroupTags)];
        _order = string.Join(", ", [scope.TimeOrder, .. ColumnsOf(scope.Columns.OtherTags), .. rows.TieBreak]);
    }

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

    private SqlValue Default(SqlValue value) => _scope.Fill == FillMode.Value && value.Type.IsNumeric ? _scope.FillNumber(value.Type) : SqlValue.Null;

    private string Sql()
    {
        SqlValue[] fields = [.. _rows.Columns.Select(column => column.Value).Where(IsLimited)];
        string[] counted = [.. fields.Where(field => !field.IsAggregated).Select(field => field.Sql)];
        if (counted.Length == 0 || (counted.Length == 1 && fields.Length == 1))
        {
            // one count for the whole row, in the shapes that DuckDB answers without sorting every row
            return Rows(counted.Length == 0 ? _rows.Sql : $"SELECT * FROM ({_rows.Sql}) WHERE {counted[0]} IS NOT NULL");
        }

        string window = $"({Clauses.PartitionBy(_series)}ORDER BY {_order} ROWS UNBOUNDED PRECEDING)";
        IEnumerable<string> numbers = fields.Select((field, i) => field.IsAggregated
            ? $"row_number() OVER {window} AS n{i}"
            : $"CASE WHEN {field.Sql} IS NOT NULL THEN count({field.Sql}) OVER {window} END AS n{i}");
        string[] within = [.. fields.Select((_, i) => $"(n{i} > {Literals.Sql(_offset)} AND n{i} <= {Literals.Sql(_last)})")];
        IEnumerable<string> replaced = fields.Select((field, i) =>
            $"CASE WHEN {within[i]} THEN {field.Sql} ELSE CAST({Default(field).Sql} AS {field.Type.Physical}) END AS {field.Sql}");
        return $"SELECT * EXCLUDE ({string.Join(", ", fields.Select((_, i) => $"n{i}"))}) REPLACE ({string.Join(", ", replaced)}) "
            + $"FROM (SELECT *, {string.Join(", ", numbers)} FROM ({_rows.Sql})) WHERE {string.Join(" OR ", within)}";
    }

    private string Rows(string rows)
    {
        if (_series.Length == 0)
        {
            string most = _scope.Select.Limit is { } limit ? $" LIMIT {Literals.Sql(limit)}" : "";
            return $"SELECT * FROM ({rows}) ORDER BY {_order}{most} OFFSET {Literals.Sql(_offset)}";
        }

        string numbered = $"SELECT *, row_number() OVER ({Clauses.PartitionBy(_series)}ORDER BY {_order}) AS number FROM ({rows})";
        return $"SELECT * EXCLUDE (number) FROM ({numbered} QUALIFY number <= {Literals.Sql(_last)}) WHERE number > {Literals.Sql(_offset)}";
    }

    /// <summary>Those of the names that are columns with values, by their names in the rows.</summary>
    private IEnumerable<string> ColumnsOf(IEnumerable<string> names) =>
        names.Select(name => _rows.Find(name)).OfType<SqlValue>().Where(column => !column.IsNull).Select(column => column.Sql);
}
