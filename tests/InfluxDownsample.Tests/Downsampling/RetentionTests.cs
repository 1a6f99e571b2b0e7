using System.Globalization;
using System.Management.Automation;
using InfluxDownsample.Tests.Hosting;
using Xunit;
using static InfluxDownsample.Tests.Hosting.DownsampleSite;

namespace InfluxDownsample.Tests.Downsampling;

/// <summary>A source that forgets: windows whose rows are gone in part are never written, and never take the place of whole ones.</summary>
public sealed class RetentionTests : IAsyncLifetime
{
    private readonly DateTime _hour = DateTime.UtcNow.Date.AddHours(DateTime.UtcNow.Hour);
    private DownsampleSite _site = null!;

    public async Task InitializeAsync()
    {
        _site = await DownsampleSite.StartAsync();
        _site.Engine.Run("New-InfluxDatabase short -RetentionPeriod 4h -Connection raw").Succeed();
        // Every ten minutes of eight hours, ahead of their time by two, so that the server still gives all of those of which only the first are old.
        await _site.WriteAsync("short", Enumerable.Range(-30, 36).Select(tick => string.Create(CultureInfo.InvariantCulture, $"m v={tick}@{Text(_hour.AddMinutes(10 * tick))}")));
    }

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Fact]
    public void DelayAndLookbackBeyondIt_AreWarnedOf()
    {
        Answer answer = Run("-Lookback 6h");

        Assert.Contains("less than -Delay and -Lookback", Assert.Single(answer.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void AStartBeforeIt_SkipsWhatIsGone()
    {
        Answer answer = Run("-Start -8h");

        PSObject result = Result(answer);
        // Four hours back from now lies in the middle of a window, or at worst on its edge.
        Assert.InRange(Reasons(result)["BeyondRetention"], 4, 5);
        Assert.Equal(8, Reasons(result)["BeyondRetention"] + Count(result, "WindowsPlanned") + (_hour == DateTime.UtcNow ? 1 : 0));
        Assert.Contains("are left alone, for their rows are gone or going", Assert.Single(answer.Warnings), StringComparison.Ordinal);
        Assert.True((DateTime)result.Properties["From"].Value >= DateTime.UtcNow.AddHours(-4).AddMinutes(-1), Text(result.Properties["From"].Value));
    }

    [Fact]
    public async Task ALookbackOverIt_LeavesWholeWindowsAsTheyAre()
    {
        // A window that was written when all of its rows were there, half of which are gone by now.
        DateTime edge = DateTime.UtcNow.AddHours(-4);
        DateTime window = edge.Date.AddHours(edge.Hour);
        await _site.WriteAsync("office_hourly", Enumerable.Range(0, 4).Select(hour => $"m v=1000@{Text(window.AddHours(hour))}"));

        PSObject result = Result(Run("-Lookback 1d -OnChange Write"));

        Assert.Equal(["1000"], _site.Query("office_hourly", $"SELECT v FROM m WHERE time = '{Text(window)}'"));
        Assert.InRange(Count(result, "WindowsChanged"), 2, 3);
    }

    [Fact]
    public async Task WhatExpiresMeanwhile_IsSkipped()
    {
        _site.Engine.Run("New-InfluxDatabase hour -RetentionPeriod 1h -Connection raw").Succeed();
        // All rows of the first window are there yet, and may go while it is worked on.
        DateTime edge = DateTime.UtcNow.AddHours(-1).AddSeconds(8);
        edge = edge.AddTicks(-(edge.Ticks % TimeSpan.TicksPerSecond));
        await _site.WriteAsync("hour", Enumerable.Range(1, 58).Select(minute => $"m v=1i@{Text(edge.AddMinutes(minute))}"));

        PSObject result = Result(_site.Engine.Run(
            $"Invoke-InfluxDownsample -Source raw -SourceDatabase hour -Target hourly m -Every 10m -Aggregate count -Origin {Text(edge)} -Start {Text(edge)} -Stop {Text(edge.AddMinutes(50))} -NewestFirst -ChunkSize 10m").Succeed());

        Assert.Equal(("Completed", 1L, 4L), (Status(result), Reasons(result)["BeyondRetention"], Count(result, "WindowsWritten")));
        Assert.Equal(["4"], _site.Query("office_hourly", $"SELECT count(*) AS n FROM m WHERE v = 10 AND time > '{Text(edge)}'"));
    }

    // Whatever begins in the middle of the window that the source forgets.
    [Theory]
    [InlineData("")]
    [InlineData("-Start -8h")]
    public async Task AWindowThatItCuts_IsWrittenOnRequest_AndWhatIsBeforeIt_IsListed(string start)
    {
        DateTime now = DateTime.UtcNow;
        await _site.WriteAsync("short", Enumerable.Range(-500, 500).Select(minute => $"dense v=1@{Text(now.AddMinutes(minute))}"));

        PSObject result = Result(_site.Engine.Run("Invoke-InfluxDownsample dense -Source raw -SourceDatabase short -Target hourly -Every 1h -IncludePartial -Aggregate count "
            + $"{start} -Origin {Text(now.AddHours(-4.5))} -Now {Text(now)}").Succeed());

        // The one that is cut, three whole ones, and the one that is not over.
        Assert.Equal((5L, 2L, 5L), (Count(result, "WindowsPlanned"), Count(result, "WindowsPartial"), Count(result, "WindowsWritten")));
        Assert.Equal(start.Length == 0 ? [] : [$"{Text(now.AddHours(-8.5))} to {Text(now.AddHours(-4.5))} BeyondRetention"],
            Items(result, "Skipped").Select(item => PSObject.AsPSObject(item).Properties)
                .Select(skipped => $"{Text(skipped["From"].Value)} to {Text(skipped["To"].Value)} {skipped["Reason"].Value}"));
        int[] counts = [.. _site.Query("office_hourly", "SELECT v FROM dense ORDER BY time").Select(count => int.Parse(count, CultureInfo.InvariantCulture))];
        Assert.InRange(counts[0], 20, 29);
        Assert.Equal([60, 60, 60, 30], counts[1..]);
    }

    [Theory]
    [InlineData("Start", -3.5)]
    [InlineData("End", -4.5)]
    public async Task WhatTheTargetWouldNotKeep_IsNotWritten(string stamp, double first)
    {
        DateTime now = DateTime.UtcNow;
        await _site.WriteAsync("office", Enumerable.Range(-500, 500).Select(minute => $"dense v=1@{Text(now.AddMinutes(minute))}"));
        string job = $"Invoke-InfluxDownsample dense -Source raw -Target hourly -TargetDatabase short -Every 1h -Stamp {stamp} -Origin {Text(now.AddHours(-4.5))} -Now {Text(now)}";

        Answer answer = _site.Engine.Run(job).Succeed();

        PSObject result = Result(answer);
        long kept = (long)(-0.5 - first);
        Assert.Equal((kept, kept), (Count(result, "WindowsPlanned"), Count(result, "PointsWritten")));
        Assert.Equal(7 - kept, Reasons(result)["BeyondTargetRetention"]);
        Assert.Contains("Database 'short' keeps rows for 4h", Assert.Single(answer.Warnings), StringComparison.Ordinal);
        Assert.Equal([$"{kept}"], _site.Query("short", "SELECT count(*) FROM dense"));
        Assert.Equal(Text(now.AddHours(first)), Text(result.Properties["From"].Value));

        Assert.Equal("NothingToDo", Status(Result(_site.Engine.Run(job).Succeed())));
        PSObject again = Result(_site.Engine.Run(job + " -Lookback 1d").Succeed());
        Assert.Equal((kept, 0L), (Count(again, "WindowsUnchanged"), Count(again, "PointsWritten")));
    }

    // It was written in time, and has been forgotten since.
    [Fact]
    public async Task WhatTheTargetHasForgotten_IsNotComparedNorWrittenAgain()
    {
        DateTime now = DateTime.UtcNow;
        await _site.WriteAsync("office", Enumerable.Range(-500, 500).Select(minute => $"dense v=1@{Text(now.AddMinutes(minute))}"));
        string job = $"Invoke-InfluxDownsample dense -Source raw -Target hourly -Every 1h -Origin {Text(now.AddHours(-4.5))} -Now {Text(now)}";
        Assert.Equal(7, Count(Result(_site.Engine.Run(job).Succeed()), "PointsWritten"));
        _site.Engine.Run("Set-InfluxDatabase office_hourly 4h -Connection raw -Force").Succeed();

        foreach (string range in new[] { "-Lookback 1d", $"-Start {Text(now.AddHours(-8))}" })
        {
            Answer answer = _site.Engine.Run($"{job} {range}").Succeed();
            Assert.Equal((3L, 0L), (Count(Result(answer), "WindowsUnchanged"), Count(Result(answer), "PointsWritten")));
            Assert.Empty(answer.Warnings);
        }
    }

    // Of the four windows of the tier one is left by either: its hours, and its point.
    [Theory]
    [InlineData("office_hourly", "hourly")]
    [InlineData("short", "hourly -TargetDatabase short")]
    public async Task WhatATierOrTheOneBelowItForgets_IsNoGap(string forgets, string target)
    {
        DateTime now = DateTime.UtcNow;
        await _site.WriteAsync("office", Enumerable.Range(-500, 500).Select(minute => $"dense v=1@{Text(now.AddMinutes(minute))}"));
        string common = $"-Aggregate rollup -Origin {Text(now.AddHours(-4.5))} -Now {Text(now)}";
        _site.Engine.Run($"Invoke-InfluxDownsample dense -Source raw -Target hourly -Every 1h {common}").Succeed();
        _site.Engine.Run($"Set-InfluxDatabase {forgets} 4h -Connection raw -Force").Succeed();
        string tier = $"InfluxDownsample dense -Source hourly -Target {target} -TargetMeasurement twos -Every 2h {common}";
        Assert.Equal(1, Count(Result(_site.Engine.Run($"Invoke-{tier}").Succeed()), "PointsWritten"));

        Answer again = _site.Engine.Run($"Invoke-{tier}").Succeed();

        Assert.Equal("NothingToDo", Status(Result(again)));
        Assert.Empty(again.Warnings);
        Assert.Equal(true, Result(_site.Engine.Run($"Test-{tier} -Quiet").Succeed()).BaseObject);
    }

    private Answer Run(string parameters) => _site.Engine.Run($"Invoke-InfluxDownsample -Source raw -SourceDatabase short -Target hourly m -Every 1h {parameters}").Succeed();
}
