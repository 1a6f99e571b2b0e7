using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Query;

namespace InfluxDownsample.Core.Catalog;

/// <summary>
/// Finds the first and the last row of a measurement without reading all of it. A query over everything is what the file limit refuses
/// (wire reference 1.6) and what takes long elsewhere. Two facts make it cheap: rows are mostly recent, so the last one is in a short stretch before
/// now; and a stretch of time without rows costs almost nothing to ask for, so the first one is found by halving. A stretch that the server
/// refuses is halved, too. A server that refuses even an empty stretch goes by its length: there the past is walked back from the last row, until
/// many stretches in a row hold nothing.
/// </summary>
internal sealed class TimeRangeSearch
{
    private const long Hour = 3_600_000_000_000;

    private const long Ahead = 48 * Hour;

    // So many stretches without a row end a walk back.
    private const int EmptyStretches = 250;

    // Stretches before now in which the last row is looked for: an hour, ten days, a quarter, eight years.
    private static readonly long[] s_stretches = [Hour, 240 * Hour, 2160 * Hour, 70_080 * Hour];

    private readonly QueryClient _query;
    private readonly string _database;
    private readonly string _table;
    private readonly TimeSpan? _timeout;
    private readonly CancellationToken _cancellationToken;

    // Set by the first refusal.
    private bool? _goesByLength;

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
        long? last = await FindLastAsync(now).ConfigureAwait(false);
        return last is null ? null : (await FindFirstAsync(last.Value).ConfigureAwait(false), last.Value);
    }

    /// <summary>The exact time of the last row; null when there is none.</summary>
    public async Task<long?> FindLastAsync(long now)
    {
        long recent = now - s_stretches[0];
        (bool tooLarge, long? last) = await AskAsync("max", Between(recent, null)).ConfigureAwait(false);
        if (tooLarge)
        {
            // There is no end to the future for a server that goes by length, so a little of it has to do.
            last = await SearchAsync("max", recent, await GoesByLengthAsync().ConfigureAwait(false) ? now + Ahead : null).ConfigureAwait(false);
        }

        return last ?? await FindLastBeforeAsync(recent).ConfigureAwait(false);
    }

    /// <summary>The exact time of the last row before an instant; null when there is none.</summary>
    public async Task<long?> FindLastBeforeAsync(long limit)
    {
        // No row from here to the limit.
        long empty = limit;
        foreach (long stretch in s_stretches.Append(long.MaxValue))
        {
            if (stretch == long.MaxValue && _goesByLength == true)
            {
                break;
            }

            long from = stretch == long.MaxValue ? UnixNanoseconds.MinValue : Math.Max(UnixNanoseconds.MinValue, limit - stretch);
            if (from < empty && await SearchAsync("max", from, empty).ConfigureAwait(false) is { } found)
            {
                return found;
            }

            empty = from;
        }

        return null;
    }

    /// <summary>The exact time of the first row, when the last one is known.</summary>
    public async Task<long> FindFirstAsync(long last)
    {
        if (await GoesByLengthAsync().ConfigureAwait(false))
        {
            return await WalkBackAsync(last).ConfigureAwait(false);
        }

        // No row before 'empty'. 1970 is the first guess: rows before it are rare.
        long empty = UnixNanoseconds.MinValue;
        long middle = Math.Min(0, last);
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

    /// <summary>Whether a row has exactly that time.</summary>
    public async Task<bool> HasAsync(long time) => await SearchAsync("max", time, time + 1).ConfigureAwait(false) is not null;

    private async Task<long> WalkBackAsync(long last)
    {
        long first = last;
        long length = s_stretches[1];
        int empty = 0;
        for (long to = last; empty < EmptyStretches;)
        {
            (bool tooLarge, long? found) = await AskAsync("min", Between(to - length, to), rethrow: length < 2).ConfigureAwait(false);
            if (tooLarge)
            {
                length /= 2;
                continue;
            }

            to -= length;
            first = found ?? first;
            empty = found is null ? empty + 1 : 0;
        }

        return first;
    }

    private async Task<bool> GoesByLengthAsync()
    {
        if (_goesByLength is null)
        {
            (bool tooLarge, _) = await AskAsync("min", $"time < {SqlText.Time(UnixNanoseconds.MinValue + Hour)}").ConfigureAwait(false);
            _goesByLength = tooLarge;
        }

        return _goesByLength.Value;
    }

    /// <summary>The least or greatest time in a stretch; null when it holds no row.</summary>
    private async Task<long?> SearchAsync(string function, long from, long? to)
    {
        bool divisible = (to ?? UnixNanoseconds.MaxValue) - (Int128)from > 1;
        (bool tooLarge, long? found) = await AskAsync(function, Between(from, to), rethrow: !divisible).ConfigureAwait(false);
        if (!tooLarge)
        {
            return found;
        }

        await GoesByLengthAsync().ConfigureAwait(false);

        // A stretch into the future is divided near its beginning, where rows may be.
        long middle = to is { } known ? Middle(from, known) : checked(from + (24 * Hour));
        return function == "min"
            ? await SearchAsync(function, from, middle).ConfigureAwait(false) ?? await SearchAsync(function, middle, to).ConfigureAwait(false)
            : await SearchAsync(function, middle, to).ConfigureAwait(false) ?? await SearchAsync(function, from, middle).ConfigureAwait(false);
    }

    private static string Between(long from, long? to) => $"time >= {SqlText.Time(from)}{(to is { } end ? $" AND time < {SqlText.Time(end)}" : "")}";

    private static long Middle(long low, long high) => (long)(((Int128)low + high) / 2);

    private async Task<(bool TooLarge, long? Found)> AskAsync(string function, string condition, bool rethrow = false)
    {
        var query = new InfluxQuery { Text = $"SELECT {function}(time) AS time FROM {_table} WHERE {condition}" };
        try
        {
            long? found = null;
            foreach (PointBatch batch in await _query.ReadAsync(query, _database, _timeout, _cancellationToken).ConfigureAwait(false))
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
