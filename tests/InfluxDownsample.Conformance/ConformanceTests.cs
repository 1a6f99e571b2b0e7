using InfluxDownsample.Conformance.Comparing;
using InfluxDownsample.Conformance.Corpus;
using InfluxDownsample.Conformance.Listing;
using Xunit;
using Xunit.Abstractions;

namespace InfluxDownsample.Conformance;

/// <summary>The local server answers as the real one did, but for what is listed with a reason.</summary>
public sealed class ConformanceTests(ITestOutputHelper output)
{
    /// <summary>The newest release; the older one where the variable INFLUXDOWNSAMPLE_TEST_LIKE names it (3.6), as for the other tests.</summary>
    public static TheoryData<string> Versions => [Environment.GetEnvironmentVariable("INFLUXDOWNSAMPLE_TEST_LIKE") == "3.6" ? "3.6.0" : "3.10.1"];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task TheLocalServer_AnswersAsTheRealOneDid(string version)
    {
        IReadOnlyList<StepDifferences> steps = await LocalServerRun.CompareAsync(version, Pattern.Of(null), CancellationToken.None);
        Verdict verdict = new(DifferenceList.Read(TruthFiles.Differences(version)), steps);

        using StringWriter summary = new();
        new DiffReport(summary, Pattern.Of(null)).Summary(steps);
        output.WriteLine(summary.ToString());
        foreach (string gain in verdict.Gains)
        {
            output.WriteLine("Better than listed: " + gain);
        }

        Assert.True(verdict.Faults.Count == 0, string.Join('\n', verdict.Faults));
    }
}
