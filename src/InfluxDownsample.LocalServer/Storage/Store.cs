using DuckDB.NET.Data;
using InfluxDownsample.LocalServer.Faults;
using InfluxDownsample.LocalServer.Sql.Functions;
using InfluxDownsample.LocalServer.Sql.Time;

namespace InfluxDownsample.LocalServer.Storage;

/// <summary>
/// The databases of the server, in one DuckDB. One writer at a time; a write is durable when its call returns. Readers see a snapshot.
/// </summary>
internal sealed class Store : IDisposable
{
    private const string FileName = "local-server.duckdb";

    private readonly LocalServerOptions _options;
    private readonly FaultSettings _faults;
    private readonly DuckDBConnection _writer;
    private readonly ReaderPool _readers;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly Dictionary<string, StoredDatabase> _databases = new(StringComparer.Ordinal);
    private readonly Dictionary<(long Database, string Name), StoredTable> _tables = [];
    private readonly Dictionary<long, DatabaseCatalog> _catalogs = [];
    private readonly WriteBuffer _buffer;
    private long _lastId;
    private long _nextSequence;

    public Store(LocalServerOptions options, FaultSettings faults)
    {
        _options = options;
        _faults = faults;
        if (options.DataDirectory is string directory)
        {
            Directory.CreateDirectory(directory);
        }

        string? file = options.DataDirectory is null ? null : Path.Combine(options.DataDirectory, FileName);
        _writer = new DuckDBConnection($"DataSource={file ?? ":memory:"}");
        _writer.Open();
        _readers = new ReaderPool(_writer, isInMemory: file is null);
        ZoneFunctions.Register(_writer);
        SketchFunctions.Register(_writer);

        if (options.DataDirectory is null)
        {
            // What is kept in memory leaves no traces in the folder the server was started from.
            _writer.Execute("SET temp_directory = ''");
        }

        // A query is short here and many run at once. With threads of its own each would wait for them in a busy loop, as DuckDB's streaming does.
        _writer.Execute("SET threads = 1");

        // No query can reach the host's files or network, or lift this ban.
        _writer.Execute("SET enable_external_access = false");
        _writer.Execute("SET lock_configuration = true");
        CatalogTables.Create(_writer);
        ClusterId = CatalogTables.ClusterId(_writer);
        _buffer = new WriteBuffer(_writer, faults);
        Load();
    }

    /// <summary>What names this store for ever. // wire reference 1.1</summary>
    public string ClusterId { get; }

    /// <summary>Every database, the ones marked for deletion too.</summary>
    public async Task<IReadOnlyList<StoredDatabase>> ListDatabasesAsync(CancellationToken cancellationToken) =>
        await LockedAsync(() => _databases.Values.ToArray(), cancellationToken);

    public Task CreateDatabaseAsync(string name, TimeSpan? retention, CancellationToken cancellationToken) => LockedAsync(
        () =>
        {
            if (_databases.ContainsKey(name))
            {
                throw StoreException.AlreadyExists(StoreErrorKind.DatabaseExists);
            }

            StoredDatabase database = NewDatabase(name) with { Retention = retention };
            _writer.InTransaction(() => CatalogTables.AddDatabase(_writer, database));
            Publish(database);
            return database;
        },
        cancellationToken);

    public Task SetRetentionAsync(string name, TimeSpan? retention, CancellationToken cancellationToken) => LockedAsync(
        () =>
        {
            StoredDatabase database = Find(name) with { Retention = retention };
            _writer.InTransaction(() => CatalogTables.UpdateDatabase(_writer, database));
            _databases[name] = database;
            _catalogs[database.Id] = _catalogs[database.Id].WithRetention(retention);
            return database;
        },
        cancellationToken);

    /// <summary>
    /// The name is free at once; the database stays listed under a name with the time in it, and can be read under it unless its data is purged. // wire
    /// reference 6.1
    /// </summary>
    public Task DeleteDatabaseAsync(string name, bool purge, CancellationToken cancellationToken) => LockedAsync(
        () =>
        {
            StoredDatabase database = Find(name);
            StoredDatabase deleted = database with { Name = DeletedName(name, _databases.ContainsKey), Deleted = true };
            StoredTable[] purged = purge ? [.. TablesOf(database.Id)] : [];
            _writer.InTransaction(() =>
            {
                foreach (StoredTable table in purged)
                {
                    CatalogTables.RemoveTable(_writer, table);
                }

                CatalogTables.UpdateDatabase(_writer, deleted);
            });
            foreach (StoredTable table in purged)
            {
                _tables.Remove((database.Id, table.Name));
                _catalogs[database.Id] = _catalogs[database.Id].Without(table.Name);
            }

            _databases.Remove(name);
            _databases.Add(deleted.Name, deleted);
            _catalogs[database.Id] = _catalogs[database.Id].WithName(deleted.Name);
            return deleted;
        },
        cancellationToken);

