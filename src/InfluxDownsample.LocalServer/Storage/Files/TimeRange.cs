namespace InfluxDownsample.LocalServer.Storage;

/// <summary>Nanoseconds since the epoch, both ends included.</summary>
internal readonly record struct TimeRange(long From, long To)
{
    public static TimeRange Join(TimeRange? range, long time) =>
        range is TimeRange known ? new(Math.Min(known.From, time), Math.Max(known.To, time)) : new(time, time);
}
