using System.Globalization;
using InfluxDownsample.Core.Connections;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Query;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>
/// Queries chunks. One that the server refuses as too large is halved, down to one window, and the size that worked is kept for the chunks after it.
/// A query whose server is away for a moment is repeated; one that breaks off in the middle goes on with the window in which it did.
/// </summary>
internal sealed class ChunkReader(QueryClient client, string database, TimeSpan? timeout, RetryPolicy retry, Action<string> verbose)
{
    private const long TenMinutes = 600_000_000_000;

    // Intervals of a lower tier.
    private static readonly (string Every, long Minutes)[] s_tiers =
    [
        ("30m", 30), ("1h", 60), ("2h", 120), ("3h", 180), ("6h", 360), ("12h", 720), ("1d", 1440),
    ];

    private long _longest = long.MaxValue;
    private long _queries;
    private long _retries;

    /// <summary>Queries that were answered.</summary>
    public long Queries => Interlocked.Read(ref _queries);

    /// <summary>Queries that were repeated.</summary>
    public long Retries => Interlocked.Read(ref _retries);

    /// <summary>Reads the rows of a chunk in its order.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="queryOf">The query for a part of it.</param>
    /// <param name="shift">How far the time of a row lies behind the start of its window.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    /// <exception cref="InfluxException">The server refused, or failed for good.</exception>
    public async Task<List<PointBatch>> ReadAsync(
        DownsampleChunk chunk, Func<DownsampleChunk, InfluxQuery> queryOf, long shift, CancellationToken cancellationToken)
    {
        List<PointBatch> read = [];
        Stack<DownsampleChunk> pending = new([chunk]);
        int brokenOff = 0;
        while (pending.TryPop(out DownsampleChunk? part))
        {
            long most = Math.Max(1, Interlocked.Read(ref _longest) / part.WindowLength);
            if (part.Windows > most)
            {
                foreach (DownsampleChunk piece in part.Split(most).Reverse())
                {
                    pending.Push(piece);
                }

                continue;
            }

            (IAsyncEnumerator<PointBatch>? rows, bool any) = await StartAsync(part, queryOf(part), cancellationToken).ConfigureAwait(false);
            if (rows is null)
            {
                (DownsampleChunk first, DownsampleChunk second) = part.Halve();
                Remember(first.Windows * part.WindowLength);
                pending.Push(second);
                pending.Push(first);
                continue;
            }

            await using (rows.ConfigureAwait(false))
            {
                Interlocked.Increment(ref _queries);
                int before = read.Count;
                while (any)
                {
                    PointBatch batch = rows.Current;
                    read.Add(batch);
                    (any, InfluxException? failure) = await ContinueAsync(rows).ConfigureAwait(false);
                    if (failure is not null)
                    {
                        // The last window may be in part, and comes again.
                        long done = part.CountBefore(batch.GetNanoseconds(batch.RowCount - 1, 0) - shift);
                        brokenOff = done > 0 ? 1 : brokenOff + 1;
                        pending.Push(RestOf(part, done, brokenOff, failure));
                        TakeBack(read, before, time => part.CountBefore(time - shift) >= done);
                    }
                }
            }
        }

        return read;
    }

    // Rows come in order, so those of the last windows are the last ones.
    private static void TakeBack(List<PointBatch> read, int from, Func<long, bool> isAgain)
    {
        while (read.Count > from)
        {
            PointBatch last = read[^1];
            int whole = last.RowCount;
            while (whole > 0 && isAgain(last.GetNanoseconds(whole - 1, 0)))
            {
                whole--;
            }

            read.RemoveAt(read.Count - 1);
            if (whole > 0)
            {
                read.Add(whole == last.RowCount ? last : last.SelectRows([.. Enumerable.Range(0, whole)]));
                return;
            }
        }
    }

    // Waits for the first batch and says whether there is one. Null: too large, and can be halved.
    private async Task<(IAsyncEnumerator<PointBatch>? Rows, bool Any)> StartAsync(DownsampleChunk part, InfluxQuery query, CancellationToken cancellationToken)
    {
        IAsyncEnumerator<PointBatch>? rows = null;
        bool any = false;
        try
        {
            await retry.ExecuteAsync(
                async token =>
                {
                    rows = client.ProbeAsync(query, database, timeout, cancellationToken).GetAsyncEnumerator(cancellationToken);
                    any = await rows.MoveNextAsync().ConfigureAwait(false);
                },
                static failure => failure.IsTransient,
                again =>
                {
                    Interlocked.Increment(ref _retries);
                    verbose(string.Create(
                        CultureInfo.InvariantCulture, $"The query is repeated in {again.Delay.TotalSeconds:0.0} s (retry {again.Attempt}): {again.Reason}"));
                    return ValueTask.CompletedTask;
                },
                cancellationToken).ConfigureAwait(false);
            return (rows, any);
        }
        catch (InfluxException exception) when (exception.Id == InfluxErrorId.QueryTooLarge && part.Windows > 1)
        {
            verbose($"A query over {CountText.Of(part.Windows, "window")} is too large for the server; it is halved.");
            return (null, false);
        }
        catch (InfluxException exception) when (exception.Id == InfluxErrorId.QueryTooLarge)
        {
            throw new InfluxQueryException(
                InfluxErrorId.QueryTooLarge, $"A single window at {TimeText.Format(part.From)} is too large: {exception.Message}", exception)
            {
                Query = query.Text,
                Target = exception.Target,
                Endpoint = exception.Endpoint,
                Advice = TierAdvice(part.To - part.From),
            };
        }
    }

    // A table has a file for each of its windows of ten minutes and more, and a query may read some 430 of them (wire reference 1.6).
    private static string TierAdvice(long window)
    {
        const long MaxFiles = 400;
        string? tier = s_tiers.FirstOrDefault(tier => window > MaxFiles * TenMinutes && window <= MaxFiles * tier.Minutes * (TenMinutes / 10)).Every;
        return $"Downsample in tiers: first into {(tier is null ? "shorter windows" : $"windows of {tier} or longer")}, then from these.";
    }

    private static async Task<(bool Any, InfluxException? Failure)> ContinueAsync(IAsyncEnumerator<PointBatch> rows)
    {
        try
        {
            return (await rows.MoveNextAsync().ConfigureAwait(false), null);
        }
        catch (InfluxException exception) when (exception.IsTransient)
        {
            return (false, exception);
        }
    }

    // What is still to be read when a query broke off after so many windows that are whole.
    private DownsampleChunk RestOf(DownsampleChunk part, long done, int brokenOff, InfluxException failure)
    {
        if (brokenOff > retry.MaxRetry)
        {
            throw failure;
        }

        Interlocked.Increment(ref _retries);
        DownsampleChunk rest = part.Skip(done);
        verbose($"The query broke off; it goes on with the window at {TimeText.Format(rest.IsDescending ? rest.To - rest.WindowLength : rest.From)}. "
            + failure.Message);
        return rest;
    }

    private void Remember(long length)
    {
        long known = Interlocked.Read(ref _longest);
        while (length < known)
        {
            long seen = Interlocked.CompareExchange(ref _longest, length, known);
            if (seen == known)
            {
                return;
            }

            known = seen;
        }
    }
}
