using NodaTime;
using NodaTime.TimeZones;

namespace InfluxDownsample.LocalServer.Query;

/// <summary>The wall clock of a time zone in nanoseconds. Remembers the last offset, so it is for one thread and times that lie near each other.</summary>
internal sealed class ZoneClock
{
    private const long NanosecondsPerTick = 100;

    private readonly DateTimeZone _zone;
    private long _from = long.MaxValue;
    private long _to = long.MinValue;
    private long _offset;

    private ZoneClock(DateTimeZone zone) => _zone = zone;

    /// <summary>The clock of an IANA zone or of a fixed offset such as <c>+05:30</c>; null for no zone.</summary>
    /// <exception cref="QueryException">There is no such zone.</exception>
    public static ZoneClock? Of(string? zone) =>
        zone is null ? null
        : TimestampText.OffsetSeconds(zone) is { } seconds ? new ZoneClock(DateTimeZone.ForOffset(NodaTime.Offset.FromSeconds(seconds)))
        : DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) is { } found ? new ZoneClock(found)
        : throw new QueryException(
            QueryErrorKind.Execution, $"Arrow error: Parser error: Invalid timezone \"{zone}\": failed to parse timezone", QueryPhase.PhysicalPlanning);

    /// <summary>Is there a zone of this name or offset?</summary>
    public static bool Exists(string zone) => TimestampText.OffsetSeconds(zone) is not null || IsNamed(zone);

    /// <summary>Is there a zone of this name?</summary>
    public static bool IsNamed(string zone) => DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) is not null;

    /// <summary>What the clock shows at an instant, as if it were UTC.</summary>
    public long Local(long instant) => instant + Offset(instant);

    /// <summary>How far ahead of UTC the clock is from one instant to another; null where that changes.</summary>
    public long? SteadyOffset(Int128 from, Int128 to) =>
        from >= long.MinValue && Offset((long)from) is var offset && (to < _to || _to == long.MaxValue) ? offset : null;

    /// <summary>
    /// The first instant at which the clock shows a time. A time that is skipped counts with the offset from before the clock was moved.
    /// </summary>
    public long Instant(long local) => local - Nanoseconds(Map(local).EarlyInterval);

    /// <summary>Does the clock ever show this time? Where it is moved forward, it skips some.</summary>
    public bool Shows(long local) => Map(local).Count > 0;

    /// <summary>The second instant at which the clock shows a time; the only one, where there are no two.</summary>
    public long LaterInstant(long local)
    {
        ZoneLocalMapping map = Map(local);
        return local - Nanoseconds(map.Count == 2 ? map.LateInterval : map.EarlyInterval);
    }

    /// <summary>
    /// The start of the wall-clock bin that holds an instant. Where the clock shows the start twice, bins no longer than the repetition exist
    /// twice, longer ones and those of whole days (<paramref name="days"/>) begin at the first.
    /// </summary>
    public long Bin(long instant, long width, long origin, bool days)
    {
        long offset = Offset(instant);
        long start = Start(instant + offset, width, origin);
        ZoneLocalMapping map = Map(start);
        return map.Count == 2 && !days && width <= Nanoseconds(map.EarlyInterval) - Nanoseconds(map.LateInterval)
            ? start - offset
            : start - Nanoseconds(map.EarlyInterval);
    }

    /// <summary>The start of the bin of even bins through an origin.</summary>
    public static long Start(long time, long width, long origin)
    {
        long past = (time - origin) % width;
        return time - (past < 0 ? past + width : past);
    }

    private static long Nanoseconds(ZoneInterval interval) => interval.WallOffset.Nanoseconds;

    private ZoneLocalMapping Map(long local)
    {
        NodaTime.Instant shown = NodaTime.Instant.FromUnixTimeTicks(Ticks(local));
        return _zone.MapLocal(shown.InUtc().LocalDateTime);
    }

    private long Offset(long instant)
    {
        if (instant < _from || instant >= _to)
        {
            ZoneInterval interval = _zone.GetZoneInterval(NodaTime.Instant.FromUnixTimeTicks(Ticks(instant)));
            _from = interval.HasStart ? Bound(interval.Start) : long.MinValue;
            _to = interval.HasEnd ? Bound(interval.End) : long.MaxValue;
            _offset = Nanoseconds(interval);
        }

        return _offset;
    }

    /// <summary>Zones remember changes further away than 64-bit nanoseconds reach.</summary>
    private static long Bound(NodaTime.Instant instant) =>
        (long)Int128.Clamp((Int128)instant.ToUnixTimeTicks() * NanosecondsPerTick, long.MinValue, long.MaxValue);

    private static long Ticks(long nanoseconds) => nanoseconds >= 0 ? nanoseconds / NanosecondsPerTick : -((-(nanoseconds + 1)) / NanosecondsPerTick) - 1;
}
