namespace InfluxDownsample.LocalServer.Query;

/// <summary>Grouped rows with a row for every bucket of every series: DuckDB's text of it, and of the values in the rows that are added.</summary>
internal static class FilledGaps
{
    /// <summary>More buckets than this in one series are a slip of the pen in the interval, not a wish.</summary>
    public const long MaxBuckets = 20_000_000;

    public static readonly string TooManyBuckets = $"Resources exhausted: the query asks for more than {MaxBuckets} buckets per series";

    /// <exception cref="QueryException">There are more buckets between the instants than there may be.</exception>
    public static void RefuseTooMany(Int128 from, Int128 to, long width) =>
        Refuse.When((to - from) / width > MaxBuckets, () => new QueryException(QueryErrorKind.ResourcesExhausted, TooManyBuckets));

    /// <summary>The columns that make a series and that of its buckets, then those of the values.</summary>
    /// <param name="grouped">The query that groups.</param>
    /// <param name="series">Its columns that make a series.</param>
    /// <param name="time">Its column that holds the start of the bucket.</param>
    /// <param name="buckets">A query of all starts, in a column <c>bucket</c>; it may read <c>rows</c>, the grouped ones.</param>
    /// <param name="values">The columns of values, each with the text that fills its gaps.</param>
    /// <param name="fromFirst">Whether a series begins with its first row; else every one begins with the first bucket.</param>
    public static string Sql(
        string grouped, IReadOnlyList<string> series, string time, string buckets, IEnumerable<(string Name, string Filled)> values, bool fromFirst = false)
    {
        string names = string.Concat(series.Select(key => $", {key}"));
        string groupBy = series.Count == 0 ? " HAVING count(*) > 0" : $" GROUP BY {string.Join(", ", series)}";
        string same = string.Concat(series.Select(key => $" AND rows.{key} IS NOT DISTINCT FROM series.{key}"));
        string after = fromFirst ? " WHERE buckets.bucket >= series.first" : "";
        string order = $"{Clauses.PartitionBy(series)}ORDER BY {time} ROWS BETWEEN";
        return $"WITH rows AS MATERIALIZED ({grouped}), series AS (SELECT min({time}) AS first{names} FROM rows{groupBy}), buckets AS ({buckets}), "
            + $"whole AS (SELECT rows.* REPLACE (buckets.bucket AS {time}{string.Concat(series.Select(key => $", series.{key} AS {key}"))}) "
            + $"FROM series CROSS JOIN buckets LEFT JOIN rows ON rows.{time} = buckets.bucket{same}{after}) "
            + $"SELECT {time}{names}{string.Concat(values.Select(value => $", {value.Filled} AS {value.Name}"))} FROM whole "
            + $"WINDOW past AS ({order} UNBOUNDED PRECEDING AND CURRENT ROW), future AS ({order} CURRENT ROW AND UNBOUNDED FOLLOWING)";
    }

    /// <summary>The last value before.</summary>
    public static string Previous(string column) => $"last_value({column} IGNORE NULLS) OVER past";

    /// <summary>The straight line between the values around the gap, in the real engine's arithmetic: slope times distance plus start, integers cut.</summary>
    public static string Line(string column, string time, OutputType type)
    {
        if (type.Kind != ArrowTypeId.Struct)
        {
            return LineOf(column, time, type);
        }

        // of a selector's struct only the value is drawn; the other fields are null in a gap
        IEnumerable<string> fields = type.Fields.Select(field => (field, Value: $"struct_extract({column}, '{field.Name}')")).Select((part, i) =>
            $"'{part.field.Name}': {(i == 0 ? LineOf(part.Value, time, part.field.Type) : part.Value)}");
        return $"{{{string.Join(", ", fields)}}}";
    }

    private static string LineOf(string value, string time, OutputType type)
    {
        string known = $"(CASE WHEN {value} IS NOT NULL THEN {time} END)";
        (string startValue, string startTime) = (Previous(value), Previous(known));
        (string endValue, string endTime) = (Next(value), Next(known));
        string rise = type.IsFloat ? $"({endValue} - {startValue})" : $"CAST(CAST({endValue} AS HUGEINT) - CAST({startValue} AS HUGEINT) AS DOUBLE)";
        string slope = $"({rise} / CAST({endTime} - {startTime} AS DOUBLE))";
        string line = $"({slope} * CAST({time} - {startTime} AS DOUBLE) + CAST({startValue} AS DOUBLE))";
        return $"(CASE WHEN {value} IS NOT NULL THEN {value} ELSE {(type.IsFloat ? line : $"CAST(trunc({line}) AS {type.Physical})")} END)";
    }

    private static string Next(string column) => $"first_value({column} IGNORE NULLS) OVER future";

    /// <summary>A count is declared to have no nulls, so that a gap at an edge, which nothing fills, fails the query.</summary>
    /// <param name="filled">The text that fills the gaps.</param>
    /// <param name="column">What the engine calls the column.</param>
    /// <param name="frame">What goes before its words.</param>
    public static string NeverNull(string filled, string column, string frame = "")
    {
        string fault = $"{frame}build_output: Arrow error: Invalid argument error: Column '{column}' is declared as non-nullable but contains null values";
        return $"(CASE WHEN {filled} IS NULL THEN {ExecutionErrors.Raise(fault)} ELSE {filled} END)";
    }
}
