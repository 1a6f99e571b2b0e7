using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Query;

namespace InfluxDownsample.Core.Catalog;

/// <summary>
/// Finds the first and the last row of a measurement without reading all of it. A query over everything is what the file limit refuses
/// (wire reference 1.6) and what takes long elsewhere. Two facts make it cheap: rows are mostly recent, so the last one is in a short stretch before
/// now; and a stretch of time without rows costs almost nothing to ask for, so the first one is found by halving.
/// </summary>
internal sealed class TimeRangeSearch
{
    // Stretches before now in which the last row is looked for: an hour, ten days, a quarter, eight years.
    private static readonly long[] s_stretches = [.. new[] { 1L, 240, 2160, 70_080 }.Select(hours => hours * 3_600_000_000_000)];

    private readonly QueryClient _query;
    private readonly string _database;
    private readonly string _table;
    private readonly TimeSpan? _timeout;

    public TimeRangeSearch(QueryClient query, string database, string measurement, TimeSpan? timeout)
    {
        _query = query;
        _database = database;
        _table = SqlText.Name(measurement);
        _timeout = timeout;
    }

    /// <summary>The exact times of the first and the last row; null when there is none.</summary>
    public async Task<(long First, long Last)?> FindAsync(long now, CancellationToken cancellationToken)
    {
        long? last = await FindLastAsync(now, cancellationToken).ConfigureAwait(false);
        return last is null ? null : (await FindFirstAsync(last.Value, cancellationToken).ConfigureAwait(false), last.Value);
    }

    private async Task<long?> FindLastAsync(long now, CancellationToken cancellationToken)
    {
        // Known: no row at or after 'empty'.
        long? empty = null;
        foreach (long stretch in s_stretches)
        {
            long from = now - stretch;
            (bool tooLarge, long? found) = await AskAsync("max", $"time >= {SqlText.Time(from)}", cancellationToken).ConfigureAwait(false);
            if (tooLarge)
            {
                return await HalveForLastAsync(from, empty ?? UnixNanoseconds.MaxValue, cancellationToken).ConfigureAwait(false);
            }

            if (found is not null)
            {
                return found;
            }

            empty = from;
        }

        (bool refused, long? any) = await AskAsync("max", null, cancellationToken).ConfigureAwait(false);
        return refused ? await HalveForLastAsync(UnixNanoseconds.MinValue, empty!.Value, cancellationToken).ConfigureAwait(false) : any;
    }

    // Too much from 'from' on, nothing from 'empty' on.
    private async Task<long?> HalveForLastAsync(long from, long empty, CancellationToken cancellationToken)
    {
        while (true)
        {
            long middle = Middle(from, empty);
            (bool tooLarge, long? found) = await AskAsync("max", $"time >= {SqlText.Time(middle)}", cancellationToken, rethrow: middle == from).ConfigureAwait(false);
            if (found is not null || middle == from)
            {
                return found;
            }

            (from, empty) = tooLarge ? (middle, empty) : (from, middle);
        }
    }

    private async Task<long> FindFirstAsync(long last, CancellationToken cancellationToken)
    {
        // Known: no row before 'empty', some before or at 'last'. The first guess is 1970: rows before it are rare.
        (long empty, long full) = (UnixNanoseconds.MinValue, last);
        long middle = last > 0 ? 0 : Middle(empty, full);
        while (full - (Int128)empty > 1)
        {
            (bool tooLarge, long? found) = await AskAsync("min", $"time < {SqlText.Time(middle)}", cancellationToken).ConfigureAwait(false);
            if (found is not null)
            {
                return found.Value;
            }

            (empty, full) = tooLarge ? (empty, middle) : (middle, full);
            middle = Middle(empty, full);
        }

        return (await AskAsync("min", $"time <= {SqlText.Time(full)}", cancellationToken, rethrow: true).ConfigureAwait(false)).Found ?? last;
    }

    private static long Middle(long low, long high) => (long)(((Int128)low + high) / 2);

    private async Task<(bool TooLarge, long? Found)> AskAsync(string function, string? condition, CancellationToken cancellationToken, bool rethrow = false)
    {
        var query = new InfluxQuery { Text = $"SELECT {function}(time) AS time FROM {_table}{(condition is null ? "" : $" WHERE {condition}")}" };
        try
        {
            long? found = null;
            await foreach (PointBatch batch in _query.QueryAsync(query, _database, _timeout, cancellationToken).ConfigureAwait(false))
            {
                found = batch.IsNull(0, 0) ? null : batch.GetNanoseconds(0, 0);
            }

            return (false, found);
        }
        catch (InfluxException exception) when (exception.Id == InfluxErrorId.QueryTooLarge && !rethrow)
        {
            return (true, null);
        }
    }
}
