namespace InfluxDownsample.LocalServer.Storage;

/// <summary>
/// The databases of the server, in one DuckDB. One writer at a time; a write is durable when its call returns. Readers see a snapshot.
/// </summary>
internal sealed class Store : IDisposable
{
    private readonly LocalServerOptions _options;
    private readonly FaultSettings _faults;
    private readonly DuckDBConnection _writer;
    private readonly ReaderPool _readers;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly ServerTables _known;
    private readonly WriteBuffer _buffer;

    public Store(LocalServerOptions options, FaultSettings faults)
    {
        _options = options;
        _faults = faults;
        _known = new ServerTables(options);
        _writer = StoreConnection.Open(options.DataDirectory);
        _readers = new ReaderPool(_writer, isInMemory: options.DataDirectory is null);
        CatalogStore.Create(_writer);
        ClusterId = CatalogStore.ClusterId(_writer);
        _buffer = new WriteBuffer(_writer, _known, faults);
        _known.Load(_writer);
    }

    /// <summary>What names this store for ever. // wire reference 1.1</summary>
    public string ClusterId { get; }

    /// <summary>Every database, the ones marked for deletion too.</summary>
    public async Task<IReadOnlyList<DatabaseCatalog>> ListDatabasesAsync(CancellationToken cancellationToken)
    {
        using Turn turn = await TakeTurnAsync(cancellationToken);
        return [.. _known.Databases];
    }

    public async Task CreateDatabaseAsync(string name, TimeSpan? retention, CancellationToken cancellationToken)
    {
        using Turn turn = await TakeTurnAsync(cancellationToken);
        Refuse.When(_known.Find(name) is not null, () => StoreException.AlreadyExists(StoreErrorKind.DatabaseExists));
        DatabaseCatalog database = _known.NewDatabase(name) with { Retention = retention };
        _writer.InTransaction(() => CatalogStore.AddDatabase(_writer, database));
        _known.Add(database);
    }

    public async Task SetRetentionAsync(string name, TimeSpan? retention, CancellationToken cancellationToken)
    {
        using Turn turn = await TakeTurnAsync(cancellationToken);
        DatabaseCatalog former = _known.Require(name);
        DatabaseCatalog database = former with { Retention = retention };
        _writer.InTransaction(() => CatalogStore.UpdateDatabase(_writer, database));
        _known.Replace(former, database);
    }

    /// <summary>
    /// The name is free at once; the database stays listed under a name with the time in it, and can be read under it unless its data is purged. // wire
    /// reference 6.1
    /// </summary>
    public async Task DeleteDatabaseAsync(string name, bool purge, CancellationToken cancellationToken)
    {
        using Turn turn = await TakeTurnAsync(cancellationToken);
        DatabaseCatalog database = _known.Require(name);
        DatabaseCatalog deleted = database with { Name = _known.DeletedName(name, _known.Find), Deleted = true };
        TableSchema[] purged = purge ? [.. database.ByName.Values] : [];
        _writer.InTransaction(() =>
        {
            foreach (TableSchema table in purged)
            {
                CatalogStore.RemoveTable(_writer, table);
            }

            CatalogStore.UpdateDatabase(_writer, deleted);
        });
        _known.Replace(database, deleted);
        Array.ForEach(purged, _known.Remove);
    }

    /// <summary>Creates a table without rows, with its tags and fields in the order given, and its database if there is none.</summary>
    public async Task CreateTableAsync(
        string databaseName,
        string name,
        IReadOnlyList<(string Name, ColumnKind Kind)> columns,
        CancellationToken cancellationToken)
    {
        using Turn turn = await TakeTurnAsync(cancellationToken);
        Refuse.When(name.Length == 0, () => new StoreException(StoreErrorKind.SchemaInvalid, "table name cannot be empty"));
        (DatabaseCatalog database, bool isNew) = Writable(databaseName);
        Refuse.When(database.FindTable(name) is not null, () => StoreException.AlreadyExists(StoreErrorKind.TableExists));
        TableBatch batch = new(_known.NewTable(database, name), isNew: true, _options);
        foreach ((string column, ColumnKind kind) in columns)
        {
            if (batch.Declare(column, kind) is string refusal)
            {
                throw new StoreException(StoreErrorKind.SchemaInvalid, refusal);
            }
        }

        Commit(database, isNew, [batch]);
    }

    /// <summary>The name is free at once; the table stays listed and readable under a name with the time in it. // wire reference 6.1</summary>
    public async Task DeleteTableAsync(string databaseName, string name, CancellationToken cancellationToken)
    {
        using Turn turn = await TakeTurnAsync(cancellationToken);
        DatabaseCatalog database = _known.Require(databaseName);
        if (database.FindTable(name) is not { Deleted: false } table)
        {
            throw new StoreException(StoreErrorKind.TableNotFound, $"table not found: {name}");
        }

        TableSchema deleted = table with { Name = _known.DeletedName(name, database.FindTable), Deleted = true };
        _writer.InTransaction(() => CatalogStore.MarkDeleted(_writer, deleted));
        _known.Remove(table);
        _known.Set(deleted);
    }

