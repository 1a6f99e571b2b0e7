using System.Management.Automation;
using InfluxDownsample.Tests.Hosting;
using Xunit;
using static InfluxDownsample.Tests.Hosting.DownsampleSite;

namespace InfluxDownsample.Tests.Downsampling;

/// <summary>Windows that are in the target without being complete, and points there that are no windows of the job.</summary>
public sealed class OpenWindowsTests(EngineFixture fixture) : IClassFixture<EngineFixture>, IAsyncLifetime
{
    private DownsampleSite _site = null!;

    public async Task InitializeAsync()
    {
        _site = await DownsampleSite.StartAsync(engine: fixture.Engine);
        // Every ten minutes from 8:00 to 11:50.
        await _site.WriteAsync("office", Enumerable.Range(0, 24).Select(tick => $"occupancy,room=office temperature={tick}@2026-01-01T{8 + (tick / 6):00}:{tick % 6}0:00Z"));
    }

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Fact]
    public void WindowsThatWereNotComplete_AreReportedWhenTheyAre_AndWrittenOnRequest()
    {
        Answer early = Run("occupancy -Every 1h -IncludePartial -Now 2026-01-01T09:35:00Z").Succeed();
        Assert.Equal((2L, 1L, 2L), (Count(Result(early), "WindowsPlanned"), Count(Result(early), "WindowsPartial"), Count(Result(early), "PointsWritten")));
        Assert.Contains("1 of the windows is not complete", Assert.Single(early.Warnings), StringComparison.Ordinal);
        Assert.Equal(["2.5", "7.5"], Temperatures());

        Answer later = Run("occupancy -Every 1h -Now 2026-01-01T11:05:00Z").Succeed();
        Assert.Equal((2L, 1L, 1L), (Count(Result(later), "WindowsPlanned"), Count(Result(later), "WindowsChanged"), Count(Result(later), "WindowsWritten")));
        Assert.Contains("1 window of 'occupancy' has other values now than when it was written, the first at 2026-01-01T09:00:00Z", Assert.Single(later.Warnings), StringComparison.Ordinal);
        Assert.Equal(["2.5", "7.5", "14.5"], Temperatures());

        // Until it is written, every run looks at it again.
        Assert.Equal((2L, 1L, 1L), Counts(Run("occupancy -Every 1h -Now 2026-01-01T12:05:00Z")));
        Assert.Equal((1L, 1L, 1L), Counts(Run("occupancy -Every 1h -OnChange Write -Now 2026-01-01T12:05:00Z")));
        Assert.Equal(["2.5", "8.5", "14.5", "20.5"], Temperatures());
        Assert.Equal("NothingToDo", Status(_site.Downsample("occupancy -Every 1h -Now 2026-01-01T12:05:00Z")));

        static (long, long, long) Counts(Answer answer) => (Count(Result(answer.Succeed()), "WindowsPlanned"), Count(Result(answer), "WindowsChanged"), Count(Result(answer), "WindowsWritten"));
    }

    [Theory]
    // The range cuts the first window, or the last one, which is over long since.
    [InlineData("-Start 2026-01-01T08:30:00Z")]
    [InlineData("-Start 2026-01-01T08:00:00Z -Stop 2026-01-01T10:20:00Z")]
    public void AWindowThatTheRangeCuts_NeverTakesThePlaceOfAWholeOne(string range)
    {
        _site.Downsample("occupancy -Every 1h -Now 2026-01-01T11:05:00Z");

        PSObject result = _site.Downsample($"occupancy -Every 1h -IncludePartial -OnChange Write {range} -Now 2026-01-01T11:05:00Z");

        Assert.Equal(0, Count(result, "WindowsChanged"));
        Assert.Equal(["2.5", "8.5", "14.5"], Temperatures()[..3]);
    }

    [Fact]
    public void TheOpenWindow_MayBeWrittenAgainAndAgain()
    {
        foreach ((string now, string value) in new[] { ("09:25", "7"), ("09:45", "8"), ("10:05", "8.5") })
        {
            PSObject result = _site.Downsample($"occupancy -Every 1h -IncludePartial -OnChange Write -Start 2026-01-01T09:00:00Z -Stop 2026-01-01T10:00:00Z -Now 2026-01-01T{now}:00Z");
            Assert.Equal((1L, 0L), (Count(result, "PointsWritten"), Count(result, "PointsStale")));
            Assert.Equal([value], Temperatures());
        }
    }

    [Fact]
    public void AWindowThatWasWrittenTooEarly_IsStillKnownAfterARunThatFailed()
    {
        _site.Downsample("occupancy -Every 1h -IncludePartial -Now 2026-01-01T09:35:00Z");
        _site.Server.Faults.QueryFileLimit = 4;
        Run("occupancy -Every 1h -Now 2026-01-01T11:05:00Z").FailWith("QueryTooLarge");
        _site.Server.Faults.QueryFileLimit = null;

        Assert.Equal(1, Count(_site.Downsample("occupancy -Every 1h -OnChange Write -Now 2026-01-01T11:05:00Z"), "WindowsChanged"));

        Assert.Equal(["2.5", "8.5", "14.5"], Temperatures());
        Assert.Equal("NothingToDo", Status(_site.Downsample("occupancy -Every 1h -Now 2026-01-01T11:05:00Z")));
    }

    [Fact]
    public async Task ANamedRangeThatFails_LeavesAGapThatIsSaidAndFilled()
    {
        // A sum that is no number any more ends the run after the window before it.
        await _site.WriteAsync("office", "occupancy,room=office temperature=1e308@2026-01-01T12:10:00Z", "occupancy,room=office temperature=1e308@2026-01-01T12:20:00Z");
        const string Sums = "occupancy -Every 1h -Aggregate sum -ChunkSize 1h";
        _site.Downsample($"{Sums} -Now 2026-01-01T09:05:00Z");
        Run($"{Sums} -NonFinite Error -BatchSize 1 -Start 2026-01-01T11:00:00Z -Now 2026-01-01T13:05:00Z").FailWith("PointInvalid");
        Assert.Equal(["15", "123"], Temperatures());

        Answer next = Run($"{Sums} -Now 2026-01-01T13:05:00Z").Succeed();

        Assert.Contains(next.Warnings, warning => warning.Contains("-Start 2026-01-01T09:00:00Z -Stop 2026-01-01T11:00:00Z fills the gap", StringComparison.Ordinal));
        Assert.Equal(2, Count(_site.Downsample($"{Sums} -Start 2026-01-01T09:00:00Z -Stop 2026-01-01T11:00:00Z -Now 2026-01-01T13:05:00Z"), "WindowsWritten"));
        Assert.Equal(["15", "51", "87", "123"], Temperatures());
        Assert.DoesNotContain(Run($"{Sums} -Now 2026-01-01T13:05:00Z").Succeed().Warnings, warning => warning.Contains("fills the gap", StringComparison.Ordinal));
    }

    [Fact]
    public void AWindowWhoseBeginningWasLeftOut_IsComparedWithTheWholeOne()
    {
        _site.Downsample("occupancy -Every 1h -IncludePartial -Start 2026-01-01T08:30:00Z -Now 2026-01-01T10:05:00Z");
        Assert.Equal(["4", "8.5", "12"], Temperatures());

        Answer later = Run("occupancy -Every 1h -Now 2026-01-01T11:05:00Z").Succeed();
        Assert.Equal(2, Count(Result(later), "WindowsChanged"));
        Assert.Contains("the first at 2026-01-01T08:00:00Z", Assert.Single(later.Warnings), StringComparison.Ordinal);
        _site.Downsample("occupancy -Every 1h -OnChange Write -Now 2026-01-01T11:05:00Z");

        Assert.Equal(["2.5", "8.5", "14.5"], Temperatures());
    }

    [Fact]
    public void ALongerDelay_NeverTurnsAWholeWindowIntoAPart()
    {
        _site.Downsample("occupancy -Every 1h -Now 2026-01-01T10:05:00Z");

        PSObject result = _site.Downsample("occupancy -Every 1h -Delay 90m -IncludePartial -OnChange Write -Now 2026-01-01T10:35:00Z");

        Assert.Equal((1L, 1L, 0L), (Count(result, "WindowsPartial"), Count(result, "PointsWritten"), Count(result, "WindowsChanged")));
        Assert.Equal(["2.5", "8.5", "13.5"], Temperatures());
    }

    [Fact]
    public async Task AForeignPointAheadOfTheJob_HidesNoWindow()
    {
        _site.Downsample("occupancy -Every 1h -Now 2026-01-01T09:05:00Z");
        // At the start of a window, where the job has not come yet.
        await _site.WriteAsync("office_hourly", "occupancy,room=guest temperature=99@2026-01-01T11:00:00Z");

        PSObject next = _site.Downsample("occupancy -Every 1h -Now 2026-01-01T11:05:00Z");
        Assert.Equal((2L, 2L), (Count(next, "WindowsPlanned"), Count(next, "WindowsWritten")));
        PSObject last = _site.Downsample("occupancy -Every 1h -Now 2026-01-01T12:05:00Z");

        Assert.Equal((1L, 1L), (Count(last, "WindowsPlanned"), Count(last, "WindowsWritten")));
        Assert.Equal(["2.5", "8.5", "14.5", "20.5"], Temperatures());
        Assert.Equal("NothingToDo", Status(_site.Downsample("occupancy -Every 1h -Now 2026-01-01T12:05:00Z")));
    }

    [Fact]
    public async Task AForeignPointInAnEmptyTarget_HidesNoWindow()
    {
        await _site.WriteAsync("office_hourly", "occupancy,room=guest temperature=99@2026-01-01T13:00:00Z");

        Assert.Equal(4, Count(_site.Downsample("occupancy -Every 1h -Now 2026-01-01T12:05:00Z"), "WindowsWritten"));
    }

    [Fact]
    public async Task ATargetOfUnknownOrigin_IsGoneOnWithAndSaidSo()
    {
        await _site.WriteAsync("office_hourly", "occupancy,room=office temperature=8.5@2026-01-01T09:00:00Z");

        Answer first = Run("occupancy -Every 1h -Now 2026-01-01T11:05:00Z").Succeed();

        Assert.Contains("no run of this job is on record there: windows up to 2026-01-01T09:00:00Z are taken for done", Assert.Single(first.Warnings), StringComparison.Ordinal);
        Assert.Equal((2L, 1L, 1L), (Count(Result(first), "WindowsPlanned"), Count(Result(first), "WindowsUnchanged"), Count(Result(first), "WindowsWritten")));
        Assert.Empty(Run("occupancy -Every 1h -Now 2026-01-01T12:05:00Z").Succeed().Warnings);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-Lookback 2h")]
    public async Task APointThatIsNoWindow_IsNotCounted(string lookback)
    {
        _site.Downsample("occupancy -Every 1h -Now 2026-01-01T09:05:00Z");
        await _site.WriteAsync("office_hourly", "occupancy,room=office temperature=99@2026-01-01T10:20:00Z", "occupancy,room=office temperature=99@2026-01-01T10:40:00Z");

        Answer next = Run($"occupancy -Every 1h {lookback} -Now 2026-01-01T11:05:00Z").Succeed();

        Assert.Equal((2L, 0L), (Count(Result(next), "WindowsWritten"), Count(Result(next), "WindowsChanged")));
        Assert.Equal(["2.5", "8.5", "14.5"], _site.Query("office_hourly", "SELECT temperature FROM occupancy WHERE temperature < 99 ORDER BY time"));
    }

    [Fact]
    public async Task ATargetFullOfOtherPoints_IsNotGuessedAt()
    {
        await _site.WriteAsync("office_hourly", Enumerable.Range(1, 30).Select(hour => $"occupancy,room=office temperature={hour}@2025-12-{hour:00}T10:20:00Z"));

        Run("occupancy -Every 1h -Now 2026-01-01T11:05:00Z").FailWith("SchemaConflict");

        Assert.Equal(3, Count(Result(Run("occupancy -Every 1h -Start 2026-01-01T08:00:00Z -Now 2026-01-01T11:05:00Z").Succeed()), "WindowsWritten"));
    }

    private string[] Temperatures() => _site.Query("office_hourly", "SELECT temperature FROM occupancy WHERE room = 'office' ORDER BY time");

    private Answer Run(string parameters) => _site.Engine.Run($"Invoke-InfluxDownsample -Source raw -Target hourly {parameters}");
}
