namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>integral(): the area under the line through the points of each series, in units of time.</summary>
internal static class IntegralSql
{
    private const long Second = 1_000_000_000;

    /// <summary>Rows of the group keys and the area in a column of the given name.</summary>
    public static string Rows(SelectScope scope, GroupKeys keys, Call call, SqlValue argument, string column)
    {
        string unit = Literals.Sql((double)call.Unit(Second));
        string[] tags = [.. scope.GroupColumns.Select(tag => tag.Value.Sql)];
        string series = $"OVER ({Clauses.PartitionBy(tags)}ORDER BY {string.Join(", ", ["time", .. scope.Input.TieBreak])})";
        string carried = string.Concat(tags.Select(tag => $"{tag}, "));
        string window = scope.Buckets is null ? "" : $"bucket, lag(bucket) {series} AS pbucket, ";
        string points = $"SELECT {carried}{window}time, {argument.AsDouble} AS y, lag(time) {series} AS px, lag({argument.AsDouble}) {series} AS py, "
            + $"lead(time) {series} AS nx FROM ({scope.Rows}) WHERE {argument.Sql} IS NOT NULL";
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
        string after = $"SELECT {carried}bucket, CASE "
            // a last point on a border opens a window without area
            + "WHEN nx IS NULL AND time = bucket THEN NULL "
            + "WHEN px IS NULL OR px = time THEN 0.0 "
            + $"WHEN {crosses} THEN {Trapezium(atBorder, "y", $"time - {border}", unit)} "
            + $"ELSE {Trapezium("py", "y", "time - px", unit)} END AS area FROM ({points})";
        string before = $"SELECT {carried}pbucket AS bucket, {Trapezium("py", atBorder, $"{border} - px", unit)} AS area FROM ({points}) WHERE {crosses}";
        return $"{after} UNION ALL {before}";
    }

    private static string Trapezium(string left, string right, string width, string unit) => $"(0.5e0 * ({left} + {right}) * (({width}) / {unit}))";
}
