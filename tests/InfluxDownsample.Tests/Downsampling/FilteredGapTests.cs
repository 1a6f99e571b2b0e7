using System.Management.Automation;
using InfluxDownsample.Tests.Hosting;
using Xunit;
using static InfluxDownsample.Tests.Hosting.DownsampleSite;

namespace InfluxDownsample.Tests.Downsampling;

/// <summary>
/// Where a filter finds nothing for days, the days are full of other rows all the same: 16 of them are 2,304 files, of which InfluxDB 3 Core reads 431 at once.
/// </summary>
public sealed class FilteredGapTests(EngineFixture fixture) : IClassFixture<EngineFixture>, IAsyncLifetime
{
    private const string Range = "-Start 2015-02-03 -Stop 2015-02-19";

    private DownsampleSite _site = null!;

    public async Task InitializeAsync()
    {
        _site = await DownsampleSite.StartAsync(engine: fixture.Engine);
        DateTimeOffset first = new(2015, 2, 3, 0, 0, 0, TimeSpan.Zero);
        await _site.WriteAsync("office", Enumerable.Range(0, 16 * 144).Select(tick => $"occupancy,room=office co2={tick % 6}@{first.AddMinutes(10 * tick):O}"));
        await _site.WriteAsync("office", "occupancy,room=lab co2=1@2015-02-17T12:00:00Z");
    }

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Theory]
    [InlineData($"-Every 1h {Range}", 384, 1)]
    [InlineData("-Every 1h -Now 2015-02-19", 384, 1)]
    [InlineData($"-Every 1h -ChunkSize 6h {Range}", 384, 1)]
    [InlineData($"-Every 1d {Range}", 16, 1)]
    [InlineData($"-Every 1h -NewestFirst {Range}", 384, 1)]
    [InlineData($"-Every 1h -SettleTime 1s {Range}", 384, 1)]
    [InlineData($"-Every 1h -SettleTime 1s -NewestFirst -ThrottleLimit 4 {Range}", 384, 1)]
    [InlineData($"-Every 1h -SettleTime 1s -Where @{{co2=7}} {Range}", 384, 0)]
    [InlineData($"-Every 1h -SettleTime 1s -Where @{{room='nowhere'}} {Range}", 384, 0)]
    public void AFilterThatFindsNothingForDays_IsNoObstacle(string parameters, long windows, long written)
    {
        string where = parameters.Contains("-Where", StringComparison.Ordinal) ? "" : "-Where @{room='lab'}";

        PSObject job = _site.Downsample($"occupancy -TargetMeasurement lab {where} {parameters}");

        Assert.Equal((windows, written, windows - written), (Count(job, "WindowsPlanned"), Count(job, "WindowsWritten"), Count(job, "WindowsEmpty")));
        PSObject test = Result(_site.Engine.Run($"Test-InfluxDownsample occupancy -Source raw -Target hourly -TargetMeasurement lab {where} {parameters.Replace("-NewestFirst", "", StringComparison.Ordinal)}").Succeed());
        // Without -Start a comparison begins with the target's first window.
        long compared = parameters.Contains("-Start", StringComparison.Ordinal) ? windows : 36;
        Assert.Equal((compared, written, 0L), (Count(test, "Windows"), Count(test, "Match"), Count(test, "Missing")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-NewestFirst")]
    public async Task YearsWithoutRowsBetweenDenseDays_AreJumpedOver(string parameters)
    {
        DateTimeOffset first = new(2005, 1, 1, 0, 0, 0, TimeSpan.Zero);
        await _site.WriteAsync("office", Enumerable.Range(0, 4 * 36).Select(tick => $"gaps v={tick}@{first.AddYears(tick / 36 * 3).AddMinutes(10 * (tick % 36)):O}"));
        _site.Server.Faults.QueryFileLimit = 20;
        int before = _site.Server.Requests.Entries.Count;

        PSObject job = _site.Downsample($"gaps -Every 1h -Now 2015-01-01 {parameters}");

        Assert.Equal((24L, "Completed"), (Count(job, "WindowsWritten"), Status(job)));
        Assert.InRange(_site.Server.Requests.Entries.Count - before, 1, 220);
    }

    [Fact]
    public async Task ATargetFullOfOthersSeries_IsNoObstacle()
    {
        DateTimeOffset first = new(2015, 2, 3, 0, 0, 0, TimeSpan.Zero);
        // Of another tag, so these are not the job's.
        await _site.WriteAsync("office_hourly", Enumerable.Range(0, 16 * 144).Select(tick => $"lab,floor=1 co2={tick % 6}@{first.AddMinutes(10 * tick):O}"));
        await _site.WriteAsync("office_hourly", "lab,room=lab co2=1@2015-02-17T12:00:00Z");

        PSObject test = Result(_site.Engine.Run($"Test-InfluxDownsample occupancy -Source raw -Target hourly -TargetMeasurement lab -Every 1h -Where @{{room='lab'}} -SettleTime 1s {Range}").Succeed());

        Assert.Equal((384L, 1L, 0L, 0L), (Count(test, "Windows"), Count(test, "Match"), Count(test, "Missing"), Count(test, "Extra")));
    }

    [Fact]
    public void ALowerLimit_IsKeptToo()
    {
        _site.Server.Faults.QueryFileLimit = 40;

        PSObject job = _site.Downsample($"occupancy -Every 1h -TargetMeasurement lab -Where @{{room='lab'}} -SettleTime 1s {Range}");

        Assert.Equal(("Completed", 1L), (Status(job), Count(job, "WindowsWritten")));
    }
}
