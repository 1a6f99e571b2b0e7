namespace InfluxDownsample.LocalServer.Sql;

/// <summary>DuckDB's text of statistics that it computes otherwise; each gets how one of DuckDB's own aggregates is called.</summary>
internal static class Statistics
{
    /// <summary>
    /// A standard deviation or variance. Where squares overflow, DuckDB fails and InfluxDB says NaN, except for a single value.
    /// </summary>
    public static string Spread(string function, string value, Func<string, string, string> aggregate)
    {
        string tame = $"(CASE WHEN abs({value}) < 1e150 THEN {value} END)";
        string wild = aggregate("count", $"CASE WHEN NOT (abs({value}) < 1e150) THEN 1 END");
        string alone = function.EndsWith("_pop", StringComparison.Ordinal) ? "0e0" : "NULL";
        return $"(CASE WHEN {wild} = 0 THEN {aggregate(function, tame)} WHEN {aggregate("count", value)} = 1 THEN {alone} ELSE 'nan'::DOUBLE END)";
    }

    /// <summary>A median of the type of the values.</summary>
    public static string Median(string value, OutputType type, Func<string, string, string> aggregate)
    {
        // the two middle values, counted from either end; the same one when the count is odd
        string low = aggregate("quantile_disc", $"{value}, 0.5");
        string high = aggregate("quantile_disc", $"{value}, -0.5");
        string between = type switch
        {
            { IsFloat: true } => $"({low} + {high}) / 2",
            { IsDecimal: true } => DecimalArithmetic.Halved($"({low} + {high})", type),
            _ => $"({Wrapping.Wrap($"(CAST({low} AS HUGEINT) + CAST({high} AS HUGEINT))", type)} // 2)",
        };
        // zeros of either sign are equal, but not the same
        string same = type.IsFloat ? $"{low} = {high} AND {low} <> 0" : $"{low} = {high}";
        return $"(CASE WHEN {same} THEN {low} ELSE {between} END)";
    }
}
