using InfluxDownsample.LocalServer.Faults;
using InfluxDownsample.LocalServer.Query.Execution;
using InfluxDownsample.LocalServer.Storage;
using InfluxDownsample.LocalServer.Storage.Catalog;

namespace InfluxDownsample.LocalServer.Query;

/// <summary>From a client's text to a running query: find the database, take a snapshot, plan.</summary>
internal sealed class QueryRunner
{
    private readonly Store _store;
    private readonly LocalServerOptions _options;
    private readonly FaultSettings _faults;
    private readonly TimeProvider _clock;
    private readonly QueryExecutor _executor;
    private readonly Func<RequestLanguage, IQueryPlanner> _plannerOf;

    public QueryRunner(Store store, LocalServerOptions options, FaultSettings faults, Func<RequestLanguage, IQueryPlanner> plannerOf)
    {
        _store = store;
        _options = options;
        _faults = faults;
        _clock = options.Clock;
        _executor = new QueryExecutor(options.RowsPerBatch);
        _plannerOf = plannerOf;
    }

    /// <exception cref="QueryException">No such database, or the query can't be planned.</exception>
    public Task<OpenQuery> StartAsync(QueryRequest request, CancellationToken cancellationToken) => StartAsync(
        request.Database,
        (catalog, now) => _plannerOf(request.Language).Plan(request.Text, request.Parameters, catalog, now),
        cancellationToken);

    /// <summary>Plans on a snapshot of the database.</summary>
    /// <exception cref="QueryException">No such database, or the query can't be planned.</exception>
    public async Task<OpenQuery> StartAsync(string database, Func<IDatabaseCatalog, long, QueryPlan> plan, CancellationToken cancellationToken)
    {
        await Task.Delay(_faults.DelayMilliseconds, cancellationToken);
        StoreReader reader = await OpenAsync(database, cancellationToken);
        try
        {
            long now = _clock.GetUtcNow().ToNanoseconds();
            QueryPlan planned = plan(reader.Catalog, now);
            RefuseManyFiles(planned.Scans);
            RefuseRuinedBlocks(planned.Scans);
            return new OpenQuery(reader, ConstantColumns.Settle(planned, reader.Connection), _executor);
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <summary>Plans over the list of databases, the ones marked for deletion too.</summary>
    public async Task<OpenQuery> StartOnServerAsync(Func<IReadOnlyList<StoredDatabase>, QueryPlan> plan, CancellationToken cancellationToken)
    {
        IReadOnlyList<StoredDatabase> databases = await _store.ListDatabasesAsync(cancellationToken);
        return new OpenQuery(await _store.OpenServerReaderAsync(cancellationToken), plan(databases), _executor);
    }

    private async Task<StoreReader> OpenAsync(string database, CancellationToken cancellationToken)
    {
        try
        {
            return database == InternalCatalog.DatabaseName
                ? await _store.OpenInternalReaderAsync(cancellationToken)
                : await _store.OpenReaderAsync(database, cancellationToken);
        }
        catch (StoreException unknown)
        {
            throw new QueryException(QueryErrorKind.DatabaseNotFound, unknown.Message, QueryPhase.LogicalPlanning, unknown);
        }
    }

    // wire reference 5.2
    private static void RefuseRuinedBlocks(IReadOnlyList<ScannedTable> scans)
    {
        if (scans.Any(scan => scan.Table.IsRuined(scan.Range.Lower, scan.Range.Upper)))
        {
            throw new QueryException(
                QueryErrorKind.Execution,
                "Execution error: error getting batches Error creating record batch: Invalid argument error: all columns in a record batch must have the same length",
                QueryPhase.PhysicalPlanning);
        }
    }

    // Each reading of a table is judged by itself, and the number told is the limit, not the count. // wire reference 1.6
    private void RefuseManyFiles(IReadOnlyList<ScannedTable> scans)
    {
        int limit = _faults.QueryFileLimit ?? _options.QueryFileLimit;
        if (limit > 0 && scans.Any(scan => scan.Files >= limit))
        {
            throw new QueryException(
                QueryErrorKind.FileLimit,
                _options.Like == CoreVersion.Core36
                    ? $"External error: Query would exceed file limit of {limit} parquet files. Please specify a smaller time range for your query."
                    : $"External error: Query would scan {limit} Parquet files, exceeding the file limit. InfluxDB 3 Core caps file access to prevent performance "
                + "degradation and memory issues. Use a narrower time range, or increase the limit with --query-file-limit (this may cause slower queries or instability).",
                QueryPhase.PhysicalPlanning);
        }
    }
}
