using InfluxDownsample.LocalServer.InfluxQl.Resolving;
using InfluxDownsample.LocalServer.Sql.Binding;
using InfluxDownsample.LocalServer.Sql.Time;

namespace InfluxDownsample.LocalServer.InfluxQl.Planning;

/// <summary>
/// The windows of GROUP BY time(). They start at multiples of the interval from 1970-01-01 (a Thursday), shifted by the
/// offset; with tz() the clocks of the zone count. // wire reference 2.4, 3.4
/// </summary>
internal sealed class TimeBuckets(GroupInterval interval, string? zone)
{
    private readonly long _offset = interval.Offset % interval.Duration;
    private readonly ZoneClock? _clock = ZoneSql.IsUtc(zone) ? null : ZoneClock.Of(zone);

    public long Duration => interval.Duration;

    /// <summary>The same rows with the start of their window in a column <c>bucket</c>.</summary>
    public string WithBucket(string rows)
    {
        string bucket = _clock is null ? Floor("time") : ZoneSql.WallclockBin("time", zone, Duration, _offset, hasDays: false);
        return $"SELECT *, {bucket} AS bucket FROM ({rows})";
    }

    /// <summary>The start of the window an instant lies in.</summary>
    public long Start(long instant)
    {
        if (_clock is not null)
        {
            return _clock.Bin(instant, Duration, _offset, days: false);
        }

        Int128 rest = ((Int128)instant - _offset) % Duration;
        Int128 start = instant - (rest < 0 ? rest + Duration : rest);
        return (long)(start < long.MinValue ? start + Duration : start);
    }

    /// <summary>Rows of one column <c>start</c>: every window start from one to another, both included.</summary>
    public string Starts(string first, string last) => _clock is null
        ? $"SELECT unnest(range({first}, {last} + 1, {Literals.Sql(Duration)})) AS start"
        : $"SELECT bucket AS start FROM ({ZoneSql.WallclockBins(first, last, zone!, Duration, _offset, hasDays: false)})";

    private string Floor(string instant)
    {
        string step = Literals.Sql(Duration);
        string shifted = _offset == 0 ? instant : $"{instant} - {Literals.Sql(_offset)}";
        return $"(({instant}) - ((({shifted}) % {step} + {step}) % {step}))";
    }
}
