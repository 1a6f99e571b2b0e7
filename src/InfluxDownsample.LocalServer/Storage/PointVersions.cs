namespace InfluxDownsample.LocalServer.Storage;

/// <summary>
/// One row for those with the same tags and time: the union of their fields, of each field the value of the version that wins. // wire reference 5.8
/// </summary>
internal static class PointVersions
{
    /// <summary>SQL text of a query with one row for each key.</summary>
    /// <param name="table">The table.</param>
    /// <param name="rows">SQL text of the relation with the rows.</param>
    /// <param name="rank">SQL text of what orders the versions of a key: the highest wins.</param>
    public static string Merged(TableSchema table, string rows, string rank)
    {
        string fields = string.Concat(
            table.Columns.Select(column => column.PhysicalName).Except(Key(table)).Select(field => $", arg_max({field}, version) AS {field}"));
        string keys = string.Join(", ", Key(table));
        return $"SELECT max({TableSchema.SequenceColumn}) AS {TableSchema.SequenceColumn}, {keys}{fields} "
            + $"FROM (SELECT *, {rank} AS version FROM {rows} AS stored) GROUP BY {keys}";
    }

    /// <summary>The columns whose values make a row the version of another.</summary>
    public static IEnumerable<string> Key(TableSchema table) =>
        table.Columns.Where(column => column.Kind is ColumnKind.Time or ColumnKind.Tag).Select(column => column.PhysicalName);

    /// <summary>Keeps one row of the versions of each key.</summary>
    /// <param name="connection">The writing connection, inside a transaction.</param>
    /// <param name="table">The table.</param>
    /// <param name="condition">Which rows are looked at, in SQL text that calls them <c>old</c>.</param>
    /// <param name="rank">SQL text of what orders the versions of a key: the highest wins.</param>
    public static void Merge(DuckDBConnection connection, TableSchema table, string condition, string rank)
    {
        string merged = Merged(table, $"(SELECT * FROM {table.PhysicalName} AS old WHERE {condition})", rank);
        connection.Execute($"CREATE OR REPLACE TEMP TABLE merged AS {merged} HAVING count(*) > 1");
        if (connection.Scalar("SELECT count(*) FROM merged") is not 0L)
        {
            string match = string.Join(" AND ", Key(table).Select(name => $"old.{name} IS NOT DISTINCT FROM new.{name}"));
            connection.Execute($"DELETE FROM {table.PhysicalName} AS old USING merged AS new WHERE {condition} AND {match}");
            connection.Execute($"INSERT INTO {table.PhysicalName} BY NAME SELECT * FROM merged");
        }

        connection.Execute("DROP TABLE merged");
    }
}
