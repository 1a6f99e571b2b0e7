namespace InfluxDownsample.LocalServer.InfluxQl.Syntax;

/// <summary>The units a duration is written in. // wire reference 3.4</summary>
internal static class DurationUnits
{
    // longest first: "ms" before "m"
    private static readonly (string Unit, long Nanoseconds)[] s_units =
    [
        ("ns", 1),
        ("ms", 1_000_000),
        ("us", 1_000),
        ("u", 1_000),
        ("µ", 1_000),
        ("s", 1_000_000_000),
        ("m", 60_000_000_000),
        ("h", 3_600_000_000_000),
        ("d", 86_400_000_000_000),
        ("w", 604_800_000_000_000),
    ];

    /// <summary>The unit that stands at this place, or null. A unit is not followed by a further letter.</summary>
    public static (int Length, long Nanoseconds)? Match(string text, int at)
    {
        foreach ((string unit, long nanoseconds) in s_units)
        {
            int end = at + unit.Length;
            if (string.CompareOrdinal(text, at, unit, 0, unit.Length) == 0 && (end >= text.Length || !(char.IsAsciiLetter(text[end]) || text[end] == '_')))
            {
                return (unit.Length, nanoseconds);
            }
        }

        return null;
    }
}
