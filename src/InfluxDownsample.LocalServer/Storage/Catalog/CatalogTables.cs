using DuckDB.NET.Data;
using InfluxDownsample.LocalServer.Storage.Files;

namespace InfluxDownsample.LocalServer.Storage.Catalog;

/// <summary>The catalogue as DuckDB keeps it, in the same file and the same transactions as the data.</summary>
internal static class CatalogTables
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

    public static List<StoredDatabase> LoadDatabases(DuckDBConnection connection)
    {
        List<StoredDatabase> databases = [];
        using DuckDBCommand command = connection.Command("SELECT id, name, retention_ticks, deleted FROM influx.databases ORDER BY id");
        using DuckDBDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            TimeSpan? retention = reader.IsDBNull(2) ? null : TimeSpan.FromTicks(reader.GetInt64(2));
            databases.Add(new StoredDatabase(reader.GetInt64(0), reader.GetString(1), retention, reader.GetBoolean(3)));
        }

        return databases;
    }

    public static List<StoredTable> LoadTables(DuckDBConnection connection)
    {
        List<StoredTable> tables = [];
        using (DuckDBCommand command = connection.Command("SELECT id, database_id, name, suspect_from, suspect_to, deleted FROM influx.tables ORDER BY id"))
        using (DuckDBDataReader reader = command.ExecuteReader())
        {
            while (reader.Read())
            {
                TimeRange? suspect = reader.IsDBNull(3) ? null : new TimeRange(reader.GetInt64(3), reader.GetInt64(4));
                tables.Add(new StoredTable(reader.GetInt64(0), reader.GetInt64(1), reader.GetString(2)) { Suspect = suspect, Deleted = reader.GetBoolean(5) });
            }
        }

        LoadColumns(connection, tables.ToDictionary(table => table.Id));
        foreach (StoredTable table in tables)
        {
            table.Blocks = LoadBlocks(connection, table);
        }

        return tables;
    }

    /// <summary>The number that the next row takes: higher than all there are.</summary>
    public static long NextSequence(DuckDBConnection connection, IEnumerable<StoredTable> tables) => tables
        .Select(table => connection.Scalar($"SELECT max({StoredTable.SequenceColumn}) FROM {table.PhysicalName}") is long last ? last + 1 : 0)
        .DefaultIfEmpty(0).Max();

    public static void AddDatabase(DuckDBConnection connection, StoredDatabase database) =>
        connection.Execute("INSERT INTO influx.databases VALUES (?, ?, ?, false)", database.Id, database.Name, database.Retention?.Ticks);

    public static void UpdateDatabase(DuckDBConnection connection, StoredDatabase database) =>
        connection.Execute(
            "UPDATE influx.databases SET name = ?, retention_ticks = ?, deleted = ? WHERE id = ?",
            database.Name, database.Retention?.Ticks, database.Deleted, database.Id);

    public static void AddTable(DuckDBConnection connection, StoredTable table)
    {
        connection.Execute($"CREATE TABLE {table.PhysicalName}({StoredTable.SequenceColumn} BIGINT, {table.Columns[0].PhysicalName} BIGINT)");
        connection.Execute("INSERT INTO influx.tables VALUES (?, ?, ?, NULL, NULL, false)", table.Id, table.DatabaseId, table.Name);
    }

    public static void AddColumn(DuckDBConnection connection, StoredTable table, TableColumn column, int ordinal)
    {
        connection.Execute($"ALTER TABLE {table.PhysicalName} ADD COLUMN {column.PhysicalName} {DuckDbType(column.Kind)}");
        connection.Execute("INSERT INTO influx.columns VALUES (?, ?, ?, ?)", table.Id, ordinal, column.Name, column.Kind.ToString());
    }

    public static void SaveSuspect(DuckDBConnection connection, StoredTable table, TimeRange? suspect) =>
        connection.Execute("UPDATE influx.tables SET suspect_from = ?, suspect_to = ? WHERE id = ?", suspect?.From, suspect?.To, table.Id);

    public static void MarkDeleted(DuckDBConnection connection, StoredTable table, string name) =>
        connection.Execute("UPDATE influx.tables SET name = ?, deleted = true WHERE id = ?", name, table.Id);

    public static void RemoveTable(DuckDBConnection connection, StoredTable table)
    {
        connection.Execute($"DROP TABLE {table.PhysicalName}");
        connection.Execute("DELETE FROM influx.columns WHERE table_id = ?", table.Id);
        connection.Execute("DELETE FROM influx.tables WHERE id = ?", table.Id);
    }

    private static void LoadColumns(DuckDBConnection connection, Dictionary<long, StoredTable> tables)
    {
        using DuckDBCommand command = connection.Command("SELECT table_id, ordinal, name, kind FROM influx.columns ORDER BY table_id, ordinal");
        using DuckDBDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            tables[reader.GetInt64(0)].Columns.Add(new TableColumn(reader.GetString(2), Enum.Parse<ColumnKind>(reader.GetString(3)), $"c{reader.GetInt32(1)}"));
        }
    }

    private static TimeBlocks LoadBlocks(DuckDBConnection connection, StoredTable table)
    {
        List<long> numbers = [];
        using DuckDBCommand command = connection.Command($"SELECT DISTINCT {TimeBlocks.Sql(table.Columns[0].PhysicalName)} FROM {table.PhysicalName}");
        using DuckDBDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            numbers.Add(reader.GetInt64(0));
        }

        return TimeBlocks.None.With(numbers);
    }

    private static string DuckDbType(ColumnKind kind) => kind switch
    {
        ColumnKind.Tag or ColumnKind.String => "VARCHAR",
        ColumnKind.Float => "DOUBLE",
        ColumnKind.Unsigned => "UBIGINT",
        ColumnKind.Boolean => "BOOLEAN",
        _ => "BIGINT",
    };
}
