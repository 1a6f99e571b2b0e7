using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Query;

namespace InfluxDownsample.Core.Catalog;

/// <summary>
/// Finds the first and the last row of a measurement without reading all of it. A query over everything is what the file limit refuses
/// (wire reference 1.6) and what takes long elsewhere. Two facts make it cheap: rows are mostly recent, so the last one is in a short stretch before
/// now; and a stretch of time without rows costs almost nothing to ask for, so the first one is found by halving. A stretch that the server
/// refuses is halved, too.
/// </summary>
internal sealed class TimeRangeSearch
{
    private const long Hour = 3_600_000_000_000;

    // Stretches before now in which the last row is looked for: an hour, ten days, a quarter, eight years.
    private static readonly long[] s_stretches = [Hour, 240 * Hour, 2160 * Hour, 70_080 * Hour];

    private readonly QueryClient _query;
    private readonly string _database;
    private readonly string _table;
    private readonly TimeSpan? _timeout;
    private readonly CancellationToken _cancellationToken;

    public TimeRangeSearch(QueryClient query, string database, string measurement, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        _query = query;
        _database = database;
        _table = SqlText.Name(measurement);
        _timeout = timeout;
        _cancellationToken = cancellationToken;
    }

    /// <summary>The exact times of the first and the last row; null when there is none.</summary>
    public async Task<(long First, long Last)?> FindAsync(long now)
    {
        long floor = await FloorAsync().ConfigureAwait(false);
        long? last = await FindLastAsync(floor, now).ConfigureAwait(false);
        return last is null ? null : (await FindFirstAsync(floor, last.Value).ConfigureAwait(false), last.Value);
    }

    /// <summary>The exact time of the last row; null when there is none.</summary>
    public async Task<long?> FindLastAsync(long now) => await FindLastAsync(await FloorAsync().ConfigureAwait(false), now).ConfigureAwait(false);

    // A server that refuses even the stretch before all times judges by the length of a range, not by what is stored in it. Then the centuries
    // before 1970 would have to be asked for day by day, and are left out.
    private async Task<long> FloorAsync()
    {
        (bool tooLarge, _) = await AskAsync("min", $"time < {SqlText.Time(UnixNanoseconds.MinValue + Hour)}").ConfigureAwait(false);
        return tooLarge ? 0 : UnixNanoseconds.MinValue;
    }

    private async Task<long?> FindLastAsync(long floor, long now)
    {
        long? ahead = await SearchAsync("max", now - s_stretches[0], null).ConfigureAwait(false);
        // No row at or after this.
        long empty = now - s_stretches[0];
        foreach (long from in s_stretches.Skip(1).Select(stretch => now - stretch).Append(floor))
        {
            if (ahead is not null || empty <= floor)
            {
                break;
            }

            ahead = await SearchAsync("max", Math.Max(from, floor), empty).ConfigureAwait(false);
            empty = from;
        }

        return ahead;
    }

    private async Task<long> FindFirstAsync(long floor, long last)
    {
        // No row before 'empty'. 1970 is the first guess: rows before it are rare.
        long empty = floor;
        long middle = Math.Clamp(0, floor, last);
        while (last - (Int128)empty > 24 * Hour)
        {
            if (middle > empty && await SearchAsync("min", empty, middle).ConfigureAwait(false) is { } first)
            {
                return first;
            }

            empty = middle;
            middle = Middle(empty, last);
        }

        return await SearchAsync("min", empty, last).ConfigureAwait(false) ?? last;
    }

    /// <summary>The least or greatest time in a stretch; null when it holds no row.</summary>
    private async Task<long?> SearchAsync(string function, long from, long? to)
    {
        string condition = $"time >= {SqlText.Time(from)}{(to is { } end ? $" AND time < {SqlText.Time(end)}" : "")}";
        bool divisible = (to ?? UnixNanoseconds.MaxValue) - (Int128)from > 1;
        (bool tooLarge, long? found) = await AskAsync(function, condition, rethrow: !divisible).ConfigureAwait(false);
        if (!tooLarge)
        {
            return found;
        }

        // A stretch into the future is divided near its beginning, where rows may be.
        long middle = to is { } known ? Middle(from, known) : checked(from + (24 * Hour));
        return function == "min"
            ? await SearchAsync(function, from, middle).ConfigureAwait(false) ?? await SearchAsync(function, middle, to).ConfigureAwait(false)
            : await SearchAsync(function, middle, to).ConfigureAwait(false) ?? await SearchAsync(function, from, middle).ConfigureAwait(false);
    }

    private static long Middle(long low, long high) => (long)(((Int128)low + high) / 2);

    private async Task<(bool TooLarge, long? Found)> AskAsync(string function, string condition, bool rethrow = false)
    {
        var query = new InfluxQuery { Text = $"SELECT {function}(time) AS time FROM {_table} WHERE {condition}" };
        try
        {
            long? found = null;
            await foreach (PointBatch batch in _query.QueryAsync(query, _database, _timeout, _cancellationToken).ConfigureAwait(false))
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
