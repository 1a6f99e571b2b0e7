namespace InfluxDownsample.LocalServer.Storage;

/// <summary>
/// Points that were written again before their first version got into a file. A scan of some rows gives for a part of the keys an older version, a read of few
/// rows the newest one; against a version in a file the newest always wins. // wire reference 5.8
/// </summary>
internal static class BufferedVersions
{
    /// <summary>Stands for the conditions on tags and time of the query that reads the table, which tell how many rows it sorts.</summary>
    public const string ScanMark = "/* rows of the scan */ true";

    // More rows than these mix.
    private const int FewRows = 30;

    /// <summary>SQL text of a relation with one row for each key.</summary>
    /// <param name="table">The table.</param>
    /// <param name="rows">SQL text of its rows that can be seen.</param>
    /// <param name="begin">The sequence number of the first buffered row.</param>
    /// <param name="isMixed">Whether older versions may win.</param>
    public static string Merged(TableSchema table, string rows, long begin, bool isMixed)
    {
        string scanned = $"(SELECT count(*) FROM {rows} AS counted WHERE {ScanMark}) > {FewRows}";
        return $"({Sql(table.Columns, rows, begin, isMixed ? scanned : "false")})";
    }

    /// <summary>Makes one row of the buffered versions of each key, as they get into the file.</summary>
    public static void Settle(DuckDBConnection connection, TableSchema table, long begin, bool isMixed)
    {
        string sequence = TableSchema.SequenceColumn;
        string buffered = $"(SELECT * FROM {table.PhysicalName} WHERE {sequence} >= {begin})";
        connection.Execute($"CREATE OR REPLACE TEMP TABLE settled AS {Sql(table.Columns, buffered, begin, isMixed ? $"(SELECT count(*) FROM {buffered}) > {FewRows}" : "false")}");
        connection.Execute($"DELETE FROM {table.PhysicalName} WHERE {sequence} >= {begin}");
        connection.Execute($"INSERT INTO {table.PhysicalName} BY NAME SELECT * FROM settled");
        connection.Execute("DROP TABLE settled");
    }

    private static string Sql(IReadOnlyList<TableColumn> columns, string rows, long begin, string mayMix)
    {
        string sequence = TableSchema.SequenceColumn;
        string[] key = [.. columns.Where(column => column.Kind is ColumnKind.Time or ColumnKind.Tag).Select(column => column.PhysicalName)];
        string keys = string.Join(", ", key);
        // For a quarter of the keys the first buffered version is the last.
        string rank = $"CASE WHEN {sequence} >= {begin} AND hash({keys}) % 4 = 0 AND {mayMix} THEN 9000000000000000000 - {sequence} ELSE {sequence} END";
        string fields = string.Concat(columns.Select(column => column.PhysicalName).Except(key).Select(field => $", arg_max({field}, version) AS {field}"));
        return $"SELECT max({sequence}) AS {sequence}, {keys}{fields} FROM (SELECT *, {rank} AS version FROM {rows} AS stored) GROUP BY {keys}";
    }
}
