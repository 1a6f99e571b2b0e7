namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>mode(): the most frequent value of each group.</summary>
internal static class ModeSql
{
    /// <summary>Rows of the group keys and the mode in a column of the given name.</summary>
    public static string Rows(GroupKeys keys, string input, SqlValue argument, string column)
    {
        string groups = List(Enumerable.Range(1, keys.Selected.Length + 1).Select(i => $"{i}"));
        string[] columns = [.. keys.Selected, $"{argument.Sql} AS v", "count(*) AS occurrences", "min(time) AS first_seen", "max(time) AS last_seen"];
        string counted = $"SELECT {List(columns)} "
            + $"FROM ({input}) WHERE {argument.Sql} IS NOT NULL GROUP BY {groups}";
        string candidates = $"SELECT * FROM ({counted}) QUALIFY occurrences = max(occurrences) OVER ({Clauses.PartitionBy([.. keys.Names])})";

        // InfluxDB 1's algorithm: values in order, and of equally frequent ones each takes the place of the last if it began before that one ended;
        // of values that all occur once the smallest
        string inOrder = "list(struct_pack(v := v, first_seen := first_seen, last_seen := last_seen) ORDER BY v)";
        string mode = $"CASE WHEN max(occurrences) = 1 THEN min(v) ELSE struct_extract(list_reduce({inOrder}, "
            + "lambda a, b: CASE WHEN b.first_seen <= a.last_seen THEN b ELSE a END), 'v') END";
        return $"SELECT {List([.. keys.Names, $"{mode} AS {column}"])} FROM ({candidates}){keys.GroupBy}";
    }

    private static string List(IEnumerable<string> items) => string.Join(", ", items);
}
