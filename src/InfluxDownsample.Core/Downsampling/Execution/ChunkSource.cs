using System.Globalization;
using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Query;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>
/// Reads chunks: what the source gives, and what the target holds. While a server moves rows from its buffer to files, its queries miss some without a
/// sign (wire reference 5.9): a chunk counts as read only when its rows are as many some time later, with no file added between. Where there is nothing for
/// long, only its ends are asked for.
/// </summary>
internal sealed class ChunkSource : IDisposable
{
    // So often a chunk is read before it is given up.
    private const int MaxReads = SettledLook.MaxPairs;

    // While reads settle, so many chunks are read ahead.
    private const int ChunksAhead = 16;

    private readonly DownsampleJob _job;
    private readonly DownsamplePreparation _preparation;
    private readonly ChunkQueries _queries;
    private readonly ChunkReader _computed;
    private readonly ChunkReader _counted;
    private readonly SemaphoreSlim _turns;
    private readonly Action<string> _verbose;

    /// <param name="job">The job.</param>
    /// <param name="preparation">What is known of it.</param>
    /// <param name="verbose">Hears of repetitions and halved chunks.</param>
    public ChunkSource(DownsampleJob job, DownsamplePreparation preparation, Action<string> verbose)
    {
        _job = job;
        _preparation = preparation;
        _queries = preparation.Queries;
        _verbose = verbose;
        _turns = new SemaphoreSlim(job.ThrottleLimit);
        _computed = new ChunkReader(job.Source.Client.Query, job.Source.Database, job.Timeout, job.Retry, verbose);
        _counted = new ChunkReader(job.Source.Client.Query, job.Source.Database, job.Timeout, job.Retry, verbose);
        Target = new ChunkReader(job.Target.Client.Query, job.Target.Database, job.Timeout, job.Retry, verbose);
        Counter = new RowCounter(job, preparation, _counted, Target);
    }

    /// <summary>Reads the target.</summary>
    public ChunkReader Target { get; }

    /// <summary>Counts rows of both.</summary>
    public RowCounter Counter { get; }

    /// <summary>Queries of source and target that were repeated.</summary>
    public long Retries => _computed.Retries + _counted.Retries + Target.Retries;

    /// <summary>Aggregate queries that were answered.</summary>
    public long Queries => _computed.Queries;

    public void Dispose() => _turns.Dispose();

    /// <summary>The chunks in order, read ahead.</summary>
    /// <param name="chunks">The chunks.</param>
    /// <param name="sourceLast">The time of the source's last row, when it is known; chunks after it are not queried.</param>
    /// <param name="cancellationToken">Ends the queries.</param>
    public IAsyncEnumerable<ReadChunk> RunAsync(IReadOnlyList<DownsampleChunk> chunks, long? sourceLast, CancellationToken cancellationToken)
    {
        EmptyStretches source = SourceStretches(chunks, sourceLast, cancellationToken);
        EmptyStretches target = TargetStretches(chunks, cancellationToken);
        int ahead = _job.ThrottleLimit + (_job.SettleTime > TimeSpan.Zero ? ChunksAhead : 1);
        return ChunkPipeline.RunAsync(chunks, ahead, (chunk, token) => ReadAsync(chunk, source, target, token), cancellationToken);
    }

    /// <summary>The windows of a chunk: computed points beside stored ones.</summary>
    public IEnumerable<WindowPair> WindowsOf(ReadChunk read)
    {
        long shift = _queries.ShiftOf(read.Chunk);
        long computedShift = _queries.ComputedShiftOf(read.Chunk);
        // Made on the reading side: converting is work, and its errors are the run's.
        return WindowPair.Read(
            read.Chunk,
            WindowRows.Read(read.Computed.Select(batch => _preparation.Shape.Shape(batch, computedShift)), shift),
            WindowRows.Read(read.Stored, shift));
    }

    /// <summary>Reads what the target holds of a chunk; nothing when there is no target.</summary>
    public async Task<IReadOnlyDictionary<long, IReadOnlyList<PointRow>>> ReadStoredAsync(DownsampleChunk chunk, CancellationToken cancellationToken)
    {
        List<PointBatch> stored = await ReadStoredBatchesAsync(chunk with { IsRecheck = true }, cancellationToken).ConfigureAwait(false);
        return WindowRows.ByStart(stored, _queries.ShiftOf(chunk));
    }

    /// <summary>Reads what the target holds of one series of a chunk.</summary>
    public async Task<IReadOnlyDictionary<long, IReadOnlyList<PointRow>>> ReadSeriesAsync(
        DownsampleChunk chunk, IEnumerable<(string, string?)> tags, CancellationToken cancellationToken)
    {
        long shift = _queries.ShiftOf(chunk);
        InfluxQuery Query(DownsampleChunk part)
            => _queries.Stored(part.From + shift, part.To + shift, _preparation.Shape.Schema, _preparation.Target!, descending: false, tags);
        return WindowRows.ByStart(await Target.ReadAsync(chunk, Query, shift, cancellationToken).ConfigureAwait(false), shift);
    }

