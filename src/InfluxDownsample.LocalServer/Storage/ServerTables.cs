namespace InfluxDownsample.LocalServer.Storage;

/// <summary>The databases of the server by name, with their tables. Touched under the store's write lock only.</summary>
internal sealed class ServerTables(LocalServerOptions options)
{
    private readonly Dictionary<string, DatabaseCatalog> _databases = new(StringComparer.Ordinal);
    private long _lastId;

    /// <summary>Every database, the ones marked for deletion too.</summary>
    public IReadOnlyCollection<DatabaseCatalog> Databases => _databases.Values;

    /// <summary>Every table of every database, in the order in which they came into being.</summary>
    public IEnumerable<TableSchema> Tables => _databases.Values.SelectMany(database => database.ByName.Values).OrderBy(table => table.Id);

    /// <summary>The number that the next row takes: of two rows with one key the higher one is the later.</summary>
    public long NextSequence { get; set; }

    /// <summary>Reads what a file of the store holds.</summary>
    public void Load(DuckDBConnection connection)
    {
        CatalogStore.LoadDatabases(connection).ForEach(Add);
        CatalogStore.LoadTables(connection).ForEach(Set);
        _lastId = Databases.Select(database => database.Id).Concat(Tables.Select(table => table.Id)).DefaultIfEmpty(0).Max();
        NextSequence = CatalogStore.NextSequence(connection, Tables);
    }

    /// <summary>A database, marked for deletion or not; null when there is none of the name.</summary>
    public DatabaseCatalog? Find(string database) => _databases.GetValueOrDefault(database);

    /// <exception cref="StoreException">There is no such database, or it is marked for deletion.</exception>
    public DatabaseCatalog Require(string database) => Find(database) is { Deleted: false } found ? found : throw StoreException.DatabaseNotFound(database);

    /// <summary>How many tables count against the limit: deleted ones do not. // wire reference 5.6</summary>
    public int CountLive() => Databases.Where(database => !database.Deleted).Sum(database => database.ByName.Values.Count(table => !table.Deleted));

    /// <summary>A database to be added.</summary>
    /// <exception cref="StoreException">There are as many as there may be.</exception>
    public DatabaseCatalog NewDatabase(string name)
    {
        Refuse.When(Databases.Count(database => !database.Deleted) >= options.MaxDatabases,
            () => new StoreException(StoreErrorKind.DatabaseLimit, $"Adding a new database would exceed limit of {options.MaxDatabases} databases"));
        return new DatabaseCatalog(++_lastId, name);
    }

    /// <summary>A table to be added.</summary>
    public TableSchema NewTable(DatabaseCatalog database, string name) => new(++_lastId, database.Id, name) { Stored = [TableColumn.Time] };

    public void Add(DatabaseCatalog database) => _databases.Add(database.Name, database);

    /// <summary>The table is new or has changed.</summary>
    public void Set(TableSchema table) => Change(table, database => database.With(table));

    public void Remove(TableSchema table) => Change(table, database => database.Without(table.Name));

    /// <summary>The database has another name or period.</summary>
    public void Replace(DatabaseCatalog former, DatabaseCatalog database)
    {
        _databases.Remove(former.Name);
        Add(database);
    }

    /// <summary>Makes every key of some tables unique; the older value wins where a real server may keep it.</summary>
    public void MergeDuplicates(DuckDBConnection writer, IEnumerable<TableSchema> tables, bool olderWins)
    {
        foreach (TableSchema table in tables.Where(table => table.Suspect is not null).ToList())
        {
            string range = $"old.{table.Time.PhysicalName} BETWEEN {table.Suspect!.Value.From} AND {table.Suspect.Value.To}";
            writer.InTransaction(() =>
            {
                PointVersions.Merge(writer, table, range, olderWins ? $"-{TableSchema.SequenceColumn}" : TableSchema.SequenceColumn);
                CatalogStore.SaveSuspect(writer, table, null);
            });
            Set(table with { Suspect = null });
        }
    }

    /// <summary>The name that a database or table gets when it is marked for deletion. // wire reference 6.1</summary>
    public string DeletedName(string name, Func<string, object?> find)
    {
        string deleted = $"{name}-{options.Clock.GetUtcNow():yyyyMMdd'T'HHmmss}";
        return Enumerable.Range(2, int.MaxValue - 2).Select(again => $"{deleted}-{again}").Prepend(deleted).First(free => find(free) is null);
    }

    private void Change(TableSchema table, Func<DatabaseCatalog, DatabaseCatalog> change)
    {
        DatabaseCatalog database = _databases.Values.First(database => database.Id == table.DatabaseId);
        _databases[database.Name] = change(database);
    }
}
