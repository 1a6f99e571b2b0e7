namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>
/// The windows of GROUP BY time(). They start at multiples of the interval from 1970-01-01 (a Thursday), shifted by the
/// offset; with tz() the clocks of the zone count. // wire reference 2.4, 3.4
/// </summary>
internal sealed class TimeBuckets
{
    private const long Day = 86_400_000_000_000;

    private readonly long _offset;
    private readonly string? _zone;
    private readonly ZoneClock? _clock;

    /// <remarks><paramref name="range"/>: what is read. While the zone's offset stays the same over it, windows need no clock.</remarks>
    public TimeBuckets(GroupInterval interval, string? zone, TimeBounds range)
    {
        Duration = interval.Duration;
        _offset = interval.Offset % Duration;
        ZoneClock? clock = ZoneSql.IsUtc(zone) ? null : ZoneClock.Of(zone);
        if (range is { Lower: { } lower, Upper: { } upper } && clock?.SteadyOffset((Int128)lower - Duration - Day, (Int128)upper + Day) is { } ahead)
        {
            _offset = (_offset - (ahead % Duration)) % Duration;
        }
        else
        {
            (_zone, _clock) = (zone, clock);
        }
    }

    public long Duration { get; }

    /// <summary>The same rows with the start of their window in a column <c>bucket</c>.</summary>
    public string WithBucket(string rows) =>
        $"SELECT *, {ZoneSql.WallclockBin("time", _zone, Duration, _offset, hasDays: false)} AS bucket FROM ({rows})";

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

    /// <summary>Rows of one column <c>bucket</c>: every window start from one to another, both included.</summary>
    public string Starts(string first, string last) => _clock is null
        ? $"SELECT unnest(range({first}, {last} + 1, {Literals.Sql(Duration)})) AS bucket"
        : ZoneSql.WallclockBins(first, last, _zone!, Duration, _offset, hasDays: false);
}
