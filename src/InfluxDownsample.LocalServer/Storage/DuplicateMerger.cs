namespace InfluxDownsample.LocalServer.Storage;

/// <summary>
/// Makes one row of those with the same tags and time: the union of their fields, of each field the later value. // wire reference 5.8
/// </summary>
internal static class DuplicateMerger
{
    /// <param name="connection">The writing connection, inside a transaction.</param>
    /// <param name="table">A table with a suspect range.</param>
    /// <param name="olderWins">Keep the older value instead, as a real server may.</param>
    public static void Merge(DuckDBConnection connection, TableSchema table, bool olderWins)
    {
        TimeRange range = table.Suspect!.Value;
        string time = table.Time.PhysicalName;
        string sequence = TableSchema.SequenceColumn;
        string pick = olderWins ? "arg_min" : "arg_max";
        string[] key = [time, .. table.Stored.Where(column => column.Kind == ColumnKind.Tag).Select(tag => tag.PhysicalName)];
        string[] fields = [.. table.Stored.Select(column => column.PhysicalName).Except(key)];
        string keys = string.Join(", ", key);
        string merged = string.Concat(fields.Select(field => $", {pick}({field}, {sequence}) AS {field}"));
        string match = string.Join(" AND ", key.Select(name => $"old.{name} IS NOT DISTINCT FROM new.{name}"));

        connection.Execute(
            $"""
            CREATE OR REPLACE TEMP TABLE merged AS
            SELECT max({sequence}) AS {sequence}, {keys}{merged}
            FROM {table.PhysicalName} WHERE {time} BETWEEN {range.From} AND {range.To}
            GROUP BY {keys} HAVING count(*) > 1
            """);
        if (connection.Scalar("SELECT count(*) FROM merged") is not 0L)
        {
            connection.Execute($"DELETE FROM {table.PhysicalName} AS old USING merged AS new WHERE old.{time} BETWEEN {range.From} AND {range.To} AND {match}");
            connection.Execute($"INSERT INTO {table.PhysicalName} BY NAME SELECT * FROM merged");
        }

        connection.Execute("DROP TABLE merged");
        CatalogStore.SaveSuspect(connection, table, null);
    }
}
