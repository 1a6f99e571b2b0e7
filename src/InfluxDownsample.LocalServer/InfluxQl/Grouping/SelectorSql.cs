namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>first, last, min, max and percentile: which row of a group is chosen.</summary>
internal static class SelectorSql
{
    /// <summary>
    /// Something of the chosen row, also where that is null; null when no row of the group has a value. Of equal values the earliest counts, of equal times
    /// the first series in the order of the series key.
    /// </summary>
    public static string Chosen(string function, SqlValue argument, string what, IReadOnlyList<string> tieBreak)
    {
        string x = argument.Sql;
        string sign = argument.Type.IsFloat ? $", 's': signbit({x})" : "";
        string ties = string.Concat(tieBreak.Select(key => $", '{key}': {key}"));
        (string choose, string key) = function switch
        {
            "first" => ("arg_min", tieBreak.Count == 0 ? "time" : $"{{'t': time{ties}}}"),
            "last" => tieBreak.Count == 0 ? ("arg_max", "time") : ("arg_min", $"{{'t': ~time{ties}}}"),
            "min" => ("arg_min", $"{{'v': {x}{sign.Replace("signbit", "NOT signbit", StringComparison.Ordinal)}, 't': time{ties}}}"),
            _ when Reversed(argument) is { } reversed => ("arg_min", $"{{'v': {reversed}{sign}, 't': time{ties}}}"),
            _ => ("arg_max", $"{{'v': {x}, 't': ~time}}"),
        };
        return $"{choose}_null({what}, {key}) FILTER (WHERE {x} IS NOT NULL)";
    }

    /// <summary>The least or greatest value. To InfluxDB's engine, −0.0 lies below 0.0; to DuckDB they are equal. // wire reference 2.3</summary>
    public static string Extreme(string function, SqlValue argument)
    {
        string x = argument.Sql;
        string extreme = $"{function}({x})";
        string negative = function == "min" ? $"bool_or({x} = 0 AND signbit({x}))" : $"NOT bool_or({x} = 0 AND NOT signbit({x}))";
        return argument.Type.IsFloat ? $"CASE WHEN {extreme} = 0 THEN CASE WHEN {negative} THEN '-0'::DOUBLE ELSE 0 END ELSE {extreme} END" : extreme;
    }

    public static string Percentile(Call call, string x)
    {
        string rank = Rank(call, $"count({x})");
        return $"CASE WHEN {rank} BETWEEN 1 AND count({x}) THEN (list_sort(list({x}) FILTER (WHERE {x} IS NOT NULL)))[CAST({rank} AS BIGINT)] END";
    }

    /// <summary>The rank of a percentile among so many values.</summary>
    public static string Rank(Call call, string count) => $"floor({count} * CAST('{call.Arguments[1]}' AS DOUBLE) / 100 + 0.5)";

    /// <summary>Something that falls as the value rises; null for text.</summary>
    private static string? Reversed(SqlValue value) => value.Type switch
    {
        { IsInteger: true } => $"~{value.Sql}",
        { IsFloat: true } => $"-{value.Sql}",
        { Kind: ArrowTypeId.Boolean } => $"NOT {value.Sql}",
        _ => null,
    };
}
