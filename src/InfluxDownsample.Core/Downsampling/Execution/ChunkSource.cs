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
    public const int MaxReads = 15;

    // While reads settle, so many chunks are read ahead.
    private const int ChunksAhead = 16;

    private readonly DownsampleJob _job;
    private readonly DownsamplePreparation _preparation;
    private readonly ChunkReader _computed;
    private readonly ChunkReader _counted;
    private readonly SemaphoreSlim _queries;
    private readonly Action<string> _verbose;

    private readonly FileWatch _sourceFiles;
    private readonly FileWatch _targetFiles;

    /// <param name="job">The job.</param>
    /// <param name="preparation">What is known of it.</param>
    /// <param name="verbose">Hears of repetitions and halved chunks.</param>
    public ChunkSource(DownsampleJob job, DownsamplePreparation preparation, Action<string> verbose)
    {
        _job = job;
        _preparation = preparation;
        _verbose = verbose;
        _queries = new SemaphoreSlim(job.ThrottleLimit);
        _computed = new ChunkReader(job.Source.Client.Query, job.Source.Database, job.Timeout, job.Retry, verbose);
        _counted = new ChunkReader(job.Source.Client.Query, job.Source.Database, job.Timeout, job.Retry, verbose);
        Target = new ChunkReader(job.Target.Client.Query, job.Target.Database, job.Timeout, job.Retry, verbose);
        _sourceFiles = preparation.SourceFiles;
        _targetFiles = preparation.TargetFiles;
    }

    /// <summary>The time of the source's last row; chunks after it are not queried. Null queries all.</summary>
    public long? SourceLast { get; set; }

    /// <summary>The last run's windows and their raw rows, to be counted together with the chunk that follows them; null when they are not, or have been.</summary>
    public (Window Span, long Rows)? Recount { get; set; }

    /// <summary>The last run's windows when their raw rows are not as many as they were.</summary>
    public Window? Changed { get; private set; }

    /// <summary>Reads the target.</summary>
    public ChunkReader Target { get; }

    /// <summary>Queries of source and target that were repeated.</summary>
    public long Retries => _computed.Retries + _counted.Retries + Target.Retries;

    /// <summary>Aggregate queries that were answered.</summary>
    public long Queries => _computed.Queries;

    /// <summary>Whether a chunk may have rows.</summary>
    public bool MayHaveRows(DownsampleChunk chunk) => SourceLast is not { } last || last >= chunk.QueryFrom;

    public void Dispose() => _queries.Dispose();

    /// <summary>The chunks in order, read ahead.</summary>
    public IAsyncEnumerable<ReadChunk> RunAsync(IReadOnlyList<DownsampleChunk> chunks, CancellationToken cancellationToken)
    {
        EmptyStretches source = SourceStretches(chunks, cancellationToken);
        EmptyStretches target = TargetStretches(chunks, cancellationToken);
        return ChunkPipeline.RunAsync(
            chunks, _job.ThrottleLimit + (_job.SettleTime > TimeSpan.Zero ? ChunksAhead : 1), (chunk, token) => ReadAsync(chunk, source, target, token), cancellationToken);
    }

    /// <summary>The windows of a chunk: computed points beside stored ones.</summary>
    public IEnumerable<WindowPair> WindowsOf(ReadChunk read)
    {
        long shift = _preparation.Queries.ShiftOf(read.Chunk);
        long computedShift = _preparation.Queries.ComputedShiftOf(read.Chunk);
        // Made on the reading side: converting is work, and its errors are the run's.
        return WindowPair.Read(
            read.Chunk,
            WindowRows.Read(read.Computed.Select(batch => _preparation.Shape.Shape(batch, computedShift)), shift),
            WindowRows.Read(read.Stored, shift));
    }

    /// <summary>Reads what the target holds of a chunk; nothing when there is no target.</summary>
    public async Task<IReadOnlyList<WindowRows>> ReadStoredAsync(DownsampleChunk chunk, CancellationToken cancellationToken)
        => [.. WindowRows.Read(await ReadStoredBatchesAsync(chunk with { IsRecheck = true }, cancellationToken).ConfigureAwait(false), _preparation.Queries.ShiftOf(chunk))];

    /// <summary>Reads what the target holds of one series.</summary>
    /// <param name="chunk">The windows.</param>
    /// <param name="tags">The values of the series' tags, null for none.</param>
    /// <param name="cancellationToken">Ends the queries.</param>
    public async Task<IReadOnlyList<WindowRows>> ReadSeriesAsync(DownsampleChunk chunk, IEnumerable<(string, string?)> tags, CancellationToken cancellationToken)
    {
        long shift = _preparation.Queries.ShiftOf(chunk);
        InfluxQuery Query(DownsampleChunk part)
            => _preparation.Queries.Stored(part.From + shift, part.To + shift, _preparation.Shape.Schema, _preparation.Target!, descending: false, tags);
        return [.. WindowRows.Read(await Target.ReadAsync(chunk, Query, shift, cancellationToken).ConfigureAwait(false), shift)];
    }

    /// <summary>Counts the points that a chunk's aggregate query gives.</summary>
    public async Task<long> CountPointsAsync(DownsampleChunk chunk, CancellationToken cancellationToken)
        => (await ReadComputedAsync(chunk, cancellationToken).ConfigureAwait(false)).Sum(batch => (long)batch.RowCount);

    /// <summary>Counts the raw rows of a span of windows.</summary>
    public async Task<long> CountRowsAsync(Window span, CancellationToken cancellationToken)
    {
        long rows = 0;
        foreach (WindowRun run in _job.Grid.Runs(span.Start, span.End))
        {
            rows += (await CountAsync(new DownsampleChunk(run.Start, run.Length, run.Count), cancellationToken).ConfigureAwait(false)).Values.Sum();
        }

        return rows;
    }

    private EmptyStretches SourceStretches(IReadOnlyList<DownsampleChunk> chunks, CancellationToken cancellationToken)
    {
        TimeRangeSearch search = _preparation.Queries.SearchSource(_job, cancellationToken);
        Window range = Around(chunks.Select(SourceSpan));
        EmptyStretches stretches = new(search, range, () =>
        {
            (long, long) files = _sourceFiles.Seen;
            return async (span, token) => (await CountAsync(_preparation.Queries.ChunkOf(span), token).ConfigureAwait(false)).Count == 0 && files == _sourceFiles.Seen;
        });
        if (SourceLast is { } last)
        {
            stretches.Add(new Window(last + 1, range.End));
        }

        return stretches;
    }

    private EmptyStretches TargetStretches(IReadOnlyList<DownsampleChunk> chunks, CancellationToken cancellationToken)
    {
        TimeRangeSearch search = _preparation.Queries.SearchTarget(_job, _preparation.Shape.Schema, _preparation.Target, cancellationToken);
        return new EmptyStretches(search, Around(chunks.Where(AsksTarget).Select(StoredSpan)), () =>
        {
            (long, long) files = _targetFiles.Seen;
            return async (span, token) =>
            {
                bool isEmpty = await search.FindFirstInAsync(span.Start, span.End, span.End - span.Start).ConfigureAwait(false) is null;
                await _targetFiles.LookAsync(_job.Target.Client, _job.Target.Database, _job.Timeout, token).ConfigureAwait(false);
                return isEmpty && files == _targetFiles.Seen;
            };
        });
    }

    private static Window Around(IEnumerable<Window> spans)
        => spans.Aggregate(new Window(long.MaxValue, long.MinValue), (all, span) => new Window(Math.Min(all.Start, span.Start), Math.Max(all.End, span.End)));

    // The times of a chunk's rows in the source, and of its points in the target.
    private Window SourceSpan(DownsampleChunk chunk) => new(chunk.QueryFrom + Shift(chunk), chunk.QueryTo + Shift(chunk));

    private Window StoredSpan(DownsampleChunk chunk) => new(chunk.From + _preparation.Queries.ShiftOf(chunk), chunk.To + _preparation.Queries.ShiftOf(chunk));

    private async Task<ReadChunk> ReadAsync(DownsampleChunk chunk, EmptyStretches source, EmptyStretches target, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            // An earlier look tells more than a later one.
            (long, long) sourceFiles = _sourceFiles.Seen;
            (long, long) targetFiles = _targetFiles.Seen;
            Reading reading = await InTurnAsync(token => ReadOnceAsync(chunk, source, target, token), cancellationToken).ConfigureAwait(false);
            if (_job.SettleTime <= TimeSpan.Zero || reading.IsKnown)
            {
                return reading.Read;
            }

            await Task.Delay(_job.SettleTime, cancellationToken).ConfigureAwait(false);
            bool isSettled = await InTurnAsync(token => IsSettledAsync(reading, source, target, token), cancellationToken).ConfigureAwait(false);
            if (isSettled && sourceFiles == _sourceFiles.Seen && targetFiles == _targetFiles.Seen)
            {
                return reading.Read;
            }

            _verbose($"The rows from {TimeText.Format(chunk.From)} to {TimeText.Format(chunk.To)} are not settled; they are read again (read {attempt + 1}).");
            if (attempt == MaxReads)
            {
                throw NotSettled($"The rows from {TimeText.Format(chunk.From)} to {TimeText.Format(chunk.To)}", _job, _job.Source.Measurement);
            }
        }
    }

    /// <summary>The error that reads never agreed.</summary>
    public static InfluxException NotSettled(string what, DownsampleJob job, string table)
        => new(InfluxErrorId.SourceUnstable, string.Create(CultureInfo.InvariantCulture, $"{what} did not settle: {MaxReads} times two reads, {job.SettleTime.TotalSeconds:0.#} s apart, did not agree."))
        {
            Target = table,
            Advice = "Rows still come in for that time, or the server is moving them to files. Use a longer -Delay, or run again later.",
        };

    private async Task<T> InTurnAsync<T>(Func<CancellationToken, Task<T>> query, CancellationToken cancellationToken)
    {
        await _queries.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await query(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _queries.Release();
        }
    }

    private async Task<Reading> ReadOnceAsync(DownsampleChunk chunk, EmptyStretches source, EmptyStretches target, CancellationToken cancellationToken)
    {
        bool asksTarget = AsksTarget(chunk);
        // What follows the last run is counted with it, rows or not.
        EmptyStretch? noRows = Recount?.Span.End == chunk.From ? null : source.Around(SourceSpan(chunk));
        EmptyStretch? noPoints = asksTarget ? target.Around(StoredSpan(chunk)) : null;
        Task<List<PointBatch>> storing = asksTarget && noPoints is null ? ReadStoredBatchesAsync(chunk, cancellationToken) : Task.FromResult<List<PointBatch>>([]);
        List<PointBatch> computed = noRows is null && MayHaveRows(chunk) ? await ReadComputedAsync(chunk, cancellationToken).ConfigureAwait(false) : [];
        List<PointBatch> stored = await storing.ConfigureAwait(false);
        if (noRows is null && computed.Count == 0 && MayHaveRows(chunk))
        {
            await source.FollowAsync(SourceSpan(chunk), chunk.IsDescending).ConfigureAwait(false);
        }

        if (asksTarget && noPoints is null && stored.Count == 0)
        {
            await target.FollowAsync(StoredSpan(chunk), chunk.IsDescending).ConfigureAwait(false);
        }

        return new Reading(new ReadChunk(chunk, computed, stored, CountRows(chunk, computed)), noRows, noPoints, noRows is { IsConfirmed: true } && (!asksTarget || noPoints is { IsConfirmed: true }));
    }

    private async Task<bool> IsSettledAsync(Reading reading, EmptyStretches source, EmptyStretches target, CancellationToken cancellationToken)
    {
        DownsampleChunk chunk = reading.Read.Chunk;
        if (reading.NoRows is { } noRows)
        {
            if (!await noRows.ConfirmAsync(cancellationToken).ConfigureAwait(false))
            {
                // Then there are rows after what was taken for the last.
                source.Remove(noRows);
                SourceLast = null;
                return false;
            }
        }
        else if (!Equal(await CountWithLastAsync(chunk, cancellationToken).ConfigureAwait(false), reading.Read.Rows))
        {
            SourceLast = MayHaveRows(chunk) ? SourceLast : null;
            return false;
        }

        if (reading.NoPoints is { } noPoints)
        {
            bool isEmpty = await noPoints.ConfirmAsync(cancellationToken).ConfigureAwait(false);
            if (!isEmpty)
            {
                target.Remove(noPoints);
            }

            return isEmpty;
        }

        return !AsksTarget(chunk) || await CountStoredAsync(chunk, cancellationToken).ConfigureAwait(false) == reading.Read.Stored.Sum(batch => (long)batch.RowCount);
    }

    private async Task<Dictionary<long, long>> CountWithLastAsync(DownsampleChunk chunk, CancellationToken cancellationToken)
    {
        if (Recount is not { } last || last.Span.End != chunk.From)
        {
            return await CountAsync(chunk, cancellationToken).ConfigureAwait(false);
        }

        long windows = (last.Span.End - last.Span.Start) / chunk.WindowLength;
        Dictionary<long, long> rows = await CountAsync(
            chunk with { From = last.Span.Start, Windows = chunk.Windows + windows, QueryFrom = last.Span.Start }, cancellationToken).ConfigureAwait(false);
        Changed = rows.Where(window => window.Key < chunk.From).Sum(window => window.Value) == last.Rows ? null : last.Span;
        Recount = null;
        return rows.Where(window => window.Key >= chunk.From).ToDictionary();
    }

    private static bool Equal(Dictionary<long, long> left, IReadOnlyDictionary<long, long> right)
        => left.Count == right.Count && left.All(window => right.TryGetValue(window.Key, out long rows) && rows == window.Value);

    private async Task<Dictionary<long, long>> CountAsync(DownsampleChunk chunk, CancellationToken cancellationToken)
    {
        try
        {
            FilesQuery? files = _sourceFiles.Query;
            return CountRows(chunk, await _counted.ReadAsync(chunk, part => _preparation.Queries.Count(part, files), Shift(chunk), cancellationToken).ConfigureAwait(false));
        }
        catch (InfluxException exception) when (_sourceFiles.IsHidden(exception))
        {
            return await CountAsync(chunk, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<long> CountStoredAsync(DownsampleChunk chunk, CancellationToken cancellationToken)
    {
        try
        {
            FilesQuery? files = _targetFiles.Query;
            List<PointBatch> counted = await Target.ReadAsync(
                chunk, part => _preparation.Queries.CountStored(part, _preparation.Shape.Schema, _preparation.Target!, files), _preparation.Queries.ShiftOf(chunk), cancellationToken).ConfigureAwait(false);
            long rows = 0;
            foreach (PointBatch batch in counted)
            {
                for (int row = 0; row < batch.RowCount; row++)
                {
                    long count = Convert.ToInt64(batch.GetValue(row, 1), null);
                    if (count < 0)
                    {
                        _targetFiles.See(-1 - count);
                    }

                    rows += Math.Max(0, count);
                }
            }

            return rows;
        }
        catch (InfluxException exception) when (_targetFiles.IsHidden(exception))
        {
            return await CountStoredAsync(chunk, cancellationToken).ConfigureAwait(false);
        }
    }

    private Dictionary<long, long> CountRows(DownsampleChunk chunk, IEnumerable<PointBatch> batches)
    {
        Dictionary<long, long> rows = [];
        foreach (PointBatch batch in batches)
        {
            AddRows(rows, batch, Shift(chunk));
        }

        return rows;
    }

    private void AddRows(Dictionary<long, long> rows, PointBatch batch, long shift)
    {
        int column = batch.Schema.IndexOf(_preparation.Queries.RowCount);
        if (column < 0)
        {
            throw new InfluxException(InfluxErrorId.QueryRejected, $"The server's answer lacks the column '{_preparation.Queries.RowCount}'.") { Target = _preparation.Queries.RowCount };
        }

        var counts = batch.Values(column) as WordValues;
        for (int row = 0; row < batch.RowCount; row++)
        {
            long count = counts?.Int64(batch.StoredRow(row)) ?? 0;
            if (count < 0)
            {
                _sourceFiles.See(-1 - count);
                continue;
            }

            long window = batch.GetNanoseconds(row, 0) - shift;
            rows[window] = rows.GetValueOrDefault(window) + count;
        }
    }

    private long Shift(DownsampleChunk chunk) => _preparation.Queries.ShiftOf(chunk) - _preparation.Queries.ComputedShiftOf(chunk);

    private Task<List<PointBatch>> ReadComputedAsync(DownsampleChunk chunk, CancellationToken cancellationToken)
        => _computed.ReadAsync(chunk, _preparation.Queries.Compute, Shift(chunk), cancellationToken);

    private bool AsksTarget(DownsampleChunk chunk) => chunk.IsRecheck && _preparation.Target is not null;

    private Task<List<PointBatch>> ReadStoredBatchesAsync(DownsampleChunk chunk, CancellationToken cancellationToken)
        => AsksTarget(chunk)
            ? Target.ReadAsync(chunk, part => _preparation.Queries.Stored(part, _preparation.Shape.Schema, _preparation.Target!), _preparation.Queries.ShiftOf(chunk), cancellationToken)
            : Task.FromResult<List<PointBatch>>([]);

    /// <summary>A chunk as it was read, with the stretches in which it lies where it was not queried.</summary>
    private sealed record Reading(ReadChunk Read, EmptyStretch? NoRows, EmptyStretch? NoPoints, bool IsKnown);
}
