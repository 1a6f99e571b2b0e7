using System.Management.Automation;
using InfluxDownsample.Tests.Hosting;
using Xunit;
using static InfluxDownsample.Tests.Hosting.DownsampleSite;

namespace InfluxDownsample.Tests.Downsampling;

/// <summary>What a target database remembers is found however much of it there is, and is never taken for nothing because the server refuses to read it at once.</summary>
public sealed class LongHistoryTests : IAsyncLifetime
{
    private const string Job = "Invoke-InfluxDownsample -Source raw -Target hourly occupancy -Every 1h";

    private readonly MovableClock _clock = new();
    private DownsampleSite _site = null!;

    public async Task InitializeAsync()
    {
        // A minute after the beginning of a 10-minute block: what a run writes down lies in one file.
        _clock.Advance(TimeSpan.FromTicks(TimeSpan.TicksPerMinute - (_clock.GetUtcNow().Ticks % (10 * TimeSpan.TicksPerMinute))) - TimeSpan.FromDays(200));
        _site = await DownsampleSite.StartAsync(TestServers.Options with { Clock = _clock });
        await _site.WriteAsync("office", Enumerable.Range(0, 24).Select(tick => $"occupancy,room=office temperature={tick}@2026-01-01T{8 + (tick / 6):00}:{tick % 6}0:00Z"));
        _site.Downsample("occupancy -Every 1h -Now 2026-01-01T10:05:00Z");
    }

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Fact]
    public void ARecordOfLongAgo_IsFoundInShortRanges()
    {
        AnotherRunAfterHalfAYear();

        // What the record says keeps jobs of another kind out.
        Answer refused = _site.Engine.Run($"{Job} -Aggregate max -Start 2026-01-01T08:00:00Z -Now 2026-01-01T11:05:00Z");
        Assert.Contains("'temperature' holds the mean", refused.FailWith("SchemaConflict").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void History_ReachesAsFarBackAsThereAreRuns()
    {
        AnotherRunAfterHalfAYear();

        PSObject run = _site.Engine.Run("Get-InfluxDownsampleHistory -Target hourly").Succeed().Output.MinBy(run => (DateTime)run.Properties["Started"].Value)!;

        Assert.Equal(("Completed", 2L), (run.Properties["Status"].Value.ToString(), Count(run, "PointsWritten")));
        Assert.True((DateTime)run.Properties["Started"].Value < DateTime.UtcNow.AddDays(-199));
    }

    // Its record is a second file, and two are too many.
    private void AnotherRunAfterHalfAYear()
    {
        _clock.Advance(TimeSpan.FromDays(200));
        _site.Downsample("occupancy -Every 1h -TargetMeasurement other -Now 2026-01-01T10:05:00Z");
        _site.Server.Faults.QueryFileLimit = 2;
    }

    [Fact]
    public void ARecordThatCannotBeRead_FailsTheRun()
    {
        // Not even one file of it is allowed.
        _site.Server.Faults.QueryFileLimit = 1;

        ErrorRecord refused = _site.Engine.Run($"{Job} -Start 2026-01-01T10:00:00Z -Now 2026-01-01T11:05:00Z").FailWith("QueryTooLarge");

        Assert.Contains("_downsample_jobs", refused.TargetObject.ToString(), StringComparison.Ordinal);
        _site.Server.Faults.QueryFileLimit = null;
        Assert.Equal(["2"], _site.Query("office_hourly", "SELECT count(*) FROM occupancy"));
    }

    [Fact]
    public void ATierWhoseRecordCannotBeRead_IsNotTakenForRawRows()
    {
        _site.Server.Faults.QueryFileLimit = 1;

        // A mean of means, were it not for the record.
        ErrorRecord refused = _site.Engine.Run("Invoke-InfluxDownsample -Source hourly -Target hourly occupancy -Every 2h -TargetMeasurement two -Start 2026-01-01T08:00:00Z -Now 2026-01-01T11:05:00Z")
            .FailWith("QueryTooLarge");

        Assert.Contains("_downsample_jobs", refused.TargetObject.ToString(), StringComparison.Ordinal);
    }
}
