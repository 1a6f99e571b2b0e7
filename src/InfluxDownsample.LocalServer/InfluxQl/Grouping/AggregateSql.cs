using InfluxDownsample.LocalServer.Sql;

namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>Aggregates and selectors that DuckDB can compute in the GROUP BY itself. // wire reference 2.4: result types</summary>
internal static class AggregateSql
{
    /// <exception cref="QueryException">The function takes numbers only, and the values are none.</exception>
    public static void CheckType(string function, SqlValue argument)
    {
        bool takesAll = function is "count" or "mode" or "first" or "last" or "min" or "max" or "elapsed";
        Refuse.When(!takesAll && !argument.Type.IsNumeric, () => Signatures.Refused(function, function switch
        {
            "derivative" or "non_negative_derivative" => [argument.Type.ToString(), "Timestamp(ns)", "Interval(MonthDayNano)"],
            "moving_average" => [argument.Type.ToString(), "Int64"],
            _ => [argument.Type.ToString()],
        }));
    }

    public static SqlValue Of(Call call, SqlValue argument, IReadOnlyList<string> tieBreak)
    {
        string x = argument.Sql;
        bool isFloat = argument.Type.IsFloat;
        return call.Function switch
        {
            "count" when call.Arguments[0] is Call && isFloat =>
                new SqlValue($"count(DISTINCT {{'v': {x}, 's': signbit({x})}}) FILTER (WHERE {x} IS NOT NULL)", OutputType.Integer),
            "count" when call.Arguments[0] is Call => new SqlValue($"count(DISTINCT {x})", OutputType.Integer),
            "count" => new SqlValue($"count({x})", OutputType.Integer),
            "sum" => new SqlValue(isFloat ? $"sum({x})" : Wrapping.Wrap($"sum({argument.AsHuge})", argument.Type), argument.Type),
            "mean" => new SqlValue($"avg({argument.AsDouble})", OutputType.Float),
            "stddev" => new SqlValue(Statistics.Spread("stddev_samp", argument.AsDouble, Function), OutputType.Float),
            // the maximum starts at 0: wrong for values that are all negative, and what InfluxDB answers // wire reference 3.5
            "spread" when isFloat => new SqlValue($"(greatest(max({x}), 0) - min({x}))", argument.Type),
            "spread" => new SqlValue(Wrapping.Wrap($"greatest(CAST(max({x}) AS HUGEINT), 0) - CAST(min({x}) AS HUGEINT)", argument.Type), argument.Type),
            "median" when isFloat => new SqlValue($"median({x})", argument.Type),
            "median" => new SqlValue(Statistics.Median(x, argument.Type, Function), argument.Type),
            "min" or "max" => new SqlValue(SelectorSql.Extreme(call.Function, argument), argument.Type),
            "percentile" => new SqlValue(SelectorSql.Percentile(call, x), argument.Type),
            _ => new SqlValue(SelectorSql.Chosen(call.Function, argument, x, tieBreak), argument.Type),
        };
    }

    private static string Function(string function, string arguments) => $"{function}({arguments})";
}
