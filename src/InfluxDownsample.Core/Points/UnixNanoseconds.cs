namespace InfluxDownsample.Core.Points;

/// <summary>Between InfluxDB's time, 64 bits of nanoseconds since 1970-01-01 UTC, and .NET's, which counts 100 ns.</summary>
public static class UnixNanoseconds
{
    private const long PerTick = 100;

    /// <summary>The earliest time InfluxDB documents, 1677-09-21 (wire reference 5.7).</summary>
    public const long MinValue = -9223372036854775806;

    /// <summary>The latest time InfluxDB documents, 2262-04-11 (wire reference 5.7).</summary>
    public const long MaxValue = 9223372036854775806;

    /// <summary>
    /// The latest time that may be written, 2262-04-11T23:40:00Z exclusive: what follows lies in the last, incomplete 10 minutes, at which a server's next
    /// snapshot fails for good (wire reference 5.7).
    /// </summary>
    public const long LastWritable = 9_223_371_599_999_999_999;

    /// <summary>For people: the time in UTC, cut down to 100 ns.</summary>
    public static DateTime ToDateTime(long nanoseconds)
        => DateTime.UnixEpoch.AddTicks(Math.DivRem(nanoseconds, PerTick, out long rest) - (rest < 0 ? 1 : 0));

    /// <summary>A time in nanoseconds. Kind Unspecified counts as UTC.</summary>
    /// <exception cref="OverflowException">The time is outside 1677 to 2262.</exception>
    public static long FromDateTime(DateTime time)
    {
        DateTime utc = time.Kind == DateTimeKind.Local ? time.ToUniversalTime() : time;
        return checked((utc.Ticks - DateTime.UnixEpoch.Ticks) * PerTick);
    }

    /// <summary>A time in nanoseconds.</summary>
    /// <exception cref="OverflowException">The time is outside 1677 to 2262.</exception>
    public static long FromDateTimeOffset(DateTimeOffset time) => checked((time.UtcTicks - DateTime.UnixEpoch.Ticks) * PerTick);
}
