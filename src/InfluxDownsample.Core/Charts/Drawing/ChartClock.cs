using NodaTime;
using NodaTime.Text;
using NodaTime.TimeZones;

namespace InfluxDownsample.Core.Charts.Drawing;

/// <summary>The wall clock of a time axis.</summary>
internal sealed class ChartClock(string? zoneName)
{
    private static readonly ZoneLocalMappingResolver s_resolver
        = Resolvers.CreateMappingResolver(Resolvers.ReturnEarlier, Resolvers.ReturnStartOfIntervalAfter);

    /// <summary>The zone.</summary>
    public DateTimeZone Zone { get; } = TimeZones.Find(zoneName);

    /// <summary>The zone's name.</summary>
    public string Name => Zone.Id;

    /// <summary>What the clock shows at a time.</summary>
    public LocalDateTime Local(long nanoseconds) => TimeZones.ToInstant(nanoseconds).InZone(Zone).LocalDateTime;

    /// <summary>When the clock shows this; the earlier time where it does so twice, the time of the change where it never does.</summary>
    public Instant At(LocalDateTime local) => local.InZone(Zone, s_resolver).ToInstant();

    /// <summary>A time as people read it, no longer than it must be.</summary>
    public string Text(long nanoseconds) => LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm:ss.FFFFFFFFF").Format(Local(nanoseconds));

    /// <summary>The clock's distance from UTC in seconds, from each time on; the first one counts from the beginning.</summary>
    public IReadOnlyList<(long From, int Seconds)> Offsets(long from, long to)
        => [.. Zone.GetZoneIntervals(TimeZones.ToInstant(from), TimeZones.ToInstant(to) + Duration.FromNanoseconds(1))
            .Select((interval, index) => (index == 0 ? from : TimeZones.ToNanoseconds(interval.Start), interval.WallOffset.Seconds))];
}
