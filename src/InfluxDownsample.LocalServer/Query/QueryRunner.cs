using InfluxDownsample.LocalServer.InfluxQl;
using InfluxDownsample.LocalServer.Sql;

namespace InfluxDownsample.LocalServer.Query;

/// <summary>From a client's text to a running query: find the database, take a snapshot, plan.</summary>
internal sealed class QueryRunner(Store store, LocalServerOptions options, FaultSettings faults)
{
    private readonly SqlPlanner _sql = new(options.Like);
    private readonly QueryExecutor _executor = new(options.RowsPerBatch);

    /// <exception cref="QueryException">No such database, or the query can't be planned.</exception>
    public Task<OpenQuery> StartAsync(QueryRequest request, CancellationToken cancellationToken) => StartAsync(
        request.Database,
        (catalog, now) => request.Language == RequestLanguage.Sql
            ? _sql.Plan(request.Text, request.Parameters, catalog, now)
            : InfluxQlPlanner.Plan(request.Text, request.Parameters, catalog, now),
        cancellationToken);

    /// <summary>Plans on a snapshot of the database.</summary>
    /// <exception cref="QueryException">No such database, or the query can't be planned.</exception>
    public async Task<OpenQuery> StartAsync(string database, Func<DatabaseCatalog, long, QueryPlan> plan, CancellationToken cancellationToken)
    {
        await Task.Delay(faults.DelayMilliseconds, cancellationToken);
        StoreReader reader = await OpenAsync(database, cancellationToken);
        try
        {
            long now = options.Clock.GetUtcNow().ToNanoseconds();
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
    public async Task<OpenQuery> StartOnServerAsync(Func<IReadOnlyList<DatabaseCatalog>, QueryPlan> plan, CancellationToken cancellationToken)
    {
        IReadOnlyList<DatabaseCatalog> databases = await store.ListDatabasesAsync(cancellationToken);
        return new OpenQuery(await store.OpenInternalReaderAsync(cancellationToken), plan(databases), _executor);
    }

    private async Task<StoreReader> OpenAsync(string database, CancellationToken cancellationToken)
    {
        try
        {
            return database == DatabaseCatalog.InternalName
                ? await store.OpenInternalReaderAsync(cancellationToken)
                : await store.OpenReaderAsync(database, cancellationToken);
        }
        catch (StoreException unknown)
        {
            throw new QueryException(QueryErrorKind.DatabaseNotFound, unknown.Message, QueryPhase.LogicalPlanning, unknown);
        }
    }

    // wire reference 5.2
    private static void RefuseRuinedBlocks(IReadOnlyList<ScannedTable> scans) =>
        Refuse.When(scans.Any(scan => scan.Table.IsRuined(scan.Range.Lower, scan.Range.Upper)), () => new QueryException(
            QueryErrorKind.Execution,
            "Execution error: error getting batches Error creating record batch: Invalid argument error: "
                + "all columns in a record batch must have the same length",
            QueryPhase.PhysicalPlanning));

    // Each reading of a table is judged by itself, and the number told is the limit, not the count. // wire reference 1.6
    private void RefuseManyFiles(IReadOnlyList<ScannedTable> scans)
    {
        int limit = faults.QueryFileLimit ?? options.QueryFileLimit;
        string told = options.Like == CoreVersion.Core36
            ? $"Query would exceed file limit of {limit} parquet files. Please specify a smaller time range for your query."
            : $"Query would scan {limit} Parquet files, exceeding the file limit. InfluxDB 3 Core caps file access to prevent performance degradation and "
                + "memory issues. Use a narrower time range, or increase the limit with --query-file-limit (this may cause slower queries or instability).";
        Refuse.When(limit > 0 && scans.Any(scan => scan.Files >= limit),
            () => new QueryException(QueryErrorKind.FileLimit, "External error: " + told, QueryPhase.PhysicalPlanning));
    }
}
