namespace InfluxDownsample.LocalServer.Storage;

/// <summary>The files of tables while there is a write buffer: what is in them stays as it was written, also when a later file has newer versions.</summary>
internal static class BufferFiles
{
    /// <summary>The DuckDB table: table_name, block, number, rows, first and last time.</summary>
    public const string Stored = "influx.files";

    /// <summary>
    /// SQL text of the files of a table whose rows are in files as soon as they are stored: block, number, rows, first and last time. The number is that of the
    /// block's last row.
    /// </summary>
    public static string AtOnce(string physicalName, string time) =>
        $"SELECT {TimeBlocks.Sql(time)} AS block, max({TableSchema.SequenceColumn}) + 1 AS number, count(*) AS rows, "
        + $"min({time}) AS first, max({time}) AS last FROM {physicalName} GROUP BY 1";

    public static void Forget(DuckDBConnection connection) => connection.Execute($"DELETE FROM {Stored}");

    /// <summary>Puts all rows of a table into files.</summary>
    public static void SaveAll(DuckDBConnection connection, TableSchema table) =>
        connection.Execute($"INSERT INTO {Stored} SELECT '{table.PhysicalName}', * FROM ({AtOnce(table.PhysicalName, table.Time.PhysicalName)})");

    public static void Save(DuckDBConnection connection, BufferFile file, long number) =>
        connection.Execute($"INSERT INTO {Stored} VALUES (?, ?, ?, ?, ?, ?)", file.PhysicalName, file.Block, number, file.Rows, file.First, file.Last);

    /// <summary>What files a snapshot has to make of a table.</summary>
    public static List<BufferFile> InBuffer(DuckDBConnection connection, TableSchema table, long begin)
    {
        string buffered = $"(SELECT * FROM {table.PhysicalName} WHERE {TableSchema.SequenceColumn} >= {begin})";
        return connection.Rows(
            $"SELECT block, rows, first, last FROM ({AtOnce(buffered, table.Time.PhysicalName)}) ORDER BY 1",
            row => new BufferFile(table.PhysicalName, row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)));
    }
}
