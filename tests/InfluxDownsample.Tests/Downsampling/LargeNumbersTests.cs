using System.Globalization;
using System.Management.Automation;
using InfluxDownsample.LocalServer;
using InfluxDownsample.Tests.Hosting;
using Xunit;
using static InfluxDownsample.Tests.Hosting.DownsampleSite;

namespace InfluxDownsample.Tests.Downsampling;

/// <summary>Sums beyond 64 bits, whole numbers that change by one, and rows that are centuries apart.</summary>
public sealed class LargeNumbersTests(EngineFixture fixture) : IClassFixture<EngineFixture>, IAsyncLifetime
{
    private DownsampleSite _site = null!;

    public async Task InitializeAsync() => _site = await DownsampleSite.StartAsync(engine: fixture.Engine);

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Theory]
    // Nanoseconds of 2026: three of an hour fit 64 bits, those of a day do not.
    [InlineData("1767225600000000000i", 3, 1767225600000000000.0)]
    [InlineData("4611686018427387904i", 1, 4611686018427387904.0)]
    [InlineData("-4611686018427387904i", 1, -4611686018427387904.0)]
    [InlineData("9223372036854775808u", 1, 9223372036854775808.0)]
    public async Task AMeanOverATierOfLargeSums_IsNotWrapped(string value, int rowsPerHour, double mean)
    {
        await _site.WriteAsync("office", Enumerable.Range(0, 24).SelectMany(hour => Enumerable.Range(0, rowsPerHour).Select(row => $"m n={value}@2026-01-01T{hour:00}:{row}0:00Z")));
        _site.Downsample("m -Every 1h -Aggregate rollup -TargetMeasurement hours -Start 2026-01-01 -Now 2026-01-02T00:05:00Z");
        const string Tier = "-Source hourly -Target hourly hours -Every 1d -TargetMeasurement days -Start 2026-01-01 -Now 2026-01-02T00:05:00Z";

        _site.Engine.Run($"Invoke-InfluxDownsample {Tier}").Succeed();

        string stored = _site.Query("office_hourly", "SELECT n FROM days").Single();
        Assert.Equal(mean, double.Parse(stored, CultureInfo.InvariantCulture), Math.Abs(mean) * 1e-12);
        Assert.Equal(1, Count(Result(_site.Engine.Run($"Test-InfluxDownsample {Tier}").Succeed()), "Match"));
    }

    [Fact]
    public async Task ATierWhoseSumDoesNotFit_SaysSo()
    {
        await _site.WriteAsync("office", Enumerable.Range(0, 24).Select(hour => $"m n=4611686018427387904i@2026-01-01T{hour:00}:00:00Z"));
        _site.Downsample("m -Every 1h -Aggregate rollup -TargetMeasurement hours -Start 2026-01-01 -Now 2026-01-02T00:05:00Z");

        _site.Engine.Run("Invoke-InfluxDownsample -Source hourly -Target hourly hours -Every 1d -Aggregate sum -TargetMeasurement days -Start 2026-01-01 -Now 2026-01-02T00:05:00Z").FailWith("Overflow");
    }

    [Theory]
    // The older release estimates percentiles, so that theirs are compared with a tolerance.
    [InlineData(CoreVersion.Core36)]
    [InlineData(CoreVersion.Core310)]
    public async Task APercentileThatMovesFromZeroToOne_IsChanged(CoreVersion like)
    {
        await _site.DisposeAsync();
        _site = await DownsampleSite.StartAsync(TestServers.Options with { Like = like });
        await _site.WriteAsync("office", Enumerable.Range(0, 40).Select(minute => $"m n=0i@2026-01-01T08:{minute:00}:00Z"));
        const string Job = "m -Every 1h -Aggregate p95 -Now 2026-01-01T09:05:00Z";
        _site.Downsample($"{Job} -Start 2026-01-01T08:00:00Z");
        Assert.Equal(1, Count(_site.Downsample($"{Job} -Lookback 6h"), "WindowsUnchanged"));
        await _site.WriteAsync("office", Enumerable.Range(40, 20).Select(minute => $"m n=1i@2026-01-01T08:{minute}:00Z"));

        PSObject late = _site.Downsample($"{Job} -Lookback 6h");

        Assert.Equal((1L, 0L), (Count(late, "WindowsChanged"), Count(late, "WindowsUnchanged")));
    }

    [Theory]
    [InlineData("1905-06-01T00:00:00Z")]
    [InlineData("2015-01-01T00:00:00Z")]
    public async Task AStrayRowLongBefore_CostsAFewQueries(string stray)
    {
        await _site.WriteAsync("office", [$"m v=1i@{stray}", .. Enumerable.Range(0, 72).Select(tick => $"m v=1i@2026-01-01T{tick / 6:00}:{tick % 6}0:00Z")]);
        int before = _site.Server.Requests.Entries.Count;

        PSObject result = _site.Downsample("m -Every 1h -Aggregate count -SettleTime 1ms -Now 2026-01-01T12:05:00Z");

        Assert.Equal(13, Count(result, "WindowsWritten"));
        Assert.Equal(["1,1", "12,6"], _site.Query("office_hourly", "SELECT count(*) AS n, v FROM m GROUP BY v ORDER BY v"));
        Assert.InRange(_site.Server.Requests.Entries.Count - before, 1, 60);
    }
}