    /// <summary>Counts the points that a chunk's aggregate query gives.</summary>
    public async Task<long> CountPointsAsync(DownsampleChunk chunk, CancellationToken cancellationToken)
        => (await ReadComputedAsync(chunk, cancellationToken).ConfigureAwait(false)).Sum(batch => (long)batch.RowCount);

    /// <summary>The error that reads never agreed.</summary>
    public static InfluxException NotSettled(string what, TimeSpan settleTime, string table)
        => new(InfluxErrorId.SourceUnstable, string.Create(
            CultureInfo.InvariantCulture, $"{what} did not settle: {MaxReads} times two reads, {settleTime.TotalSeconds:0.#} s apart, did not agree."))
        {
            Target = table,
            Advice = "Rows still come in for that time, or the server is moving them to files. Use a longer -Delay, or run again later.",
        };

    private EmptyStretches SourceStretches(IReadOnlyList<DownsampleChunk> chunks, long? sourceLast, CancellationToken cancellationToken)
    {
        Window range = Around(chunks.Select(SourceSpan));
        EmptyStretches stretches = Stretches(_queries.SearchSource(_job, cancellationToken), range, _preparation.SourceFiles, _job.Source);
        if (sourceLast is { } last)
        {
            stretches.Add(new Window(last + 1, range.End));
        }

        return stretches;
    }

    private EmptyStretches TargetStretches(IReadOnlyList<DownsampleChunk> chunks, CancellationToken cancellationToken)
    {
        TimeRangeSearch search = _queries.SearchTarget(_job, _preparation.Shape.Schema, _preparation.Target, cancellationToken);
        return Stretches(search, Around(chunks.Where(AsksTarget).Select(StoredSpan)), _preparation.TargetFiles, _job.Target);
    }

    private EmptyStretches Stretches(TimeRangeSearch search, Window range, FileWatch files, MeasurementLocation place) => new(search, range, () =>
    {
        (long, long) seen = files.Seen;
        return async (span, token) =>
        {
            bool isEmpty = await search.FindFirstInAsync(span.Start, span.End, span.End - span.Start).ConfigureAwait(false) is null;
            await files.LookAsync(place.Client, place.Database, _job.Timeout, token).ConfigureAwait(false);
            return isEmpty && seen == files.Seen;
        };
    });

    private static Window Around(IEnumerable<Window> spans) => spans.Aggregate(
        new Window(long.MaxValue, long.MinValue), (all, span) => new Window(Math.Min(all.Start, span.Start), Math.Max(all.End, span.End)));

    // The times of a chunk's rows in the source, and of its points in the target.
    private Window SourceSpan(DownsampleChunk chunk) => new(chunk.QueryFrom + _queries.SourceShift, chunk.QueryTo + _queries.SourceShift);

    private Window StoredSpan(DownsampleChunk chunk) => new(chunk.From + _queries.ShiftOf(chunk), chunk.To + _queries.ShiftOf(chunk));

