namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>top(), bottom() and a lone percentile(): stored rows, chosen by the rank of a value in its group, each with its own time.</summary>
internal sealed class RankedRowsSql(SelectScope scope)
{
    private readonly Call _call = scope.Select.Fields.SelectMany(field => field.Expression.Calls).First();

    /// <summary>The chosen rows, with the columns of the input.</summary>
    public string Rows()
    {
        Refuse.When(_call is not ({ Family: FunctionFamily.TopBottom } or { Function: "percentile" }),
            () => QueryException.Internal($"InfluxQL internal error: unexpected selector function: {_call.Function}"));
        SqlValue value = scope.Input.Find(((Reference)_call.Arguments[0]).Name) ?? SqlValue.Null;
        if (value.IsNull || value.IsTag)
        {
            return $"SELECT * FROM ({scope.Rows}) WHERE false";
        }

        string rows = $"SELECT * FROM ({scope.Rows}) WHERE {value.Sql} IS NOT NULL";
        string order = $"ORDER BY {value.Sql}{(_call.Function == "top" ? " DESC" : "")}, {scope.RowOrder}";
        string[] group = [.. scope.GroupColumns.Select(column => column.Value.Sql), .. scope.Buckets is null ? [] : (string[])["bucket"]];
        if (_call.Function == "percentile")
        {
            // nearest rank; the last row of a group is never chosen, as InfluxDB has it
            string number = $"row_number() OVER ({Clauses.PartitionBy(group)}{order})";
            string count = $"count(*) OVER ({Clauses.PartitionBy(group)})";
            return $"{rows} QUALIFY {number} = {SelectorSql.Rank(_call, count)} AND {number} < {count}";
        }

        string Best(string ranked, string[] each, long count) =>
            $"SELECT * FROM ({ranked}) QUALIFY row_number() OVER ({Clauses.PartitionBy(each)}{order}) <= {Literals.Sql(count)}";
        Reference[] tags = [.. _call.Arguments.Skip(1).OfType<Reference>()];
        // with tags named, each of their values takes part once, with its best row
        rows = tags.Length == 0 ? rows : Best(rows, [.. group, .. tags.Select(scope.Input.Find).OfType<SqlValue>().Select(tag => tag.Sql)], 1);
        return Best(rows, group, ((IntegerLiteral)_call.Arguments[^1]).Value);
    }

    /// <summary>What a field of the select list is: the one that ranks is the bare column, whatever is written around it.</summary>
    public Expression Chosen(Expression field) =>
        ReferenceEquals(field.Calls.FirstOrDefault(), _call) ? ((Reference)_call.Arguments[0]) with { Type = null } : field;
}
