using InfluxDownsample.Conformance.Damaging;
using Xunit;
using Xunit.Abstractions;

namespace InfluxDownsample.Conformance;

/// <summary>Whatever arrives, the local server answers it or refuses it clearly. `damage --count 100000` sends more of them.</summary>
public sealed class DamagedRequestTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1)]
    public async Task EveryDamagedRequest_IsAnsweredOrRefused(int seed)
    {
        (int answered, int refused, IReadOnlyList<string> faults) = await DamagedRun.PlayAsync(2_000, seed, CancellationToken.None);

        output.WriteLine($"seed {seed}: {answered} answered, {refused} refused");
        Assert.True(faults.Count == 0, string.Join('\n', faults));
        // Some of the damage hits where it does not matter, most where it does.
        Assert.InRange(answered, 100, 1_900);
    }
}
