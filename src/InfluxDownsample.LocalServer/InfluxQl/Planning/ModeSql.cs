namespace InfluxDownsample.LocalServer.InfluxQl.Planning;

/// <summary>mode(): the most frequent value of each group.</summary>
internal static class ModeSql
{
    /// <summary>Rows of the group keys and the mode in a column of the given name.</summary>
    public static string Rows(GroupKeys keys, string input, SqlValue argument, string column)
    {
        string counted = $"SELECT {List([.. keys.Selected, $"{argument.Sql} AS value", "count(*) AS occurrences", "min(time) AS first_seen"])} "
            + $"FROM ({input}) WHERE {argument.Sql} IS NOT NULL GROUP BY {List(Enumerable.Range(1, keys.Count + 1).Select(i => $"{i}"))}";
        // Of equally frequent values the one seen first counts, but of values that all occur once the smallest: InfluxDB 1's algorithm.
        string mode = "first(value ORDER BY occurrences DESC, CASE WHEN occurrences > 1 THEN first_seen END, value)";
        return $"SELECT {List([.. keys.Names, $"{mode} AS {column}"])} FROM ({counted}){keys.GroupBy}";
    }

    private static string List(IEnumerable<string> items) => string.Join(", ", items);
}
