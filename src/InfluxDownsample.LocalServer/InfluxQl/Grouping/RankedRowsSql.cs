namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>top(), bottom() and a lone percentile(): stored rows, chosen by the rank of a value in its group, each with its own time.</summary>
internal sealed class RankedRowsSql(SelectScope scope)
{
    private readonly Call _call = scope.Columns.Fields.Select(field => FirstCall(field.Expression)).OfType<Call>().First();
    private readonly string[] _group = [.. scope.GroupColumns.Select(column => column.Value.Sql), .. scope.Buckets is null ? [] : (string[])["bucket"]];

    /// <summary>The chosen rows, with the columns of the input.</summary>
    public string Rows()
    {
        Refuse.When(!Functions.IsTopOrBottom(_call.Function) && _call.Function != "percentile",
            () => QueryException.Internal($"InfluxQL internal error: unexpected selector function: {_call.Function}"));
        SqlValue value = scope.Input.Find(((Reference)_call.Arguments[0]).Name) ?? SqlValue.Null;
        string rows = scope.Rows;
        if (value.IsNull || value.IsTag)
        {
            return $"SELECT * FROM ({rows}) WHERE false";
        }

        rows = $"SELECT * FROM ({rows}) WHERE {value.Sql} IS NOT NULL";
        string order = $"{value.Sql}{(_call.Function == "top" ? " DESC" : "")}, {scope.RowOrder}";
        if (_call.Function == "percentile")
        {
            return AtRank(rows, order);
        }

        string[] tags = [.. Tags().Select(tag => scope.Input.Find(tag)).OfType<SqlValue>().Select(tag => tag.Sql)];
        if (Tags().Any())
        {
            // with tags named, each of their values takes part once, with its best row
            rows = Best(rows, [.. _group, .. tags], order, 1);
        }

        return Best(rows, _group, order, ((IntegerLiteral)_call.Arguments[^1]).Value);
    }

    /// <summary>What a field of the select list is: the one that ranks is the bare column, whatever is written around it.</summary>
    public Expression Chosen(Expression field) =>
        ReferenceEquals(FirstCall(field), _call) ? ((Reference)_call.Arguments[0]) with { Type = null } : field;

    private static Call? FirstCall(Expression expression) => expression switch
    {
        Call call => call,
        BinaryExpression binary => FirstCall(binary.Left) ?? FirstCall(binary.Right),
        NestedExpression nested => FirstCall(nested.Inner),
        _ => null,
    };

    private IEnumerable<string> Tags() => _call.Arguments.Skip(1).OfType<Reference>().Select(tag => tag.Name);

    /// <summary>Nearest rank. The last row of a group is never chosen, as InfluxDB has it.</summary>
    private string AtRank(string rows, string order)
    {
        string number = $"row_number() OVER ({Clauses.PartitionBy(_group)}ORDER BY {order})";
        string count = $"count(*) OVER ({Clauses.PartitionBy(_group)})";
        return $"SELECT * FROM ({rows}) QUALIFY {number} = floor({count} * {SelectorSql.Percent(_call)} / 100 + 0.5) AND {number} < {count}";
    }

    private static string Best(string rows, string[] group, string order, long count) =>
        $"SELECT * FROM ({rows}) QUALIFY row_number() OVER ({Clauses.PartitionBy(group)}ORDER BY {order}) <= {Literals.Sql(count)}";
}
