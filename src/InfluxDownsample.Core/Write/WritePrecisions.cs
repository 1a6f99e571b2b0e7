namespace InfluxDownsample.Core.Write;

/// <summary>How precisions are written on the wire (wire reference 5.1) and how long they are.</summary>
public static class WritePrecisions
{
    /// <summary>The word the v3 endpoint takes.</summary>
    public static string ToV3(this WritePrecision precision) => precision switch
    {
        WritePrecision.Second => "second",
        WritePrecision.Millisecond => "millisecond",
        WritePrecision.Microsecond => "microsecond",
        _ => "nanosecond",
    };

    /// <summary>The word the v2 and v1 endpoints take everywhere.</summary>
    public static string ToV2(this WritePrecision precision) => precision switch
    {
        WritePrecision.Second => "s",
        WritePrecision.Millisecond => "ms",
        WritePrecision.Microsecond => "us",
        _ => "ns",
    };

    /// <summary>The unit's length in nanoseconds.</summary>
    public static long Nanoseconds(this WritePrecision precision) => precision switch
    {
        WritePrecision.Second => 1_000_000_000,
        WritePrecision.Millisecond => 1_000_000,
        WritePrecision.Microsecond => 1_000,
        _ => 1,
    };

    /// <summary>Reads both spellings, and the official clients' environment spelling.</summary>
    public static bool TryParse(string text, out WritePrecision precision)
    {
        WritePrecision? known = text.ToLowerInvariant() switch
        {
            "ns" or "n" or "nanosecond" => WritePrecision.Nanosecond,
            "us" or "u" or "microsecond" => WritePrecision.Microsecond,
            "ms" or "millisecond" => WritePrecision.Millisecond,
            "s" or "second" => WritePrecision.Second,
            _ => null,
        };
        precision = known ?? WritePrecision.Nanosecond;
        return known is not null;
    }
}
