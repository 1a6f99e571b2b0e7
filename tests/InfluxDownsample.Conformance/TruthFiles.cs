using System.Reflection;

namespace InfluxDownsample.Conformance;

/// <summary>Where the recordings and the lists of differences lie.</summary>
internal static class TruthFiles
{
    private static readonly string s_root = typeof(TruthFiles).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(entry => entry.Key == "RepositoryRoot").Value!;

    public static string Corpus { get; } = Path.Combine(s_root, "tests", "data", "truth", "corpus");

    /// <summary>What a real server of this version answered.</summary>
    public static string Recording(string version) => Path.Combine(s_root, "tests", "data", "truth", $"influxdb3-core-{version}.jsonl.gz");

    /// <summary>In what the local server differs from it, and why.</summary>
    public static string Differences(string version) => Path.Combine(s_root, "tests", "InfluxDownsample.Conformance", $"differences-{version}.txt");
}
