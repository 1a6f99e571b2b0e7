namespace InfluxDownsample.LocalServer.Query;

internal static class TimeUnits
{
    /// <summary>How many nanoseconds one unit holds.</summary>
    public static long Nanoseconds(TimeUnit unit) => unit switch
    {
        TimeUnit.Second => 1_000_000_000,
        TimeUnit.Millisecond => 1_000_000,
        TimeUnit.Microsecond => 1_000,
        _ => 1,
    };
}
