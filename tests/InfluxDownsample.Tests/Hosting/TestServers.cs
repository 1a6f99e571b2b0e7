using InfluxDownsample.LocalServer;

namespace InfluxDownsample.Tests.Hosting;

/// <summary>The local servers of the tests: like 3.10, or like the release that the variable INFLUXDOWNSAMPLE_TEST_LIKE names (3.6).</summary>
internal static class TestServers
{
    public static LocalServerOptions Options { get; } = new() { Like = Environment.GetEnvironmentVariable("INFLUXDOWNSAMPLE_TEST_LIKE") == "3.6" ? CoreVersion.Core36 : CoreVersion.Core310 };

    /// <summary>Whether they are like the older release.</summary>
    public static bool Are36 => Options.Like == CoreVersion.Core36;
}
