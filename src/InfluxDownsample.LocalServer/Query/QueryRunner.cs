using InfluxDownsample.LocalServer.Faults;
using InfluxDownsample.LocalServer.Storage;

namespace InfluxDownsample.LocalServer.Query;

/// <summary>From a client's text to a running query: find the database, take a snapshot, plan.</summary>
internal sealed class QueryRunner
{
    // The number is the limit, not the count. // wire reference 1.6
    private const string FileLimitText =
        "External error: Query would scan 432 Parquet files, exceeding the file limit. InfluxDB 3 Core caps file access to prevent performance degradation and memory issues. "
        + "Use a narrower time range, or increase the limit with --query-file-limit (this may cause slower queries or instability).";

    private readonly Store _store;
    private readonly FaultSettings _faults;
    private readonly TimeProvider _clock;
    private readonly QueryExecutor _executor;
    private readonly Func<QueryLanguage, IQueryPlanner> _plannerOf;

    public QueryRunner(Store store, LocalServerOptions options, FaultSettings faults, Func<QueryLanguage, IQueryPlanner> plannerOf)
    {
        _store = store;
        _faults = faults;
        _clock = options.Clock;
        _executor = new QueryExecutor(options.RowsPerBatch);
        _plannerOf = plannerOf;
    }

    /// <exception cref="QueryException">No such database, or the query can't be planned.</exception>
    public async Task<RunningQuery> StartAsync(QueryRequest request, CancellationToken cancellationToken)
    {
        await Task.Delay(_faults.DelayMilliseconds, cancellationToken);
        StoreReader reader = await OpenAsync(request.Database, cancellationToken);
        try
        {
            long now = _clock.GetUtcNow().ToNanoseconds();
            QueryPlan plan = _plannerOf(request.Language).Plan(request.Text, request.Parameters, reader.Catalog, now);
            RefuseLongRanges(plan.Scanned, now);
            return new RunningQuery(reader, plan, _executor);
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    private async Task<StoreReader> OpenAsync(string database, CancellationToken cancellationToken)
    {
        try
        {
            return await _store.OpenReaderAsync(database, cancellationToken);
        }
        catch (StoreException unknown)
        {
            throw new QueryException(QueryErrorKind.DatabaseNotFound, unknown.Message, QueryPhase.LogicalPlanning, unknown);
        }
    }

    private void RefuseLongRanges(ScannedRange? range, long now)
    {
        if (_faults.MaxQueryHours is not double hours || range is null)
        {
            return;
        }

        // An open start reads everything there is.
        Int128 scanned = range.FromNanoseconds is long from ? (Int128)(range.ToNanoseconds ?? now) - from : Int128.MaxValue;
        if (scanned > (Int128)(hours * 3.6e12))
        {
            throw new QueryException(QueryErrorKind.FileLimit, FileLimitText, QueryPhase.PhysicalPlanning);
        }
    }
}
