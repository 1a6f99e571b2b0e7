using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>
/// Reads chunks: what the source gives, and what the target holds. While a server moves rows from its buffer to files, its queries miss some without a
/// sign (wire reference 5.9): a chunk counts as read only when its rows are as many some time later, with no file added between.
/// </summary>
internal sealed class ChunkSource : IDisposable
{
    // So often a chunk is read before it is given up.
    private const int MaxReads = 15;

    // While reads settle, so many chunks are read ahead.
    private const int ChunksAhead = 16;

    private readonly DownsampleJob _job;
    private readonly DownsamplePreparation _preparation;
    private readonly ChunkReader _computed;
    private readonly ChunkReader _counted;
    private readonly ChunkReader _stored;
    private readonly FilesQuery _filesQuery;
    private readonly SemaphoreSlim _queries;
    private readonly Action<string> _verbose;

    // How many files there were when last asked; less than none where the server does not show them.
    private long _files;

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
        _stored = new ChunkReader(job.Target.Client.Query, job.Target.Database, job.Timeout, job.Retry, verbose);
        _filesQuery = JobTables.FilesOf(job);
        _files = preparation.Files ?? -1;
    }

    /// <summary>The time of the source's last row; chunks after it are only counted. Null queries all.</summary>
    public long? SourceLast { get; set; }

    /// <summary>The last run's windows and their raw rows, to be counted together with the chunk that follows them; null when they are not, or have been.</summary>
    public (Window Span, long Rows)? Recount { get; set; }

    /// <summary>The last run's windows when their raw rows are not as many as they were.</summary>
    public Window? Changed { get; private set; }

    /// <summary>Queries of source and target that were repeated.</summary>
    public long Retries => _computed.Retries + _counted.Retries + _stored.Retries;

    /// <summary>Aggregate queries that were answered.</summary>
    public long Queries => _computed.Queries;

    /// <summary>Whether a chunk may have rows.</summary>
    public bool MayHaveRows(DownsampleChunk chunk) => SourceLast is not { } last || last >= chunk.QueryFrom;

    public void Dispose() => _queries.Dispose();

    /// <summary>The chunks in order, read ahead.</summary>
    public IAsyncEnumerable<ReadChunk> RunAsync(IEnumerable<DownsampleChunk> chunks, CancellationToken cancellationToken)
        => ChunkPipeline.RunAsync(chunks, _job.ThrottleLimit + (_job.SettleTime > TimeSpan.Zero ? ChunksAhead : 1), ReadAsync, cancellationToken);

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

    private async Task<ReadChunk> ReadAsync(DownsampleChunk chunk, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            // An earlier look tells more than a later one.
            long files = Interlocked.Read(ref _files);
            ReadChunk read = await InTurnAsync(token => ReadOnceAsync(chunk, token), cancellationToken).ConfigureAwait(false);
            if (_job.SettleTime <= TimeSpan.Zero)
            {
                return read;
            }

            await Task.Delay(_job.SettleTime, cancellationToken).ConfigureAwait(false);
            bool isSettled = await InTurnAsync(token => IsSettledAsync(read, token), cancellationToken).ConfigureAwait(false);
            if (isSettled && files == Interlocked.Read(ref _files))
            {
                return read;
            }

            _verbose($"The rows from {TimeText.Format(chunk.From)} to {TimeText.Format(chunk.To)} are not settled; they are read again (read {attempt + 1}).");
            if (attempt == MaxReads)
            {
                throw new InfluxException(InfluxErrorId.SourceUnstable,
                    $"The rows from {TimeText.Format(chunk.From)} to {TimeText.Format(chunk.To)} did not settle: {MaxReads} times two reads of them, {_job.SettleTime.TotalSeconds:0.#} s apart, did not agree.")
                {
                    Target = _job.Source.Measurement,
                    Advice = "Rows still come in for that time, or the server is moving them to files. Use a longer -Delay, or run again later.",
                };
            }
        }
    }

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

    private async Task<ReadChunk> ReadOnceAsync(DownsampleChunk chunk, CancellationToken cancellationToken)
    {
        Task<List<PointBatch>> stored = ReadStoredBatchesAsync(chunk, cancellationToken);
        List<PointBatch> computed = MayHaveRows(chunk) ? await ReadComputedAsync(chunk, cancellationToken).ConfigureAwait(false) : [];
        return new ReadChunk(chunk, computed, await stored.ConfigureAwait(false), CountRows(chunk, computed));
    }

    private async Task<bool> IsSettledAsync(ReadChunk read, CancellationToken cancellationToken)
    {
        Dictionary<long, long> rows = await CountWithLastAsync(read.Chunk, cancellationToken).ConfigureAwait(false);
        if (!Equal(rows, read.Rows))
        {
            // Then there are rows after what was taken for the last.
            SourceLast = rows.Count > 0 && !MayHaveRows(read.Chunk) ? null : SourceLast;
            return false;
        }

        return !AsksTarget(read.Chunk)
            || (await ReadStoredBatchesAsync(read.Chunk, cancellationToken).ConfigureAwait(false)).Sum(batch => batch.RowCount) == read.Stored.Sum(batch => batch.RowCount);
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
        Dictionary<long, long> rows = [];
        try
        {
            FilesQuery? files = Interlocked.Read(ref _files) < 0 ? null : _filesQuery;
            foreach (PointBatch batch in await AllAsync(_counted.ReadAsync(chunk, part => _preparation.Queries.Count(part, files), Shift(chunk), cancellationToken), cancellationToken).ConfigureAwait(false))
            {
                AddRows(rows, batch, Shift(chunk));
            }

            return rows;
        }
        catch (InfluxException exception) when (Interlocked.Read(ref _files) >= 0 && FilesQuery.IsHidden(exception))
        {
            Interlocked.Exchange(ref _files, -1);
            return await CountAsync(chunk, cancellationToken).ConfigureAwait(false);
        }
    }

    private Dictionary<long, long> CountRows(DownsampleChunk chunk, IEnumerable<PointBatch> computed)
    {
        Dictionary<long, long> rows = [];
        foreach (PointBatch batch in computed)
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
                Interlocked.Exchange(ref _files, -1 - count);
                continue;
            }

            long window = batch.GetNanoseconds(row, 0) - shift;
            rows[window] = rows.GetValueOrDefault(window) + count;
        }
    }

    private long Shift(DownsampleChunk chunk) => _preparation.Queries.ShiftOf(chunk) - _preparation.Queries.ComputedShiftOf(chunk);

    private Task<List<PointBatch>> ReadComputedAsync(DownsampleChunk chunk, CancellationToken cancellationToken)
        => AllAsync(_computed.ReadAsync(chunk, _preparation.Queries.Compute, Shift(chunk), cancellationToken), cancellationToken);

    private bool AsksTarget(DownsampleChunk chunk) => chunk.IsRecheck && _preparation.Target is not null;

    private Task<List<PointBatch>> ReadStoredBatchesAsync(DownsampleChunk chunk, CancellationToken cancellationToken)
        => AsksTarget(chunk)
            ? AllAsync(_stored.ReadAsync(chunk, part => _preparation.Queries.Stored(part, _preparation.Shape.Schema, _preparation.Target!), _preparation.Queries.ShiftOf(chunk), cancellationToken), cancellationToken)
            : Task.FromResult<List<PointBatch>>([]);

    // A query that breaks off begins again with the window in which it did: the rows of that window are taken back.
    private static async Task<List<PointBatch>> AllAsync(IAsyncEnumerable<PointBatch> rows, CancellationToken cancellationToken)
    {
        List<PointBatch> batches = [];
        await foreach (PointBatch batch in rows.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (!ReferenceEquals(batch, ChunkReader.WindowAgain))
            {
                batches.Add(batch);
                continue;
            }

            long last = batches[^1].GetNanoseconds(batches[^1].RowCount - 1, 0);
            while (batches.Count > 0)
            {
                PointBatch end = batches[^1];
                int whole = end.RowCount;
                while (whole > 0 && end.GetNanoseconds(whole - 1, 0) == last)
                {
                    whole--;
                }

                batches.RemoveAt(batches.Count - 1);
                if (whole > 0)
                {
                    batches.Add(whole == end.RowCount ? end : end.SelectRows([.. Enumerable.Range(0, whole)]));
                    break;
                }
            }
        }

        return batches;
    }
}