    private async Task<ReadChunk> ReadAsync(DownsampleChunk chunk, EmptyStretches source, EmptyStretches target, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            // An earlier look tells more than a later one.
            (long, long) sourceFiles = _preparation.SourceFiles.Seen;
            (long, long) targetFiles = _preparation.TargetFiles.Seen;
            Reading reading = await InTurnAsync(token => ReadOnceAsync(chunk, source, target, token), cancellationToken).ConfigureAwait(false);
            bool isWhole = HasAllWritten(reading.Read);
            if (_job.SettleTime <= TimeSpan.Zero || (reading.IsKnown && isWhole))
            {
                return reading.Read;
            }

            await Task.Delay(_job.SettleTime, cancellationToken).ConfigureAwait(false);
            ReadChunk? settled = isWhole
                ? await InTurnAsync(token => SettleAsync(reading, source, target, token), cancellationToken).ConfigureAwait(false) : null;
            if (settled is not null && sourceFiles == _preparation.SourceFiles.Seen && targetFiles == _preparation.TargetFiles.Seen)
            {
                return settled;
            }

            if (!isWhole)
            {
                source.Remove(reading.NoRows);
            }

            string rows = $"The rows from {TimeText.Format(chunk.From)} to {TimeText.Format(chunk.To)}";
            _verbose($"{rows} are not settled; they are read again (read {attempt + 1}).");
            if (attempt == MaxReads)
            {
                throw NotSettled(rows, _job.SettleTime, _job.Source.Measurement);
            }
        }
    }

    private async Task<T> InTurnAsync<T>(Func<CancellationToken, Task<T>> query, CancellationToken cancellationToken)
    {
        await _turns.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await query(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turns.Release();
        }
    }

    private async Task<Reading> ReadOnceAsync(DownsampleChunk chunk, EmptyStretches source, EmptyStretches target, CancellationToken cancellationToken)
    {
        bool asksTarget = AsksTarget(chunk);
        EmptyStretch? noRows = source.Around(SourceSpan(chunk));
        EmptyStretch? noPoints = asksTarget ? target.Around(StoredSpan(chunk)) : null;
        Task<List<PointBatch>> storing = asksTarget && noPoints is null
            ? ReadStoredBatchesAsync(chunk, cancellationToken)
            : Task.FromResult<List<PointBatch>>([]);
        List<PointBatch> computed = noRows is null ? await ReadComputedAsync(chunk, cancellationToken).ConfigureAwait(false) : [];
        List<PointBatch> stored = await storing.ConfigureAwait(false);
        if (noRows is null && computed.Count == 0)
        {
            await source.FollowAsync(SourceSpan(chunk), chunk.IsDescending).ConfigureAwait(false);
        }

        if (asksTarget && noPoints is null && stored.Count == 0)
        {
            await target.FollowAsync(StoredSpan(chunk), chunk.IsDescending).ConfigureAwait(false);
        }

        return new Reading(new ReadChunk(chunk, computed, stored, Counter.RowsOf(computed)), noRows, noPoints)
        {
            IsKnown = noRows is { IsConfirmed: true } && chunk.CountFrom is null && (!asksTarget || noPoints is { IsConfirmed: true }),
        };
    }

    // The chunk with what was counted; null when its rows are not as many as they were read.
    private async Task<ReadChunk?> SettleAsync(Reading reading, EmptyStretches source, EmptyStretches target, CancellationToken cancellationToken)
    {
        ReadChunk read = reading.Read;
        if (reading.NoRows is null || read.Chunk.CountFrom is not null)
        {
            IReadOnlyDictionary<long, long> rows = await Counter.CountAsync(read.Chunk.WithCountedBefore(), cancellationToken).ConfigureAwait(false);
            if (!IsSame(rows.Where(window => window.Key >= read.Chunk.From), read.Rows))
            {
                source.Remove(reading.NoRows);
                return null;
            }

            read = read with { RowsBefore = read.Chunk.CountFrom is null ? null : rows.Where(window => window.Key < read.Chunk.From).ToDictionary() };
        }
        else if (!await reading.NoRows.ConfirmAsync(cancellationToken).ConfigureAwait(false))
        {
            source.Remove(reading.NoRows);
            return null;
        }

        if (reading.NoPoints is null)
        {
            long stored = read.Stored.Sum(batch => (long)batch.RowCount);
            return !AsksTarget(read.Chunk) || await Counter.CountStoredAsync(read.Chunk, cancellationToken).ConfigureAwait(false) == stored ? read : null;
        }

        if (!await reading.NoPoints.ConfirmAsync(cancellationToken).ConfigureAwait(false))
        {
            target.Remove(reading.NoPoints);
            return null;
        }

        return read;
    }

    // A filter may leave rows out.
    private bool HasAllWritten(ReadChunk read)
        => _job.Aggregation.Filters.Count > 0 || _preparation.Source.Coverage?.Written is not { } written || read.HasAllOf(written);

    private static bool IsSame(IEnumerable<KeyValuePair<long, long>> counted, IReadOnlyDictionary<long, long> read)
        => counted.ToDictionary() is var rows && rows.Count == read.Count
            && rows.All(window => read.TryGetValue(window.Key, out long count) && count == window.Value);

    private Task<List<PointBatch>> ReadComputedAsync(DownsampleChunk chunk, CancellationToken cancellationToken)
        => _computed.ReadAsync(chunk, _queries.Compute, _queries.SourceShift, cancellationToken);

    private bool AsksTarget(DownsampleChunk chunk) => chunk.IsRecheck && _preparation.Target is not null;

    private async Task<List<PointBatch>> ReadStoredBatchesAsync(DownsampleChunk chunk, CancellationToken cancellationToken)
    {
        InfluxQuery Query(DownsampleChunk part) => _queries.Stored(part, _preparation.Shape.Schema, _preparation.Target!);
        return AsksTarget(chunk) ? await Target.ReadAsync(chunk, Query, _queries.ShiftOf(chunk), cancellationToken).ConfigureAwait(false) : [];
    }

    /// <summary>A chunk as it was read once, with the stretches without rows or points in which it lies where it was not queried.</summary>
    private sealed record Reading(ReadChunk Read, EmptyStretch? NoRows, EmptyStretch? NoPoints)
    {
        /// <summary>Whether nothing of it was queried, because others have found out twice that there is nothing.</summary>
        public bool IsKnown { get; init; }
    }
}
