using InfluxDownsample.LocalServer.Sql;

namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>Aggregates that DuckDB can compute in the GROUP BY itself. // wire reference 2.4: result types</summary>
internal static class AggregateSql
{
    /// <summary>Whether the function takes numbers only.</summary>
    public static bool NeedsNumber(string function) =>
        function is "mean" or "median" or "sum" or "stddev" or "spread" or "integral" or "percentile" or "derivative" or "non_negative_derivative"
            or "difference" or "non_negative_difference" or "cumulative_sum" or "moving_average";

    /// <exception cref="QueryException">The function does not take values of this type.</exception>
    public static void CheckType(string function, SqlValue argument) =>
        Refuse.When(NeedsNumber(function) && !argument.Type.IsNumeric, () => Signatures.Refused(function, function switch
        {
            "derivative" or "non_negative_derivative" => [argument.Type.ToString(), "Timestamp(ns)", "Interval(MonthDayNano)"],
            "moving_average" => [argument.Type.ToString(), "Int64"],
            _ => [argument.Type.ToString()],
        }));

    public static SqlValue Of(Call call, SqlValue argument)
    {
        string x = argument.Sql;
        bool isFloat = argument.Type.IsFloat;
        return call.Function switch
        {
            "count" when call.Arguments[0] is Call && isFloat =>
                new SqlValue($"count(DISTINCT {{'v': {x}, 's': signbit({x})}}) FILTER (WHERE {x} IS NOT NULL)", OutputType.Integer),
            "count" when call.Arguments[0] is Call => new SqlValue($"count(DISTINCT {x})", OutputType.Integer),
            "count" => new SqlValue($"count({x})", OutputType.Integer),
            "sum" => new SqlValue(isFloat ? $"sum({x})" : Wrapping.Wrap($"sum({TypedSql.AsHuge(argument)})", argument.Type), argument.Type),
            "mean" => new SqlValue($"avg({TypedSql.AsDouble(argument)})", OutputType.Float),
            "stddev" => new SqlValue(Statistics.Spread("stddev_samp", TypedSql.AsDouble(argument), Call), OutputType.Float),
            // the maximum starts at 0: wrong for values that are all negative, and what InfluxDB answers // wire reference 3.5
            "spread" when isFloat => new SqlValue($"(greatest(max({x}), 0) - min({x}))", argument.Type),
            "spread" => new SqlValue(Wrapping.Wrap($"greatest(CAST(max({x}) AS HUGEINT), 0) - CAST(min({x}) AS HUGEINT)", argument.Type), argument.Type),
            "median" when isFloat => new SqlValue($"median({x})", argument.Type),
            "median" => new SqlValue(Statistics.Median(x, argument.Type, Call), argument.Type),
            _ => throw QueryException.Planning($"Invalid function '{call.Function}'"),
        };
    }

    private static string Call(string function, string arguments) => $"{function}({arguments})";
}
