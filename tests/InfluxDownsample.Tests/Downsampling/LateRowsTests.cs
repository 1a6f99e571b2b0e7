using System.Management.Automation;
using InfluxDownsample.Tests.Hosting;
using Xunit;
using static InfluxDownsample.Tests.Hosting.DownsampleSite;

namespace InfluxDownsample.Tests.Downsampling;

/// <summary>Rows that come late: the delay, the lookback, and what happens to windows that have changed.</summary>
public sealed class LateRowsTests(EngineFixture fixture) : IClassFixture<EngineFixture>, IAsyncLifetime
{
    private const string Job = "occupancy -Every 1h -Now 2026-01-01T14:05:00Z";

    private DownsampleSite _site = null!;

    public async Task InitializeAsync()
    {
        _site = await DownsampleSite.StartAsync(engine: fixture.Engine);
        foreach (string room in new[] { "office", "lab" })
        {
            await _site.WriteAsync("office", Enumerable.Range(8, 6).Select(hour => $"occupancy,room={room} temperature={hour},people={hour}i@2026-01-01T{hour:00}:30:00Z"));
        }

        Assert.Equal(6, Count(_site.Downsample(Job + " -Start 2026-01-01T08:00:00Z"), "WindowsWritten"));
        await _site.WriteAsync("office", "occupancy,room=office temperature=112@2026-01-01T12:45:00Z");
    }

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Fact]
    public void AChangedWindow_IsReportedAndNotWritten()
    {
        int writes = _site.Writes.Count();

        PSObject result = _site.Downsample(Job + " -Lookback 6h -NoLock");

        // Also the window of the first row, which was asked for and written as a whole one.
        Assert.Equal((6L, 1L, 5L, 0L, 0L), (Count(result, "WindowsPlanned"), Count(result, "WindowsChanged"), Count(result, "WindowsUnchanged"), Count(result, "WindowsWritten"), Count(result, "PointsWritten")));
        Assert.Equal("2026-01-01T12:00:00Z room=office Reported", Assert.Single(Items(result, "Changes")).ToString());
        Assert.Equal(["12"], Temperature("office"));
        // The writes are the two rows that remember the run.
        Assert.Equal(writes + 2, _site.Writes.Count());
    }

    [Fact]
    public void AChangedWindow_IsWrittenAndReadBack()
    {
        PSObject result = _site.Downsample(Job + " -Lookback 6h -OnChange Write");

        Assert.Equal((1L, 1L, 1L, 0L), (Count(result, "WindowsChanged"), Count(result, "WindowsWritten"), Count(result, "PointsWritten"), Count(result, "PointsStale")));
        Assert.Equal("2026-01-01T12:00:00Z room=office Verified", Assert.Single(Items(result, "Changes")).ToString());
        Assert.Equal(["62"], Temperature("office"));
        Assert.Equal(["12"], Temperature("lab"));
        Assert.Equal(6, Count(_site.Downsample(Job + " -Lookback 6h"), "WindowsUnchanged"));
    }

    // Rows that are filled in before the first window are late too. What is before all rows is not asked for, nor is a window that begins before them.
    [Fact]
    public async Task ABackfillBeforeTheFirstWindow_IsWritten()
    {
        await _site.WriteAsync("office", "occupancy,room=lab temperature=1,people=1i@2026-01-01T04:30:00Z", "occupancy,room=lab temperature=5,people=5i@2026-01-01T05:30:00Z");

        Assert.Equal(0, Count(_site.Downsample(Job), "WindowsWritten"));
        PSObject result = _site.Downsample(Job + " -Lookback 12h");

        // From 05:00, the first whole window, to 14:00.
        Assert.Equal((9L, 1L, 2L), (Count(result, "WindowsPlanned"), Count(result, "WindowsWritten"), Count(result, "WindowsEmpty")));
        Assert.Equal(["5"], _site.Query("office_hourly", "SELECT temperature FROM occupancy WHERE time < '2026-01-01T08:00:00Z'"));
        Assert.Equal(0, Count(_site.Downsample(Job + " -Lookback 12h"), "WindowsWritten"));
    }

    [Theory]
    [InlineData("Report", "1 window of 'occupancy' has other values now")]
    [InlineData("Write", null)]
    public async Task APointOfASeriesThatIsGone_StaysAndIsTold(string onChange, string? alsoTold)
    {
        await _site.WriteAsync("office_hourly", "occupancy,room=ghost temperature=1,people=1@2026-01-01T10:00:00Z");

        Answer answer = _site.Engine.Run($"Invoke-InfluxDownsample -Source raw -Target hourly {Job} -Lookback 6h -OnChange {onChange}").Succeed();

        Assert.Contains("2026-01-01T10:00:00Z room=ghost Reported", Items(Result(answer), "Changes").Select(change => change.ToString()));
        Assert.Contains("1 point of 'occupancy' is of a series that has no rows in 'occupancy' there any more, and stays", answer.Warnings[^1], StringComparison.Ordinal);
        Assert.Equal(alsoTold is null ? 1 : 2, answer.Warnings.Count);
        Assert.StartsWith(alsoTold ?? "", answer.Warnings[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task AWindowWithNewAndChangedPoints_CountsOnce()
    {
        await _site.WriteAsync("office", "occupancy,room=hall temperature=3,people=3i@2026-01-01T12:10:00Z");

        PSObject result = _site.Downsample(Job + " -Lookback 6h -OnChange Write");

        Assert.Equal((6L, 1L, 1L, 5L, 2L), (Count(result, "WindowsPlanned"), Count(result, "WindowsWritten"), Count(result, "WindowsChanged"), Count(result, "WindowsUnchanged"), Count(result, "PointsWritten")));
    }

    [Fact]
    public void AServerThatKeepsTheOlderPoint_IsNotTrusted()
    {
        _site.Server.Faults.StaleOverwrite = true;

        Answer answer = _site.Engine.Run($"Invoke-InfluxDownsample -Source raw -Target hourly {Job} -Lookback 6h -OnChange Write").Succeed();

        PSObject result = Result(answer);
        Assert.Equal(("Completed", 1L), (Status(result), Count(result, "PointsStale")));
        Assert.Equal("2026-01-01T12:00:00Z room=office Stale", Assert.Single(Items(result, "Changes")).ToString());
        Assert.Contains("still gives the old values", Assert.Single(answer.Warnings), StringComparison.Ordinal);
        Assert.Equal(["12"], Temperature("office"));
    }

    [Fact]
    public void AChangedWindow_EndsTheRunIfAsked()
    {
        Answer answer = _site.Engine.Run($"Invoke-InfluxDownsample -Source raw -Target hourly {Job} -Lookback 6h -OnChange Fail");

        Assert.Contains("2026-01-01T12:00:00Z", answer.FailWith("WindowsChanged").ToString(), StringComparison.Ordinal);
        Assert.Equal(("Failed", 0L), (Status(Result(answer)), Count(Result(answer), "PointsWritten")));
        // Six windows of two series were read, and looked at until the one that has changed.
        Assert.Equal((12L, 1L, 4L), (Count(Result(answer), "RowsRead"), Count(Result(answer), "WindowsChanged"), Count(Result(answer), "WindowsUnchanged")));
    }

    [Fact]
    public void WithoutALookback_OnlyTheLastRunIsLookedAt()
    {
        Assert.Equal(1, Count(_site.Downsample(Job), "WindowsChanged"));
        // What was said is said.
        Assert.Equal("NothingToDo", Status(_site.Downsample(Job)));
    }

    [Fact]
    public async Task ALateSeries_IsMissingAndWritten()
    {
        await _site.WriteAsync("office", "occupancy,room=cellar temperature=5@2026-01-01T10:10:00Z");

        PSObject result = _site.Downsample(Job + " -Lookback 6h");

        Assert.Equal((1L, 1L, 1L), (Count(result, "WindowsChanged"), Count(result, "WindowsWritten"), Count(result, "PointsWritten")));
        Assert.Equal(["2026-01-01T10:00:00Z,5"], _site.Query("office_hourly", "SELECT time, temperature FROM occupancy WHERE room = 'cellar'"));
    }

    [Fact]
    public void AnExplicitRange_FindsWhatTheLookbackDoesNot()
        => Assert.Equal(1, Count(_site.Downsample(Job + " -Start 2026-01-01T08:00:00Z"), "WindowsChanged"));

    [Fact]
    public async Task RowsFourMinutesFiveHoursAndTenDaysLate_AreFoundAsDelayAndLookbackSay()
    {
        const string Other = "late -Every 1h -Start 2026-01-01T08:00:00Z -Delay 5m";
        await _site.WriteAsync("office", Enumerable.Range(8, 8).Select(hour => $"late v={hour}@2026-01-01T{hour:00}:30:00Z"));

        // 4 minutes after its end the window still waits; its late row is in it when it is written.
        PSObject waiting = _site.Downsample(Other + " -Now 2026-01-01T16:04:00Z");
        Assert.Equal((7L, 1L), (Count(waiting, "WindowsWritten"), Reasons(waiting)["WithinDelay"]));
        await _site.WriteAsync("office", "late v=115@2026-01-01T15:59:00Z");
        _site.Downsample("late -Every 1h -Delay 5m -Now 2026-01-01T16:05:00Z");
        Assert.Equal(["65"], _site.Query("office_hourly", "SELECT v FROM late WHERE time = '2026-01-01T15:00:00Z'"));

        // 5 hours late is inside a lookback of 6 hours.
        await _site.WriteAsync("office", "late v=111@2026-01-01T11:59:00Z");
        PSObject five = _site.Downsample("late -Every 1h -Delay 5m -Lookback 6h -OnChange Write -Now 2026-01-01T17:05:00Z");
        Assert.Equal((1L, 0L), (Count(five, "WindowsChanged"), Count(five, "PointsStale")));
        Assert.Equal(["61"], _site.Query("office_hourly", "SELECT v FROM late WHERE time = '2026-01-01T11:00:00Z'"));

        // 10 days late is not, and an explicit range finds it.
        await _site.WriteAsync("office", "late v=108@2026-01-01T08:59:00Z");
        Assert.Equal(0, Count(_site.Downsample("late -Every 1h -Delay 5m -Lookback 6h -Now 2026-01-11T09:05:00Z"), "WindowsChanged"));
        Assert.Equal(1, Count(_site.Downsample("late -Every 1h -Start 2026-01-01 -Stop 2026-01-02 -Now 2026-01-11T09:05:00Z"), "WindowsChanged"));
    }

    [Fact]
    public async Task AWindowThatLacksOneSeriesAndHasAnotherChanged_IsReportedAndFilled()
    {
        await _site.WriteAsync("office", "occupancy,room=cellar temperature=5@2026-01-01T12:10:00Z");

        PSObject result = _site.Downsample(Job + " -Lookback 6h");

        Assert.Equal((6L, 1L, 1L, 5L, 1L), (Count(result, "WindowsPlanned"), Count(result, "WindowsChanged"), Count(result, "WindowsWritten"), Count(result, "WindowsUnchanged"), Count(result, "PointsWritten")));
        Assert.Equal(["12"], Temperature("office"));
        Assert.Equal(["5"], Temperature("cellar"));
    }

    [Fact]
    public async Task TheWindowOfTheFirstRow_IsLookedAtAgain()
    {
        await _site.WriteAsync("office", "occupancy,room=office temperature=108@2026-01-01T08:45:00Z", "occupancy,room=office temperature=108@2026-01-01T08:50:00Z");
        _site.Downsample(Job);

        PSObject result = _site.Downsample(Job + " -Lookback 6h -OnChange Write");

        Assert.Equal(
            ["2026-01-01T08:00:00Z room=office Verified", "2026-01-01T12:00:00Z room=office Verified"],
            Items(result, "Changes").Select(change => change.ToString()));
        Assert.Equal(["74.66666666666667"], _site.Query("office_hourly", "SELECT temperature FROM occupancy WHERE time = '2026-01-01T08:00:00Z' AND room = 'office'"));
    }

    [Fact]
    public async Task AWindowThatHasLostItsFirstRows_StaysAsItIs()
    {
        // What a source looks like whose server does not tell how long it keeps its rows.
        using (var http = new HttpClient())
        {
            Assert.True((await http.DeleteAsync(new Uri(_site.Server.Address, "api/v3/configure/table?db=office&table=occupancy"))).IsSuccessStatusCode);
        }

        await _site.WriteAsync("office", "occupancy,room=office temperature=30,people=1i@2026-01-01T10:40:00Z", "occupancy,room=office temperature=31,people=1i@2026-01-01T13:40:00Z");

        PSObject result = _site.Downsample(Job + " -Lookback 6h -OnChange Write");

        Assert.DoesNotContain(Items(result, "Changes"), change => $"{change}".StartsWith("2026-01-01T10:00:00Z", StringComparison.Ordinal));
        Assert.Equal(["10"], _site.Query("office_hourly", "SELECT temperature FROM occupancy WHERE time = '2026-01-01T10:00:00Z' AND room = 'office'"));
    }

    [Fact]
    public void WhatHasChanged_IsWarnedOf()
    {
        Answer answer = _site.Engine.Run($"Invoke-InfluxDownsample -Source raw -Target hourly {Job} -Lookback 6h").Succeed();

        Assert.Contains("the first at 2026-01-01T12:00:00Z", Assert.Single(answer.Warnings), StringComparison.Ordinal);
    }

    private string[] Temperature(string room) => _site.Query("office_hourly", $"SELECT temperature FROM occupancy WHERE time = '2026-01-01T12:00:00Z' AND room = '{room}'");
}
