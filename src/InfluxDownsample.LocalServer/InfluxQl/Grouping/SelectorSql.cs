namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>first, last, min, max and percentile: which row of a group is chosen.</summary>
internal static class SelectorSql
{
    /// <summary>The percent of a percentile.</summary>
    public static string Percent(Call call) => $"CAST('{call.Arguments[1]}' AS DOUBLE)";

    /// <summary>The value alone.</summary>
    public static SqlValue Value(Call call, SqlValue argument, IReadOnlyList<string> tieBreak)
    {
        string sql = call.Function switch
        {
            "first" or "last" => Chosen(call, argument, argument.Sql, tieBreak),
            "min" or "max" => Extreme(call.Function, argument),
            _ => Ranked(call, argument.Sql),
        };
        return new SqlValue(sql, argument.Type);
    }

    /// <summary>The chosen row as a struct of the fields given; null when no row of the group has a value.</summary>
    /// <remarks><paramref name="fields"/>: Text such as <c>v := x, t := time</c>.</remarks>
    public static string Row(Call call, SqlValue argument, string fields, IReadOnlyList<string> tieBreak) =>
        Chosen(call, argument, $"struct_pack({fields})", tieBreak);

    /// <summary>Of equal values the earliest counts, of equal times the first series in the order of the series key.</summary>
    private static string Chosen(Call call, SqlValue argument, string what, IReadOnlyList<string> tieBreak)
    {
        string x = argument.Sql;
        string sign = argument.Type.IsFloat ? $", 's': signbit({x})" : "";
        string ties = string.Concat(tieBreak.Select(key => $", '{key}': {key}"));
        (string choose, string key) = call.Function switch
        {
            "first" => ("arg_min", tieBreak.Count == 0 ? "time" : $"{{'t': time{ties}}}"),
            "last" => tieBreak.Count == 0 ? ("arg_max", "time") : ("arg_min", $"{{'t': ~time{ties}}}"),
            "min" => ("arg_min", $"{{'v': {x}{sign.Replace("signbit", "NOT signbit", StringComparison.Ordinal)}, 't': time{ties}}}"),
            _ when Reversed(argument) is { } reversed => ("arg_min", $"{{'v': {reversed}{sign}, 't': time{ties}}}"),
            _ => ("arg_max", $"{{'v': {x}, 't': ~time}}"),
        };
        return $"{choose}({what}, {key}) FILTER (WHERE {x} IS NOT NULL)";
    }

    /// <summary>Something that falls as the value rises; null for text.</summary>
    private static string? Reversed(SqlValue value) => value.Type switch
    {
        { IsInteger: true } => $"~{value.Sql}",
        { IsFloat: true } => $"-{value.Sql}",
        { Kind: ArrowTypeId.Boolean } => $"NOT {value.Sql}",
        _ => null,
    };

    /// <summary>To InfluxDB's engine, −0.0 lies below 0.0; to DuckDB they are equal. // wire reference 2.3</summary>
    private static string Extreme(string function, SqlValue argument)
    {
        string x = argument.Sql;
        string extreme = $"{function}({x})";
        return !argument.Type.IsFloat ? extreme
            : $"CASE WHEN {extreme} <> 0 THEN {extreme} WHEN {extreme} = 0 THEN "
                + (function == "min"
                    ? $"CASE WHEN bool_or({x} = 0 AND signbit({x})) THEN CAST('-0' AS DOUBLE) ELSE CAST(0 AS DOUBLE) END END"
                    : $"CASE WHEN bool_or({x} = 0 AND NOT signbit({x})) THEN CAST(0 AS DOUBLE) ELSE CAST('-0' AS DOUBLE) END END");
    }

    private static string Ranked(Call call, string x)
    {
        string rank = $"floor(count({x}) * {Percent(call)} / 100 + 0.5)";
        return $"CASE WHEN {rank} BETWEEN 1 AND count({x}) THEN (list_sort(list({x}) FILTER (WHERE {x} IS NOT NULL)))[CAST({rank} AS BIGINT)] END";
    }
}
