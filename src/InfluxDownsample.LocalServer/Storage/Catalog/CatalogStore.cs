namespace InfluxDownsample.LocalServer.Storage;

/// <summary>The catalogue as DuckDB keeps it, in the same file and the same transactions as the data.</summary>
internal static class CatalogStore
{
    public static void Create(DuckDBConnection connection) => connection.Execute(
        """
        CREATE SCHEMA IF NOT EXISTS influx;
        CREATE TABLE IF NOT EXISTS influx.databases(id BIGINT, name VARCHAR, retention_ticks BIGINT, deleted BOOLEAN);
        CREATE TABLE IF NOT EXISTS influx.tables(id BIGINT, database_id BIGINT, name VARCHAR, suspect_from BIGINT, suspect_to BIGINT);
        ALTER TABLE influx.tables ADD COLUMN IF NOT EXISTS deleted BOOLEAN DEFAULT false;
        CREATE TABLE IF NOT EXISTS influx.columns(table_id BIGINT, ordinal INTEGER, name VARCHAR, kind VARCHAR);
        CREATE TABLE IF NOT EXISTS influx.store(cluster_uuid VARCHAR);
        CREATE OR REPLACE TABLE influx.files(table_name VARCHAR, block BIGINT, number BIGINT, rows BIGINT, first BIGINT, last BIGINT);
        """);

    /// <summary>What names this store for ever. // wire reference 1.1</summary>
    public static string ClusterId(DuckDBConnection connection)
    {
        if (connection.Scalar("SELECT max(cluster_uuid) FROM influx.store") is string known)
        {
            return known;
        }

        string id = Guid.NewGuid().ToString();
        connection.Execute("INSERT INTO influx.store VALUES (?)", id);
        return id;
    }

    public static List<DatabaseCatalog> LoadDatabases(DuckDBConnection connection) => connection.Rows(
        "SELECT id, name, retention_ticks, deleted FROM influx.databases ORDER BY id",
        row => new DatabaseCatalog(row.GetInt64(0), row.GetString(1), row.IsDBNull(2) ? null : TimeSpan.FromTicks(row.GetInt64(2)), row.GetBoolean(3)));

    public static List<TableSchema> LoadTables(DuckDBConnection connection)
    {
        ILookup<long, TableColumn> columns = connection.Rows(
            "SELECT table_id, name, kind, ordinal FROM influx.columns ORDER BY table_id, ordinal",
            row => (Table: row.GetInt64(0), Column: new TableColumn(row.GetString(1), Enum.Parse<ColumnKind>(row.GetString(2)), $"c{row.GetInt32(3)}")))
            .ToLookup(row => row.Table, row => row.Column);
        List<TableSchema> tables = connection.Rows(
            "SELECT id, database_id, name, suspect_from, suspect_to, deleted FROM influx.tables ORDER BY id",
            row => new TableSchema(row.GetInt64(0), row.GetInt64(1), row.GetString(2))
            {
                Stored = [TableColumn.Time, .. columns[row.GetInt64(0)]],
                Suspect = row.IsDBNull(3) ? null : new TimeRange(row.GetInt64(3), row.GetInt64(4)),
                Deleted = row.GetBoolean(5),
            });
        return [.. tables.Select(table => table with
        {
            Blocks = TimeBlocks.None.With(
                connection.Rows($"SELECT DISTINCT {TimeBlocks.Sql(table.Time.PhysicalName)} FROM {table.PhysicalName}", row => row.GetInt64(0))),
            LoadedUntil = connection.Scalar($"SELECT max({table.Time.PhysicalName}) FROM {table.PhysicalName}") as long? ?? long.MinValue,
        })];
    }

    /// <summary>The number that the next row takes: higher than all there are.</summary>
    public static long NextSequence(DuckDBConnection connection, IEnumerable<TableSchema> tables) => tables
        .Select(table => connection.Scalar($"SELECT max({TableSchema.SequenceColumn}) FROM {table.PhysicalName}") is long last ? last + 1 : 0)
        .DefaultIfEmpty(0).Max();

    public static void AddDatabase(DuckDBConnection connection, DatabaseCatalog database) =>
        connection.Execute("INSERT INTO influx.databases VALUES (?, ?, ?, false)", database.Id, database.Name, database.Retention?.Ticks);

    public static void UpdateDatabase(DuckDBConnection connection, DatabaseCatalog database) =>
        connection.Execute(
            "UPDATE influx.databases SET name = ?, retention_ticks = ?, deleted = ? WHERE id = ?",
            database.Name, database.Retention?.Ticks, database.Deleted, database.Id);

    public static void AddTable(DuckDBConnection connection, TableSchema table)
    {
        connection.Execute($"CREATE TABLE {table.PhysicalName}({TableSchema.SequenceColumn} BIGINT, {table.Time.PhysicalName} BIGINT)");
        connection.Execute("INSERT INTO influx.tables VALUES (?, ?, ?, NULL, NULL, false)", table.Id, table.DatabaseId, table.Name);
    }

    public static void AddColumn(DuckDBConnection connection, TableSchema table, TableColumn column, int ordinal)
    {
        connection.Execute($"ALTER TABLE {table.PhysicalName} ADD COLUMN {column.PhysicalName} {OutputType.Of(column.Kind).Physical}");
        connection.Execute("INSERT INTO influx.columns VALUES (?, ?, ?, ?)", table.Id, ordinal, column.Name, column.Kind.ToString());
    }

    public static void SaveSuspect(DuckDBConnection connection, TableSchema table, TimeRange? suspect) =>
        connection.Execute("UPDATE influx.tables SET suspect_from = ?, suspect_to = ? WHERE id = ?", suspect?.From, suspect?.To, table.Id);

    public static void MarkDeleted(DuckDBConnection connection, TableSchema table) =>
        connection.Execute("UPDATE influx.tables SET name = ?, deleted = true WHERE id = ?", table.Name, table.Id);

    public static void RemoveTable(DuckDBConnection connection, TableSchema table)
    {
        connection.Execute($"DROP TABLE {table.PhysicalName}");
        connection.Execute("DELETE FROM influx.columns WHERE table_id = ?", table.Id);
        connection.Execute("DELETE FROM influx.tables WHERE id = ?", table.Id);
    }
}
