using InfluxDownsample.Core.Connections;
using InfluxDownsample.Core.Downsampling;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.LocalServer.Faults;
using InfluxDownsample.Tests.Hosting;
using Xunit;
using static InfluxDownsample.Tests.Hosting.DownsampleSite;

namespace InfluxDownsample.Tests.Downsampling;

/// <summary>What counts is what a run finds on record after it has claimed its table: before that, another one may have begun, worked and ended.</summary>
public sealed class SecondLookTests : IAsyncLifetime, IDisposable
{
    private const string Hours = "m -Every 1h -TargetMeasurement t -Now 2026-01-01T12:30:00Z";

    private readonly MovableClock _clock = new();
    private DownsampleSite _site = null!;
    private InfluxClient _client = null!;

    public async Task InitializeAsync()
    {
        _site = await DownsampleSite.StartAsync(TestServers.Options with { Clock = _clock });
        _client = new InfluxClient(new ConnectionSettings { Uri = _site.Server.Address, Edition = InfluxEdition.Core });
        // Every ten minutes of twelve hours.
        await _site.WriteAsync("office", Enumerable.Range(0, 72).Select(tick => $"m v={tick}@2026-01-01T{tick / 6:00}:{tick % 6}0:00Z"));
    }

    public async Task DisposeAsync()
    {
        Dispose();
        await _site.DisposeAsync();
    }

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task WhatAnotherRunHasDoneMeanwhile_IsNotDoneAgain()
    {
        DownsampleReport late = await RunAsync(() => Other(Hours));

        Assert.Equal((DownsampleStatus.NothingToDo, 0L), (late.Status, late.PointsWritten));
        Assert.Equal(["12"], _site.Query("office_hourly", "SELECT count(*) FROM t"));
    }

    [Fact]
    public async Task WhatAnotherRunHasDoneInPartMeanwhile_IsGoneOnWith()
    {
        DownsampleReport late = await RunAsync(() => Other(Hours + " -Stop 2026-01-01T07:00:00Z"));

        Assert.Equal((DownsampleStatus.Completed, 5L, 5L), (late.Status, late.WindowsPlanned, late.PointsWritten));
    }

    [Fact]
    public async Task WhatAnotherRunHasMadeOfTheTableMeanwhile_ItStays()
    {
        Exception? failure = await Record.ExceptionAsync(() => RunAsync(() => Other(Hours.Replace("1h", "2h", StringComparison.Ordinal))));

        Assert.Equal(InfluxErrorId.SchemaConflict, Assert.IsType<InfluxException>(failure).Id);
        Assert.Equal(["6"], _site.Query("office_hourly", "SELECT count(*) FROM t"));
    }

    // In either order of the files.
    [Theory]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(1, false)]
    [InlineData(2, false)]
    public async Task AClaimThatTheLookAfterTheOwnDoesNotShow_IsMinded(int seed, bool isSeenBefore)
    {
        FaultSettings faults = _site.Server.Faults;
        await Other(Hours + " -Stop 2026-01-01T07:00:00Z");
        string job = _site.Query("office_hourly", "SELECT DISTINCT job FROM _downsample_jobs").Single();
        // From here on rows lie in a buffer, of which a snapshot makes a file for each ten minutes.
        (faults.HideRowsInSnapshots, faults.Seed) = (true, seed);
        DateTime now = _clock.GetUtcNow().UtcDateTime;
        DateTime edge = now.AddTicks(TimeSpan.TicksPerMinute * 10 - (now.Ticks % (TimeSpan.TicksPerMinute * 10)));
        if (isSeenBefore)
        {
            _clock.Advance(edge - now - TimeSpan.FromSeconds(30));
            await ClaimAsync(edge.AddSeconds(-30));
        }

        Exception? failure = await Record.ExceptionAsync(() => RunAsync(async () =>
        {
            if (!isSeenBefore)
            {
                _clock.Advance(edge - _clock.GetUtcNow().UtcDateTime);
                await ClaimAsync(edge.AddMilliseconds(-50));
            }
            else
            {
                _clock.Advance(TimeSpan.FromSeconds(90));
            }

            // With the run's own claim the buffer holds two files, one of which is written when the run looks whose the table is.
            (faults.SnapshotEvery, faults.SnapshotFilesPerQuery) = (1, 1);
        }));

        InfluxException locked = Assert.IsType<InfluxException>(failure);
        Assert.Equal(InfluxErrorId.JobLocked, locked.Id);
        Assert.Contains("somebody", locked.Message, StringComparison.Ordinal);

        Task ClaimAsync(DateTime time) => _site.WriteAsync(
            "office_hourly", $"_downsample_jobs,event=claim,job={job},run=other owner=\"somebody\",target=\"t\",measurement=\"m\",source=\"office\",every=\"1h\"@{Text(time)}");
    }

    private Task Other(string job)
    {
        _site.Downsample(job);
        return Task.CompletedTask;
    }

    // Something happens after the run has planned, and before it claims its table.
    private async Task<DownsampleReport> RunAsync(Func<Task> meanwhile)
    {
        var runner = new DownsampleRunner(
            new DownsampleJob
            {
                Source = new MeasurementLocation(_client, "office", "m"),
                Target = new MeasurementLocation(_client, "office_hourly", "t"),
                Aggregation = new WindowAggregation { Every = InfluxDuration.Parse("1h", "Every") },
                Range = new DownsampleRange { Now = Nanoseconds("2026-01-01T12:30:00Z") },
                SettleTime = TimeSpan.FromMilliseconds(1),
            },
            new PlanObserver(meanwhile));
        await runner.RunAsync(CancellationToken.None);
        return runner.Report;
    }

    /// <summary>Does something once a run says what it has planned.</summary>
    private sealed class PlanObserver(Func<Task> planned) : IDownsampleObserver
    {
        private bool _isDone;

        public async ValueTask VerboseAsync(string text)
        {
            if (!_isDone && text.StartsWith("Skipped:", StringComparison.Ordinal))
            {
                _isDone = true;
                await planned();
            }
        }

        public ValueTask WarningAsync(string text) => ValueTask.CompletedTask;

        public ValueTask ProgressAsync(DownsampleProgress progress) => ValueTask.CompletedTask;
    }
}
