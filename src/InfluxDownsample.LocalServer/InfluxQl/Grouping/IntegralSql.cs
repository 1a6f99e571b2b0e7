namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>integral(): the area under the line through the points of each series, in units of time.</summary>
internal static class IntegralSql
{
    private const long Second = 1_000_000_000;

    /// <summary>Rows of the group keys and the area in a column of the given name.</summary>
    public static string Rows(SelectScope scope, GroupKeys keys, string input, Call call, SqlValue argument, string column)
    {
        string unit = Literals.Sql((double)call.Arguments.Count > 1 ? ((DurationLiteral)call.Arguments[1]).Nanoseconds : Second);
        string[] tags = [.. scope.GroupColumns.Select(tag => tag.Value.Sql)];
        string series = Clauses.PartitionBy(tags);
        string window = scope.Buckets is null ? "" : ", bucket";
        string carried = string.Concat(tags.Select(tag => ", " + tag)) + window;
        string order = string.Join(", ", ["time", .. scope.Input.TieBreak]);
        string previous(string of) => $"lag({of}) OVER ({series}ORDER BY {order})";
        string points = $"SELECT time{carried}, {TypedSql.AsDouble(argument)} AS y, {previous("time")} AS px, {previous(TypedSql.AsDouble(argument))} AS py, "
            + $"lead(time) OVER ({series}ORDER BY {order}) AS nx{(scope.Buckets is null ? "" : $", {previous("bucket")} AS pbucket")} "
            + $"FROM ({input}) WHERE {argument.Sql} IS NOT NULL";
        string areas = scope.Buckets is null
            ? $"SELECT *, CASE WHEN px IS NULL THEN 0.0 ELSE {Trapezium("py", "y", "time - px", unit)} END AS area FROM ({points})"
            : SplitAtWindows(scope.Buckets, points, carried, unit);
        return $"SELECT {string.Join(", ", [.. keys.Selected, $"sum(area) AS {column}"])} FROM ({areas}){keys.GroupBy}";
    }

    /// <summary>A stretch that crosses into another window counts up to the border in its own, from the border in the next.</summary>
    private static string SplitAtWindows(TimeBuckets buckets, string points, string carried, string unit)
    {
        string border = $"(pbucket + {Literals.Sql(buckets.Duration)})";
        string atBorder = $"(py + (y - py) * ({border} - px) / (time - px))";
        string crosses = "pbucket <> bucket";
        string after = $"SELECT time{carried}, CASE "
            // a last point on a border opens a window without area
            + "WHEN nx IS NULL AND time = bucket THEN NULL "
            + "WHEN px IS NULL OR px = time THEN 0.0 "
            + $"WHEN {crosses} THEN {Trapezium(atBorder, "y", $"time - {border}", unit)} "
            + $"ELSE {Trapezium("py", "y", "time - px", unit)} END AS area FROM ({points})";
        string carriedBefore = carried[..carried.LastIndexOf(", bucket", StringComparison.Ordinal)] + ", pbucket AS bucket";
        string before = $"SELECT time{carriedBefore}, {Trapezium("py", atBorder, $"{border} - px", unit)} AS area FROM ({points}) WHERE {crosses}";
        return $"{after} UNION ALL {before}";
    }

    private static string Trapezium(string left, string right, string width, string unit) => $"(0.5e0 * ({left} + {right}) * (({width}) / {unit}))";
}
