using InfluxDownsample.LocalServer.InfluxQl.Resolving;
using InfluxDownsample.LocalServer.InfluxQl.Time;

namespace InfluxDownsample.LocalServer.InfluxQl.Planning;

/// <summary>
/// The windows of GROUP BY time(). They start at multiples of the interval from 1970-01-01 (a Thursday), shifted by the
/// offset; with tz() the clocks of the zone count. // wire reference 2.4, 3.4
/// </summary>
internal sealed class TimeBuckets
{
    private const long Day = 86_400_000_000_000;
    private const long Minute = 60_000_000_000;

    // 1976: from here on every zone is whole minutes away from UTC and changes on a whole minute
    private const long SinceWholeMinutes = 6 * 365 * Day;

    private readonly long _offset;
    private readonly ZoneSql? _zone;
    private readonly bool _byMinutes;

    private TimeBuckets(long duration, long offset, ZoneSql? zone, bool byMinutes = false)
    {
        Duration = duration;
        _offset = offset;
        _zone = zone;
        _byMinutes = byMinutes;
    }

    public long Duration { get; }

    /// <remarks><paramref name="range"/>: what is read. While the zone's offset stays the same over it, windows need no calendar.</remarks>
    public static TimeBuckets Of(GroupInterval interval, string? zone, TimeBounds range)
    {
        if (zone is null or "UTC")
        {
            return new TimeBuckets(interval.Duration, interval.Offset, zone: null);
        }

        if (range is { Lower: { } lower, Upper: { } upper }
            && TimeZones.ConstantOffset(zone, (Int128)lower - interval.Duration - (2 * Day), (Int128)upper + (2 * Day)) is { } ahead)
        {
            return new TimeBuckets(interval.Duration, (interval.Offset % interval.Duration) - (ahead % interval.Duration), zone: null);
        }

        bool byMinutes = range.Lower > SinceWholeMinutes && interval.Duration % Minute == 0 && interval.Offset % Minute == 0;
        return new TimeBuckets(interval.Duration, interval.Offset, new ZoneSql(zone), byMinutes);
    }

    /// <summary>The same rows with the start of their window in a column <c>bucket</c>.</summary>
    public string WithBucket(string rows)
    {
        if (_zone is null)
        {
            return $"SELECT *, {Floor("time")} AS bucket FROM ({rows})";
        }

        if (_byMinutes)
        {
            // the calendar is asked once for each minute in which there are rows, not for each row
            string minutes = $"SELECT DISTINCT (time // {Minute}) * {Minute} AS time FROM ({rows})";
            return $"SELECT stored.*, minutes.bucket FROM ({rows}) AS stored "
                + $"JOIN ({ByCalendar(_zone, minutes)}) AS minutes ON (stored.time // {Minute}) * {Minute} = minutes.time";
        }

        return ByCalendar(_zone, rows);
    }

    private string ByCalendar(ZoneSql zone, string rows)
    {
        string walls = $"SELECT *, {Floor("time + shift")} AS wall FROM (SELECT *, {zone.Offset("time")} AS shift FROM ({rows}))";
        return "SELECT * EXCLUDE (shift, wall, first_instant, second_instant), "
            + $"CASE WHEN {SecondIsWindow} AND shift = wall - second_instant THEN second_instant ELSE first_instant END AS bucket "
            + $"FROM ({zone.WithInstants(walls)})";
    }

    /// <summary>The start of the window an instant lies in.</summary>
    public long Start(long instant) => _zone is null
        ? Floor(instant)
        : Scratch.Value<long>($"SELECT bucket FROM ({ByCalendar(_zone, "SELECT $1::BIGINT AS time")})", instant);

    /// <summary>Rows of one column <c>start</c>: every window start from one to another, both included.</summary>
    public string Starts(string first, string last)
    {
        string step = SqlText.Integer(Duration);
        if (_zone is null)
        {
            return $"SELECT unnest(range({first}, {last} + 1, {step})) AS start";
        }

        string bounds = $"SELECT {first} AS first, {last} AS last";
        string wallBounds =
            $"SELECT *, {Floor($"first + {_zone.Offset("first")}")} AS wall_first, {Floor($"last + {_zone.Offset("last")}")} AS wall_last FROM ({bounds})";
        string walls = $"SELECT first, last, unnest(range(wall_first, wall_last + 1, {step})) AS wall FROM ({wallBounds})";
        string instants = $"SELECT first, last, unnest(CASE WHEN {SecondIsWindow} THEN [first_instant, second_instant] ELSE [first_instant] END) AS start "
            + $"FROM ({_zone.WithInstants(walls)})";
        return $"SELECT DISTINCT start FROM ({instants}) WHERE start BETWEEN first AND last";
    }

    // an hour that comes twice is two windows, unless one window is longer than what is repeated
    private string SecondIsWindow => $"second_instant IS NOT NULL AND second_instant - first_instant >= {SqlText.Integer(Duration)}";

    private long Floor(long instant)
    {
        Int128 rest = ((Int128)instant - _offset) % Duration;
        Int128 start = instant - (rest < 0 ? rest + Duration : rest);
        return (long)(start < long.MinValue ? start + Duration : start);
    }

    private string Floor(string instant)
    {
        string step = SqlText.Integer(Duration);
        long offset = _offset % Duration;
        string shifted = offset == 0 ? instant : $"{instant} - {SqlText.Integer(offset)}";
        return $"(({instant}) - ((({shifted}) % {step} + {step}) % {step}))";
    }
}
