namespace InfluxDownsample.LocalServer.Storage;

/// <summary>The unit of a write's timestamps. // wire reference 5.1</summary>
internal enum LinePrecision
{
    Auto,
    Second,
    Millisecond,
    Microsecond,
    Nanosecond,
}

internal static class LinePrecisions
{
    /// <summary>A timestamp in nanoseconds; null when it does not fit 64 bits.</summary>
    public static long? ToNanoseconds(this LinePrecision precision, long timestamp)
    {
        Int128 nanoseconds = (Int128)timestamp * Factor(precision, timestamp);
        bool fits = nanoseconds == unchecked((long)nanoseconds) && (precision != LinePrecision.Auto || timestamp != long.MinValue);
        return fits ? (long)nanoseconds : null;
    }

    /// <summary>Cuts the server's own time to the unit.</summary>
    public static long Truncate(this LinePrecision precision, long nanoseconds)
    {
        long factor = Factor(precision, long.MaxValue);
        return nanoseconds - (((nanoseconds % factor) + factor) % factor);
    }

    // Auto goes by magnitude, so nanoseconds from early 1970 are misread: as the real server does. // wire reference 5.1
    private static long Factor(LinePrecision precision, Int128 timestamp) => precision switch
    {
        LinePrecision.Auto when Int128.Abs(timestamp) < 5_000_000_000 => 1_000_000_000,
        LinePrecision.Auto when Int128.Abs(timestamp) < 5_000_000_000_000 => 1_000_000,
        LinePrecision.Auto when Int128.Abs(timestamp) < 5_000_000_000_000_000 => 1_000,
        LinePrecision.Second => 1_000_000_000,
        LinePrecision.Millisecond => 1_000_000,
        LinePrecision.Microsecond => 1_000,
        _ => 1,
    };
}