    /// <summary>Creates a table without rows, with its tags and fields in the order given, and its database if there is none.</summary>
    public Task CreateTableAsync(string databaseName, string name, IReadOnlyList<(string Name, ColumnKind Kind)> columns, CancellationToken cancellationToken)
        => LockedAsync(
        () =>
        {
            bool isNew = !_databases.TryGetValue(databaseName, out StoredDatabase? database);
            database ??= NewDatabase(databaseName);
            RequireWritable(database);
            if (_tables.ContainsKey((database.Id, name)))
            {
                throw StoreException.AlreadyExists(StoreErrorKind.TableExists);
            }

            TableBatch batch = new(NewTable(database, name), isNew: true, _options);
            foreach ((string column, ColumnKind kind) in columns)
            {
                if (batch.Declare(column, kind) is string refusal)
                {
                    throw new StoreException(StoreErrorKind.SchemaInvalid, refusal);
                }
            }

            Commit(database, isNew, [batch]);
            return batch;
        },
        cancellationToken);

    /// <summary>The name is free at once; the table stays listed and readable under a name with the time in it. // wire reference 6.1</summary>
    public Task DeleteTableAsync(string databaseName, string name, CancellationToken cancellationToken) => LockedAsync(
        () =>
        {
            StoredDatabase database = Find(databaseName);
            if (!_tables.TryGetValue((database.Id, name), out StoredTable? table) || table.Deleted)
            {
                throw new StoreException(StoreErrorKind.TableNotFound, $"table not found: {name}");
            }

            string deletedName = DeletedName(name, taken => _tables.ContainsKey((database.Id, taken)));
            _writer.InTransaction(() => CatalogTables.MarkDeleted(_writer, table, deletedName));
            _tables.Remove((database.Id, name));
            _catalogs[database.Id] = _catalogs[database.Id].Without(name);
            table.Name = deletedName;
            table.Deleted = true;
            Publish(table);
            return table;
        },
        cancellationToken);

    /// <summary>Stores the good lines; the database, tables and columns they name come into being.</summary>
    /// <exception cref="StoreException">The database may not be written or created.</exception>
    public Task<WriteOutcome> WriteAsync(WriteRequest request, CancellationToken cancellationToken) => LockedAsync(
        () =>
        {
            bool isNew = !_databases.TryGetValue(request.Database, out StoredDatabase? database);
            database ??= NewDatabase(request.Database);
            RequireWritable(database);
            _buffer.Follow(_tables.Values, _nextSequence);
            _buffer.FinishSnapshot(_tables.Values);
            WriteBatch batch = new(
                name => _tables.GetValueOrDefault((database.Id, name)),
                name => NewTable(database, name),
                CountTables(),
                _options);
            batch.Read(request, _options.Clock.GetUtcNow().ToNanoseconds());
            bool refused = batch.Errors.Count > 0 && !request.AcceptPartial;
            if (!refused && batch.Tables.Count + batch.Errors.Count > 0)
            {
                Commit(database, isNew, batch.Tables);
            }

            return new WriteOutcome(refused ? 0 : batch.Tables.Sum(table => (long)table.Rows), batch.Errors);
        },
        cancellationToken);

    /// <summary>Opens a snapshot in which every key is unique and expired rows are gone.</summary>
    /// <exception cref="StoreException">There is no such database.</exception>
    public Task<StoreReader> OpenReaderAsync(string databaseName, CancellationToken cancellationToken) => LockedAsync(
        () =>
        {
            StoredDatabase database = _databases.TryGetValue(databaseName, out StoredDatabase? found) ? found
                : throw StoreException.DatabaseNotFound(databaseName);
            _buffer.Follow(_tables.Values, _nextSequence);
            _buffer.MoveOn(_tables.Values, _nextSequence);
            foreach (StoredTable table in TablesOf(database.Id).Where(table => table.Suspect is not null && !_buffer.IsOn))
            {
                _writer.InTransaction(() => DuplicateMerger.Merge(_writer, table, _faults.StaleOverwrite));
                table.Suspect = null;
            }

            Func<TableSchema, TableSchema>? view = _buffer.IsOn ? schema
                => _buffer.View(schema, _tables[(database.Id, schema.Name)].Suspect is not null) : null;
            return _readers.Open(_catalogs[database.Id].At(_options.Clock.GetUtcNow(), showsFiles: !_faults.NoParquetFiles, view));
        },
        cancellationToken);

    /// <summary>Begins to write the buffer into files unless that is under way, and writes so many; null writes all.</summary>
    public Task SnapshotAsync(int? files, CancellationToken cancellationToken) => LockedAsync(
        () =>
        {
            _buffer.Follow(_tables.Values, _nextSequence);
            _buffer.Snapshot(_tables.Values, _nextSequence, files);
            return files;
        },
        cancellationToken);

