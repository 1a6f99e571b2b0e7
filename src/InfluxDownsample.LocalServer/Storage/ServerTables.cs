namespace InfluxDownsample.LocalServer.Storage;

/// <summary>The databases and tables of the server by name, and what queries see of each. Touched under the store's write lock only.</summary>
internal sealed class ServerTables(LocalServerOptions options)
{
    private readonly Dictionary<string, DatabaseCatalog> _databases = new(StringComparer.Ordinal);
    private readonly Dictionary<(long Database, string Name), StoredTable> _tables = [];
    private long _lastId;

    /// <summary>Every database, the ones marked for deletion too.</summary>
    public IReadOnlyCollection<DatabaseCatalog> Databases => _databases.Values;

    /// <summary>Every table of every database.</summary>
    public IReadOnlyCollection<StoredTable> Tables => _tables.Values;

    /// <summary>Reads what a file of the store holds.</summary>
    public void Load(DuckDBConnection connection)
    {
        CatalogStore.LoadDatabases(connection).ForEach(Add);
        CatalogStore.LoadTables(connection).ForEach(Set);
        _lastId = _databases.Values.Select(database => database.Id).Concat(_tables.Values.Select(table => table.Id)).DefaultIfEmpty(0).Max();
    }

    /// <summary>A database, marked for deletion or not; null when there is none of the name.</summary>
    public DatabaseCatalog? Find(string database) => _databases.GetValueOrDefault(database);

    /// <summary>A table, marked for deletion or not; null when there is none of the name.</summary>
    public StoredTable? Find(DatabaseCatalog database, string table) => _tables.GetValueOrDefault((database.Id, table));

    /// <exception cref="StoreException">There is no such database, or it is marked for deletion.</exception>
    public DatabaseCatalog Require(string database) => Find(database) is { Deleted: false } found ? found : throw StoreException.DatabaseNotFound(database);

    public IEnumerable<StoredTable> Of(DatabaseCatalog database) => _tables.Values.Where(table => table.DatabaseId == database.Id);

    /// <summary>How many tables count against the limit: deleted ones do not. // wire reference 5.6</summary>
    public int CountLive()
    {
        HashSet<long> deleted = [.. _databases.Values.Where(database => database.Deleted).Select(database => database.Id)];
        return _tables.Values.Count(table => !table.Deleted && !deleted.Contains(table.DatabaseId));
    }

    /// <summary>A database to be added.</summary>
    /// <exception cref="StoreException">There are as many as there may be.</exception>
    public DatabaseCatalog NewDatabase(string name)
    {
        Refuse.When(_databases.Values.Count(database => !database.Deleted) >= options.MaxDatabases,
            () => new StoreException(StoreErrorKind.DatabaseLimit, $"Adding a new database would exceed limit of {options.MaxDatabases} databases"));
        return new DatabaseCatalog(++_lastId, name);
    }

    /// <summary>A table to be added.</summary>
    public StoredTable NewTable(DatabaseCatalog database, string name) => new(++_lastId, database.Id, name);

    public void Add(DatabaseCatalog database) => _databases.Add(database.Name, database);

    /// <summary>The table is new or has changed.</summary>
    public void Set(StoredTable table)
    {
        _tables[(table.DatabaseId, table.Name)] = table;
        Change(table, database => database.With(table.ToSchema()));
    }

    public void Remove(StoredTable table)
    {
        _tables.Remove((table.DatabaseId, table.Name));
        Change(table, database => database.Without(table.Name));
    }

    /// <summary>The database has another name or period.</summary>
    public void Replace(DatabaseCatalog former, DatabaseCatalog database)
    {
        _databases.Remove(former.Name);
        _databases.Add(database.Name, database);
    }

    /// <summary>The name that a database gets when it is marked for deletion. // wire reference 6.1</summary>
    public string DeletedName(string database) => DeletedName(database, _databases.ContainsKey);

    /// <summary>The name that a table gets when it is marked for deletion. // wire reference 6.1</summary>
    public string DeletedName(StoredTable table) => DeletedName(table.Name, name => _tables.ContainsKey((table.DatabaseId, name)));

    private void Change(StoredTable table, Func<DatabaseCatalog, DatabaseCatalog> change)
    {
        DatabaseCatalog database = _databases.Values.First(database => database.Id == table.DatabaseId);
        _databases[database.Name] = change(database);
    }

    private string DeletedName(string name, Predicate<string> isTaken)
    {
        string deleted = $"{name}-{options.Clock.GetUtcNow():yyyyMMdd'T'HHmmss}";
        string free = deleted;
        for (int again = 2; isTaken(free); again++)
        {
            free = $"{deleted}-{again}";
        }

        return free;
    }
}
