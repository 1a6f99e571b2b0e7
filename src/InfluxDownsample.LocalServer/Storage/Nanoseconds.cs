namespace InfluxDownsample.LocalServer.Storage;

/// <summary>Times as InfluxDB counts them.</summary>
internal static class Nanoseconds
{
    public static long ToNanoseconds(this DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks * 100;
}
