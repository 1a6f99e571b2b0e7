namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>The units in which durations are written.</summary>
internal static class DurationUnits
{
    /// <summary>From the largest down, each under the name that messages use.</summary>
    public static IReadOnlyList<(string Name, ulong Nanoseconds)> Descending { get; } =
    [
        ("w", 604_800_000_000_000), ("d", 86_400_000_000_000), ("h", 3_600_000_000_000), ("m", 60_000_000_000),
        ("s", 1_000_000_000), ("ms", 1_000_000), ("u", 1_000), ("ns", 1),
    ];

    /// <summary>How many nanoseconds a unit holds; null when there is none of the name.</summary>
    public static long? Nanoseconds(string name) =>
        Descending.Where(unit => unit.Name == (name == "µ" ? "u" : name)).Select(unit => (long?)unit.Nanoseconds).FirstOrDefault();
}