    /// <summary>Opens a snapshot for statements about the server, which read no table.</summary>
    public Task<StoreReader> OpenServerReaderAsync(CancellationToken cancellationToken)
        => LockedAsync(() => _readers.Open(new InternalCatalog([])), cancellationToken);

    /// <summary>The database <c>_internal</c>, which tells about all others.</summary>
    public async Task<StoreReader> OpenInternalReaderAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<StoredDatabase> databases = await ListDatabasesAsync(cancellationToken);
        return await LockedAsync(() => _readers.Open(new InternalCatalog(databases)), cancellationToken);
    }

    public void Dispose()
    {
        _readers.Dispose();
        _writer.Dispose();
        _writing.Dispose();
    }

    private async Task<T> LockedAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            return work();
        }
        finally
        {
            _writing.Release();
        }
    }

    private void Load()
    {
        foreach (StoredDatabase database in CatalogTables.LoadDatabases(_writer))
        {
            Publish(database);
            _lastId = Math.Max(_lastId, database.Id);
        }

        foreach (StoredTable table in CatalogTables.LoadTables(_writer))
        {
            Publish(table);
            _lastId = Math.Max(_lastId, table.Id);
        }

        _nextSequence = CatalogTables.NextSequence(_writer, _tables.Values);
    }

    private void Publish(StoredDatabase database)
    {
        _databases.Add(database.Name, database);
        _catalogs.Add(database.Id, new DatabaseCatalog(database.Id, database.Name, database.Retention, DatabaseCatalog.NoTables));
    }

    private void Publish(StoredTable table)
    {
        _tables[(table.DatabaseId, table.Name)] = table;
        _catalogs[table.DatabaseId] = _catalogs[table.DatabaseId].With(table.ToSchema());
    }

    private StoredDatabase Find(string name) =>
        _databases.TryGetValue(name, out StoredDatabase? database) && !database.Deleted ? database : throw StoreException.DatabaseNotFound(name);

    private IEnumerable<StoredTable> TablesOf(long databaseId) => _tables.Values.Where(table => table.DatabaseId == databaseId);

    private StoredDatabase NewDatabase(string name)
    {
        if (_databases.Values.Count(database => !database.Deleted) >= _options.MaxDatabases)
        {
            throw new StoreException(StoreErrorKind.DatabaseLimit, $"Adding a new database would exceed limit of {_options.MaxDatabases} databases");
        }

        return new StoredDatabase(++_lastId, name, Retention: null, Deleted: false);
    }

    // Deleted ones do not count. // wire reference 5.6
    private int CountTables()
    {
        HashSet<long> live = [.. _databases.Values.Where(database => !database.Deleted).Select(database => database.Id)];
        return _tables.Values.Count(table => !table.Deleted && live.Contains(table.DatabaseId));
    }

    private StoredTable NewTable(StoredDatabase database, string name) => new(++_lastId, database.Id, name);

    private void Commit(StoredDatabase database, bool isNew, IReadOnlyCollection<TableBatch> batches)
    {
        _writer.InTransaction(() =>
        {
            if (isNew)
            {
                CatalogTables.AddDatabase(_writer, database);
            }

            foreach (TableBatch batch in batches)
            {
                SaveSchema(batch);
                TableAppender.Append(_writer, batch, ref _nextSequence);
            }
        });
        if (isNew)
        {
            Publish(database);
        }

        foreach (TableBatch batch in batches)
        {
            _buffer.Add(batch.Table);
            TimeBlocks blocks = batch.Table.Blocks.With(batch.Blocks());
            if (batch.ChangesSchema || blocks != batch.Table.Blocks || batch.Ruined.Count > 0)
            {
                batch.Table.Blocks = blocks;
                batch.Table.Ruined = batch.Table.Ruined.With(batch.Ruined);
                batch.Table.Columns.AddRange(batch.Columns.Where(column => column.IsNew).Select(column => column.Column));
                Publish(batch.Table);
            }
        }
    }

    private void SaveSchema(TableBatch batch)
    {
        if (batch.IsNew)
        {
            CatalogTables.AddTable(_writer, batch.Table);
        }

        for (int ordinal = 0; ordinal < batch.Columns.Count; ordinal++)
        {
            if (batch.Columns[ordinal].IsNew)
            {
                CatalogTables.AddColumn(_writer, batch.Table, batch.Columns[ordinal].Column, ordinal);
            }
        }
    }

    private static void RequireWritable(StoredDatabase database)
    {
        if (database.Deleted)
        {
            throw new StoreException(StoreErrorKind.DatabaseDeleted, $"cannot write to soft-deleted database '{database.Name}' - it is marked for deletion");
        }
    }

    private string DeletedName(string name, Predicate<string> isTaken)
    {
        string deleted = $"{name}-{_options.Clock.GetUtcNow():yyyyMMdd'T'HHmmss}";
        string free = deleted;
        for (int again = 2; isTaken(free); again++)
        {
            free = $"{deleted}-{again}";
        }

        return free;
    }
}
