using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Query;

namespace InfluxDownsample.Core.Catalog;

/// <summary>
/// Finds rows of a measurement by their times without reading all of it. A query over everything is what the file limit refuses (wire reference 1.6) and what
/// takes long elsewhere, so every query has two bounds. Where the server tells which files it has (wire reference 4.2), these say where the first and the last
/// row are but for what is still in the buffer; else they are looked for in steps that grow, since a stretch without rows costs almost nothing to ask for.
/// A stretch that the server refuses is halved.
/// </summary>
internal sealed class TimeRangeSearch
{
    private const long Minute = 60_000_000_000;
    private const long Hour = 60 * Minute;
    private const long Day = 24 * Hour;

    // The last literal there is; a row at that very nanosecond cannot be stored (wire reference 5.7).
    private const long End = long.MaxValue;

    // Rows of so short a time are in one file.
    private const long OneFile = 10 * Minute;

    // The second step is as long as one query may be where there is a row every few minutes.
    private const int Growth = 64;

    /// <summary>A time that one query can always read: a file for each ten minutes, of which it may read 431.</summary>
    public const long Piece = 430 * OneFile;

    // Where the server has refused so many pieces at once, it is not asked for as many again.
    private const int ManyPieces = 32;

    private readonly QueryClient _query;
    private readonly string _database;
    private readonly string _measurement;
    private readonly TimeSpan? _timeout;
    private readonly CancellationToken _cancellationToken;
    private Task<(long First, long Last)?>? _files;

    // The shortest time that was refused, and how often one was too long.
    private long _refused = long.MaxValue;
    private long _halvings;

    public TimeRangeSearch(QueryClient query, string database, string measurement, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        _query = query;
        _database = database;
        _measurement = measurement;
        _timeout = timeout;
        _cancellationToken = cancellationToken;
    }

    /// <summary>Conditions that rows have to meet; none by default.</summary>
    public IReadOnlyList<string> Conditions { get; init; } = [];

    /// <summary>The values of placeholders in <see cref="Conditions"/>.</summary>
    public IReadOnlyDictionary<string, object?>? Parameters { get; init; }

    /// <summary>The exact times of the first and the last row; null when there is none.</summary>
    public async Task<(long First, long Last)?> FindAsync(long now)
    {
        long? last = await FindLastAsync(now).ConfigureAwait(false);
        return last is null ? null : (await FindFirstAsync(last.Value).ConfigureAwait(false), last.Value);
    }

    /// <summary>The exact time of the last row; null when there is none.</summary>
    public async Task<long?> FindLastAsync(long now)
    {
        // Rows are mostly recent.
        long recent = now - (Growth * Hour);
        if ((await SearchAsync(Newest, now - Hour, End).ConfigureAwait(false)
            ?? await SearchAsync(Newest, recent, now - Hour).ConfigureAwait(false)) is { } last)
        {
            return last;
        }

        if (await ReadFilesAsync().ConfigureAwait(false) is not { } files || files.Last >= recent)
        {
            return await FindLastBeforeAsync(recent).ConfigureAwait(false);
        }

        // Of the time after the last file there is the buffer only. Rows of a file may have expired.
        long from = Before(files.Last, Day);
        (bool tooLarge, long? found) = await QueryTimeAsync(Newest, from, recent).ConfigureAwait(false);
        return (tooLarge ? await SearchAsync(Newest, from, files.Last + 1).ConfigureAwait(false) : found)
            ?? await FindLastBeforeAsync(from).ConfigureAwait(false);
    }

    /// <summary>The exact time of the last row before an instant; null when there is none.</summary>
    public Task<long?> FindLastBeforeAsync(long limit) => FindLastInAsync(long.MinValue, limit, Hour);

    /// <summary>The exact time of the first row, when the last one is known.</summary>
    public async Task<long> FindFirstAsync(long last)
    {
        if (await ReadFilesAsync().ConfigureAwait(false) is { } files && files.First <= last)
        {
            // The first day of files, and what the buffer holds of the time before.
            long to = last - (Int128)files.First > Day ? files.First + Day : last + 1;
            (bool tooLarge, long? found) = await QueryTimeAsync(Oldest, long.MinValue, to).ConfigureAwait(false);
            if (tooLarge)
            {
                (_, found) = await QueryTimeAsync(Oldest, long.MinValue, files.First).ConfigureAwait(false);
                found ??= await SearchAsync(Oldest, files.First, to).ConfigureAwait(false);
            }

            if (found is { } first)
            {
                return first;
            }
        }

        return await HalveToFirstAsync(last).ConfigureAwait(false);
    }

    /// <summary>Whether a row has exactly that time.</summary>
    public async Task<bool> HasAsync(long time) => await SearchAsync(Newest, time, time + 1).ConfigureAwait(false) is not null;

    /// <summary>The exact time of the first row of a stretch; null when it has none. What lies near its beginning costs least.</summary>
    /// <param name="from">The first time that counts.</param>
    /// <param name="to">The first time that no longer counts.</param>
    /// <param name="step">How far the first query goes; each one after it goes farther.</param>
    public async Task<long?> FindFirstInAsync(long from, long to, long step)
        => (await StepForwardAsync(from, to, step, isWhole: true).ConfigureAwait(false)).Found;

