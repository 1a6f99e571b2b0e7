using System.Globalization;
using System.Runtime.CompilerServices;
using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Connections;
using InfluxDownsample.Core.Downsampling;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.Ranges;

/// <summary>
/// Reads ranges of any length in order of time, also those that one query cannot read (wire reference 1.6): in pieces, which are halved when the server
/// refuses one as too large and grow again when it answers. Long stretches without rows are jumped over. Memory does not depend on the length.
/// </summary>
/// <param name="client">The server.</param>
/// <param name="timeout">The limit for each query; null for none.</param>
public sealed class PointRangeReader(InfluxClient client, TimeSpan? timeout)
{
    // Shorter than any file, and no limit of memory is so low.
    private const long Shortest = 1_000_000_000;

    /// <summary>Hears of every piece, of those that were too large, and of repeated queries.</summary>
    public Func<string, ValueTask> Verbose { get; init; } = static _ => ValueTask.CompletedTask;

    /// <summary>Reads the points as they arrive; all batches have the same columns: the time, the tags, the fields.</summary>
    /// <param name="range">The range.</param>
    /// <param name="cancellationToken">Ends the queries.</param>
    /// <exception cref="InfluxException">A field or filter is not there, or the server refused or failed; what came is then not the whole.</exception>
    public async IAsyncEnumerable<PointBatch> ReadAsync(PointRange range, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var query = new PointRangeQuery(range);
        InfluxMeasurement table = range.Measurement;
        TimeRangeSearch search = new(client.Query, table.Database, table.Name, timeout, cancellationToken)
        {
            Conditions = query.Conditions,
            Parameters = query.Parameters,
        };
        RestOfRange rest = new(await FindEndsAsync(range, cancellationToken).ConfigureAwait(false), range.IsDescending);
        PieceLength pieces = new(range.ChunkSize);
        long? left = range.First;
        while (!rest.IsDone && left is null or > 0)
        {
            (Window piece, long known) = rest.Begin(pieces.Next);
            long read = 0;
            InfluxException? failure;
            IAsyncEnumerator<PointBatch> batches = client.Query
                .QueryAsync(query.Of(piece, left + known), table.Database, timeout, SayRetryAsync, cancellationToken).GetAsyncEnumerator(cancellationToken);
            await using (batches.ConfigureAwait(false))
            {
                (bool any, failure) = await MoveNextAsync(batches).ConfigureAwait(false);
                for (; any; (any, failure) = await MoveNextAsync(batches).ConfigureAwait(false))
                {
                    if (rest.Take(batches.Current) is { } rows)
                    {
                        read += rows.RowCount;
                        left -= rows.RowCount;
                        yield return rows;
                    }
                }
            }

            if (failure is null)
            {
                await Verbose($"{CountText.Of(read, "point")} {Text(piece)}.").ConfigureAwait(false);
                rest.SkipTo(range.IsDescending ? piece.Start : piece.End);
                await GoOnAsync(rest, range.IsDescending, piece, read, pieces, search).ConfigureAwait(false);
            }
            else
            {
                await HandleAsync(failure, piece, read, pieces).ConfigureAwait(false);
            }
        }
    }

    // An end that is left open is where the rows begin from which the reading starts; the other one is found by reading.
    private async Task<Window> FindEndsAsync(PointRange range, CancellationToken cancellationToken)
    {
        if ((range.IsDescending ? range.Stop : range.Start) is not null)
        {
            return new Window(range.Start ?? long.MinValue, range.Stop ?? long.MaxValue);
        }

        InfluxMeasurement table = range.Measurement;
        TimeRangeSearch search = new(client.Query, table.Database, table.Name, timeout, cancellationToken);
        long? last = range.Stop is { } stop ? await search.FindLastBeforeAsync(stop).ConfigureAwait(false)
            : await search.FindLastAsync(UnixNanoseconds.FromDateTime(DateTime.UtcNow)).ConfigureAwait(false);
        return last is not { } end ? default
            : range.IsDescending ? new Window(range.Start ?? long.MinValue, end + 1)
            : new Window(await search.FindFirstAsync(end).ConfigureAwait(false), range.Stop ?? long.MaxValue);
    }

    // Where a piece has no row, the next row's time is asked for.
    private static async Task GoOnAsync(RestOfRange rest, bool isDescending, Window piece, long read, PieceLength pieces, TimeRangeSearch search)
    {
        if (read > 0)
        {
            pieces.WasRead(LengthOf(piece), read);
        }
        else if (isDescending)
        {
            (long? row, long reached) = await search.LookBackAsync(rest.From, rest.To).ConfigureAwait(false);
            rest.SkipTo(row + 1 ?? reached);
        }
        else
        {
            (long? row, long reached) = await search.LookAheadAsync(rest.From, rest.To).ConfigureAwait(false);
            rest.SkipTo(row ?? reached);
        }
    }

    private async Task HandleAsync(InfluxException failure, Window piece, long read, PieceLength pieces)
    {
        long length = LengthOf(piece);
        if (failure.Id == InfluxErrorId.QueryTooLarge && length > Shortest)
        {
            pieces.WasRefused(length);
            await Verbose($"A query {Text(piece)} is too large for the server; it is halved.").ConfigureAwait(false);
        }
        else if (failure.Id == InfluxErrorId.QueryTooLarge)
        {
            throw new InfluxQueryException(failure.Id, $"A single second at {TimeText.Format(piece.Start)} is too large: {failure.Message}", failure)
            {
                Target = failure.Target,
                Endpoint = failure.Endpoint,
                Advice = "Read fewer fields with -Field, or fewer series with -Where.",
            };
        }
        else if (failure.IsTransient && read > 0)
        {
            await Verbose($"The query broke off and goes on behind the last row that came. {failure.Message}").ConfigureAwait(false);
        }
        else
        {
            throw failure;
        }
    }

    private ValueTask SayRetryAsync(RetryEvent again) => Verbose(string.Create(
        CultureInfo.InvariantCulture, $"The query is repeated in {again.Delay.TotalSeconds:0.0} s (retry {again.Attempt}): {again.Reason}"));

    private static async Task<(bool Any, InfluxException? Failure)> MoveNextAsync(IAsyncEnumerator<PointBatch> batches)
    {
        try
        {
            return (await batches.MoveNextAsync().ConfigureAwait(false), null);
        }
        catch (InfluxException failure)
        {
            return (false, failure);
        }
    }

    private static string Text(Window piece) => $"from {TimeText.Format(piece.Start)} to {TimeText.Format(piece.End)}";

    private static long LengthOf(Window piece) => (long)Int128.Min(piece.End - (Int128)piece.Start, long.MaxValue);
}
