namespace InfluxDownsample.LocalServer.Sql;

/// <summary><c>first_value(x ORDER BY time)</c> and its kin as aggregates of a group. // wire reference 3.2</summary>
internal static class OrderedValues
{
    public static BoundExpression Edge(FunctionCall call) => call.Aggregate(Sql(call, call[0].Sql, call.Name == "first_value"), call[0].Type);

    public static BoundExpression NthValue(FunctionCall call)
    {
        if (call[1].Value is not long position)
        {
            throw QueryException.NotImplemented("nth_value not supported for n: only literal integers are");
        }

        string list = call.Core("list", call[0].Sql, ordered: true);
        return call.Aggregate($"list_extract({list}, {Literals.Sql(position)})", call[0].Type);
    }

    private static string Sql(FunctionCall call, string value, bool first)
    {
        string? given = call.IgnoreNulls ? $"{value} IS NOT NULL" : null;
        // without nulls in the key the extreme of the key does it, and sorts nothing
        if (call.Order is [{ Expression.Nullable: false } key])
        {
            string function = first == key.Descending ? "arg_max_null" : "arg_min_null";
            // of rows of one key the first counts for first_value and the last for last_value
            string order = call.Series is { } series && function == "arg_max_null" && !first
                ? $"{{'key': {key.Expression.Sql}, 'series': {series.Key}}}"
                : key.Expression.Sql;
            return call.Core(function, $"{value}, {order}", filter: given);
        }

        return call.Core(first ? "first" : "last", value, ordered: true, given);
    }
}