    /// <summary>The exact time of the last row of a stretch; null when it has none. What lies near its end costs least.</summary>
    /// <inheritdoc cref="FindFirstInAsync"/>
    public async Task<long?> FindLastInAsync(long from, long to, long step)
        => (await StepBackAsync(from, to, step, isWhole: true).ConfigureAwait(false)).Found;

    /// <summary>
    /// Looks for the first row of a stretch as long as that costs little: where conditions leave out the rows of many files, no farther than one step in which
    /// the server refused to read all of them at once. Already the second step is as long as is asked at once even where the server has refused much.
    /// </summary>
    /// <param name="from">The first time that counts.</param>
    /// <param name="to">The first time that no longer counts.</param>
    /// <returns>The time of the row, else up to where there is none.</returns>
    public Task<(long? Found, long Reached)> LookAheadAsync(long from, long to) => StepForwardAsync(from, to, Piece, isWhole: false);

    /// <summary>Looks for the last row of a stretch as <see cref="LookAheadAsync"/> does for the first.</summary>
    /// <inheritdoc cref="LookAheadAsync"/>
    /// <returns>The time of the row, else back to where there is none.</returns>
    public Task<(long? Found, long Reached)> LookBackAsync(long from, long to) => StepBackAsync(from, to, Piece, isWhole: false);

    private async Task<(long? Found, long Reached)> StepForwardAsync(long from, long to, long step, bool isWhole)
    {
        long start = from;
        for (long halvings = Halvings; start < to && (isWhole || halvings == Halvings); step = Longer(step))
        {
            long end = to - (Int128)start > step ? start + step : to;
            if (await SearchAsync(Oldest, start, end).ConfigureAwait(false) is { } found)
            {
                return (found, found);
            }

            start = end;
        }

        return (null, start);
    }

    private async Task<(long? Found, long Reached)> StepBackAsync(long from, long to, long step, bool isWhole)
    {
        long end = to;
        for (long halvings = Halvings; end > from && (isWhole || halvings == Halvings); step = Longer(step))
        {
            long start = end - (Int128)from > step ? end - step : from;
            if (await SearchAsync(Newest, start, end).ConfigureAwait(false) is { } found)
            {
                return (found, found);
            }

            end = start;
        }

        return (null, end);
    }

    private long Halvings => Interlocked.Read(ref _halvings);

    // There is no row before the middle, or the first one is among these: either way half of the time is done with.
    private async Task<long> HalveToFirstAsync(long last)
    {
        long empty = long.MinValue;
        // 1970 is the first guess: rows before it are rare.
        for (long middle = Math.Min(0, last); last - (Int128)empty > Day; middle = Middle(empty, last))
        {
            if (await SearchAsync(Oldest, empty, middle).ConfigureAwait(false) is { } first)
            {
                return first;
            }

            empty = middle;
        }

        return await SearchAsync(Oldest, empty, last).ConfigureAwait(false) ?? last;
    }

    private const string Oldest = "min";
    private const string Newest = "max";

    /// <summary>The least or greatest time in a stretch; null when it holds no row.</summary>
    private async Task<long?> SearchAsync(string function, long from, long to)
    {
        Int128 length = to - (Int128)from;
        if (length <= Piece || length > ManyPieces * (Int128)Piece || length < Interlocked.Read(ref _refused))
        {
            (bool tooLarge, long? found) = await QueryTimeAsync(function, from, to, rethrow: length <= OneFile).ConfigureAwait(false);
            if (!tooLarge)
            {
                return found;
            }

            Interlocked.Exchange(ref _refused, (long)Int128.Min(length, Interlocked.Read(ref _refused)));
        }

        Interlocked.Increment(ref _halvings);
        long middle = Cut(from, to);
        return function == Oldest
            ? await SearchAsync(function, from, middle).ConfigureAwait(false) ?? await SearchAsync(function, middle, to).ConfigureAwait(false)
            : await SearchAsync(function, middle, to).ConfigureAwait(false) ?? await SearchAsync(function, from, middle).ConfigureAwait(false);
    }

    private async Task<(bool TooLarge, long? Found)> QueryTimeAsync(string function, long from, long to, bool rethrow = false)
    {
        // The server refuses a range of no time (wire reference 1.6).
        if (from >= to)
        {
            return (false, null);
        }

        string conditions = string.Join(" AND ", [$"time >= {SqlText.Time(from)}", $"time < {SqlText.Time(to)}", .. Conditions]);
        var query = new InfluxQuery { Text = $"SELECT {function}(time) AS time FROM {SqlText.Name(_measurement)} WHERE {conditions}", Parameters = Parameters };
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

    private Task<(long First, long Last)?> ReadFilesAsync() => _files ??= FileRange.ReadAsync(_query, _database, _measurement, _timeout, _cancellationToken);

    private static long Middle(long low, long high) => (long)(((Int128)low + high) / 2);

    // The middle, between two pieces where there are several.
    private static long Cut(long from, long to)
    {
        Int128 pieces = (to - (Int128)from + Piece - 1) / Piece;
        return pieces > 1 ? (long)(from + ((pieces + 1) / 2 * Piece)) : Middle(from, to);
    }

    private static long Before(long time, long length) => time - (Int128)length < long.MinValue ? long.MinValue : time - length;

    private static long Longer(long step) => step > long.MaxValue / Growth ? long.MaxValue : step * Growth;
}