    /// <summary>Stores the good lines; the database, tables and columns they name come into being.</summary>
    /// <exception cref="StoreException">The database may not be written or created.</exception>
    public async Task<WriteOutcome> WriteAsync(LinesBody request, CancellationToken cancellationToken)
    {
        using Turn turn = await TakeTurnAsync(cancellationToken);
        (DatabaseCatalog database, bool isNew) = Writable(request.Database);
        _buffer.Follow();
        _buffer.FinishSnapshot();
        WriteBatch batch = new(database.FindTable, name => _known.NewTable(database, name), _known.CountLive, _options);
        batch.Read(request, _options.Clock.GetUtcNow().ToNanoseconds());
        bool refused = batch.Errors.Count > 0 && !request.AcceptPartial;
        if (!refused && batch.Tables.Count + batch.Errors.Count > 0)
        {
            Commit(database, isNew, batch.Tables);
        }

        return new WriteOutcome(refused ? 0 : batch.Tables.Sum(table => (long)table.Rows), batch.Errors);
    }

    /// <summary>Opens a snapshot in which every key is unique and expired rows are gone.</summary>
    /// <exception cref="StoreException">There is no such database.</exception>
    public async Task<StoreReader> OpenReaderAsync(string databaseName, CancellationToken cancellationToken)
    {
        using Turn turn = await TakeTurnAsync(cancellationToken);
        _buffer.Follow();
        _buffer.MoveOn();
        DatabaseCatalog database = _known.Find(databaseName) ?? throw StoreException.DatabaseNotFound(databaseName);
        _known.MergeDuplicates(_writer, _buffer.IsOn ? [] : database.ByName.Values, _faults.StaleOverwrite);
        DateTimeOffset now = _options.Clock.GetUtcNow();
        return _readers.Open(_known.Find(databaseName)!.At(now, showsFiles: !_faults.NoParquetFiles, _buffer.IsOn ? _buffer.View : null));
    }

    /// <summary>Begins to write the buffer into files unless that is under way, and writes so many; null writes all.</summary>
    public async Task SnapshotAsync(int? files, CancellationToken cancellationToken)
    {
        using Turn turn = await TakeTurnAsync(cancellationToken);
        _buffer.Follow();
        _buffer.Snapshot(files);
    }

    /// <summary>Opens a snapshot of the database <c>_internal</c>, which tells about all others, and reads no table.</summary>
    public async Task<StoreReader> OpenInternalReaderAsync(CancellationToken cancellationToken)
    {
        using Turn turn = await TakeTurnAsync(cancellationToken);
        return _readers.Open(DatabaseCatalog.Internal(_known.Databases));
    }

    public void Dispose()
    {
        _readers.Dispose();
        _writer.Dispose();
        _writing.Dispose();
    }

    private async Task<Turn> TakeTurnAsync(CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        return new Turn(_writing);
    }

    // A database that is written to comes into being, unless it is marked for deletion.
    private (DatabaseCatalog Database, bool IsNew) Writable(string name) =>
        _known.Find(name) is not { } database ? (_known.NewDatabase(name), true)
        : !database.Deleted ? (database, false)
        : throw new StoreException(StoreErrorKind.DatabaseDeleted, $"cannot write to soft-deleted database '{name}' - it is marked for deletion");

    private void Commit(DatabaseCatalog database, bool isNew, IReadOnlyCollection<TableBatch> batches)
    {
        _writer.InTransaction(() =>
        {
            if (isNew)
            {
                CatalogStore.AddDatabase(_writer, database);
            }

            foreach (TableBatch batch in batches)
            {
                SaveSchema(batch);
                batch.Suspect = TableAppender.Append(_writer, batch, _known.NextSequence);
                _known.NextSequence += batch.Rows;
            }
        });
        if (isNew)
        {
            _known.Add(database);
        }

        foreach (TableBatch batch in batches)
        {
            TableSchema table = batch.Table;
            _buffer.Add(table);
            TimeBlocks blocks = table.Blocks.With(batch.Blocks());
            if (batch.ChangesSchema || blocks != table.Blocks || batch.Suspect != table.Suspect || batch.Ruined.Count > 0)
            {
                table = table with { Blocks = blocks, Ruined = table.Ruined.With(batch.Ruined), Suspect = batch.Suspect };
                _known.Set(batch.ChangesSchema ? table with { Stored = [.. batch.Columns.Select(column => column.Column)] } : table);
            }
        }
    }

    private void SaveSchema(TableBatch batch)
    {
        if (batch.IsNew)
        {
            CatalogStore.AddTable(_writer, batch.Table);
        }

        foreach ((int ordinal, ColumnBatch column) in batch.Columns.Index().Where(column => column.Item.IsNew))
        {
            CatalogStore.AddColumn(_writer, batch.Table, column.Column, ordinal);
        }
    }

    /// <summary>The time in which nobody else writes.</summary>
    private readonly record struct Turn(SemaphoreSlim Writing) : IDisposable
    {
        public void Dispose() => Writing.Release();
    }
}
