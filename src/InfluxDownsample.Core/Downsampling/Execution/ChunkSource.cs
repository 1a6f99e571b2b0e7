using System.Runtime.CompilerServices;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>Reads chunks, ahead of the work on them: what the source gives, as points, and what the target holds.</summary>
internal sealed class ChunkSource
{
    private readonly DownsamplePreparation _preparation;
    private readonly ChunkReader _computed;
    private readonly ChunkReader _stored;
    private readonly int _throttleLimit;
    private readonly long? _sourceLast;
    private long _rowsRead;

    /// <param name="job">The job.</param>
    /// <param name="preparation">What is known of it.</param>
    /// <param name="sourceLast">The time of the source's last row; chunks after it are not queried. Null queries all.</param>
    /// <param name="verbose">Hears of repetitions and halved chunks.</param>
    public ChunkSource(DownsampleJob job, DownsamplePreparation preparation, long? sourceLast, Action<string> verbose)
    {
        _preparation = preparation;
        _throttleLimit = job.ThrottleLimit;
        _sourceLast = sourceLast;
        _computed = new ChunkReader(job.Source.Client.Query, job.Source.Database, job.Timeout, job.Retry, verbose);
        _stored = new ChunkReader(job.Target.Client.Query, job.Target.Database, job.Timeout, job.Retry, verbose);
    }

    /// <summary>Rows that the aggregate queries returned.</summary>
    public long RowsRead => Interlocked.Read(ref _rowsRead);

    /// <summary>Queries of source and target that were repeated.</summary>
    public long Retries => _computed.Retries + _stored.Retries;

    /// <summary>Aggregate queries that were answered.</summary>
    public long Queries => _computed.Queries;

    /// <summary>Whether a chunk may have rows.</summary>
    public bool MayHaveRows(DownsampleChunk chunk) => _sourceLast is not { } last || last >= chunk.QueryFrom;

    /// <summary>The chunks in order, with their queries running.</summary>
    public IAsyncEnumerable<ChunkFeed> RunAsync(IEnumerable<DownsampleChunk> chunks, CancellationToken cancellationToken)
        => ChunkFeeds.RunAsync(chunks, _throttleLimit, (feed, token) => feed.FillAsync(ComputeAsync(feed.Chunk, token), StoredOf(feed.Chunk, token), token), cancellationToken);

    /// <summary>The windows of a chunk: computed points beside stored ones.</summary>
    public IAsyncEnumerable<WindowPair> WindowsOf(ChunkFeed feed, CancellationToken cancellationToken)
    {
        long shift = _preparation.Queries.ShiftOf(feed.Chunk);
        return WindowPair.ReadAsync(
            feed.Chunk,
            WindowRows.ReadAsync(PointsOf(feed, cancellationToken), shift, cancellationToken),
            WindowRows.ReadAsync(feed.Stored, shift, cancellationToken),
            cancellationToken);
    }

    /// <summary>Reads what the target holds of a chunk; nothing when there is no target.</summary>
    public IAsyncEnumerable<WindowRows> StoredWindowsOf(DownsampleChunk chunk, CancellationToken cancellationToken)
        => WindowRows.ReadAsync(StoredOf(chunk with { IsRecheck = true }, cancellationToken) ?? Nothing(), _preparation.Queries.ShiftOf(chunk), cancellationToken);

    /// <summary>Counts the rows that a chunk's aggregate query gives.</summary>
    public async Task<long> CountRowsAsync(DownsampleChunk chunk, CancellationToken cancellationToken)
    {
        long rows = 0;
        await foreach (PointBatch batch in ComputeAsync(chunk, cancellationToken).ConfigureAwait(false))
        {
            rows += batch.RowCount;
        }

        return rows;
    }

    // Made on the reading side: converting is work, and its errors are the run's.
    private async IAsyncEnumerable<PointBatch> PointsOf(ChunkFeed feed, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long shift = _preparation.Queries.ComputedShiftOf(feed.Chunk);
        await foreach (PointBatch batch in feed.Computed.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            Interlocked.Add(ref _rowsRead, batch.RowCount);
            yield return ReferenceEquals(batch, ChunkReader.WindowAgain) ? batch : _preparation.Shape.Shape(batch, shift);
        }
    }

    private IAsyncEnumerable<PointBatch> ComputeAsync(DownsampleChunk chunk, CancellationToken cancellationToken)
        => !MayHaveRows(chunk) ? Nothing() : _computed.ReadAsync(chunk, _preparation.Queries.Compute, _preparation.Queries.ShiftOf(chunk) - _preparation.Queries.ComputedShiftOf(chunk), cancellationToken);

    private IAsyncEnumerable<PointBatch>? StoredOf(DownsampleChunk chunk, CancellationToken cancellationToken)
        => chunk.IsRecheck && _preparation.Target is { } target
            ? _stored.ReadAsync(chunk, part => _preparation.Queries.Stored(part, _preparation.Shape.Schema, target), _preparation.Queries.ShiftOf(chunk), cancellationToken)
            : null;

    private static async IAsyncEnumerable<PointBatch> Nothing()
    {
        await Task.CompletedTask.ConfigureAwait(false);
        yield break;
    }
}
