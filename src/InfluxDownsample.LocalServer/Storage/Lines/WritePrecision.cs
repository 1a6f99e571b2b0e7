namespace InfluxDownsample.LocalServer.Storage.Lines;

/// <summary>The unit of a write's timestamps. // wire reference 5.1</summary>
internal enum WritePrecision
{
    Auto,
    Second,
    Millisecond,
    Microsecond,
    Nanosecond,
}

internal static class WritePrecisions
{
    /// <summary>Turns a timestamp into nanoseconds; false when it does not fit 64 bits.</summary>
    public static bool TryToNanoseconds(this WritePrecision precision, long timestamp, out long nanoseconds)
    {
        if (precision == WritePrecision.Auto && timestamp == long.MinValue)
        {
            nanoseconds = 0;
            return false;
        }

        Int128 product = (Int128)timestamp * Factor(precision == WritePrecision.Auto ? Guess(timestamp) : precision);
        nanoseconds = unchecked((long)product);
        return product == nanoseconds;
    }

    /// <summary>Cuts the server's own time to the unit.</summary>
    public static long Truncate(this WritePrecision precision, long nanoseconds)
    {
        long factor = precision == WritePrecision.Auto ? 1 : Factor(precision);
        return nanoseconds - (((nanoseconds % factor) + factor) % factor);
    }

    // By magnitude, so nanoseconds from early 1970 are misread: as the real server does. // wire reference 5.1
    private static WritePrecision Guess(long timestamp) => Int128.Abs(timestamp) switch
    {
        var t when t < 5_000_000_000 => WritePrecision.Second,
        var t when t < 5_000_000_000_000 => WritePrecision.Millisecond,
        var t when t < 5_000_000_000_000_000 => WritePrecision.Microsecond,
        _ => WritePrecision.Nanosecond,
    };

    private static long Factor(WritePrecision precision) => precision switch
    {
        WritePrecision.Second => 1_000_000_000,
        WritePrecision.Millisecond => 1_000_000,
        WritePrecision.Microsecond => 1_000,
        _ => 1,
    };
}
