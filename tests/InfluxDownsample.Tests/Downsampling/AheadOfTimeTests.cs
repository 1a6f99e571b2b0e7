using System.Management.Automation;
using InfluxDownsample.Tests.Hosting;
using Xunit;
using static InfluxDownsample.Tests.Hosting.DownsampleSite;

namespace InfluxDownsample.Tests.Downsampling;

/// <summary>A <c>-Now</c> that the server's clock has not come to: rows of the windows before it are yet to come.</summary>
public sealed class AheadOfTimeTests : IAsyncLifetime
{
    private readonly MovableClock _clock = new();
    private DownsampleSite _site = null!;
    private DateTime _hour;

    public async Task InitializeAsync()
    {
        _clock.Advance(TimeSpan.FromDays(-1));
        _site = await DownsampleSite.StartAsync(TestServers.Options with { Clock = _clock });
        DateTime now = _clock.GetUtcNow().UtcDateTime;
        _hour = now.Date.AddHours(now.Hour);
        await _site.WriteAsync("office", $"m v=1@{Text(_hour.AddHours(-1))}", $"m v=2@{Text(_hour.AddTicks(1))}");
    }

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Theory]
    [InlineData("")]
    [InlineData("-IncludePartial")]
    [InlineData("-NewestFirst")]
    public async Task WindowsAfterTheServersClock_AreNotDone(string parameters)
    {
        Answer early = Run($"-Now {Text(_hour.AddHours(20.5))} {parameters} -Aggregate count").Succeed();

        Assert.Contains(early.Warnings, warning => warning.Contains("is later than the server's clock", StringComparison.Ordinal)
            && warning.Contains($"Windows from {Text(_hour)} on do not count as done", StringComparison.Ordinal));
        Assert.Equal(["1", "1"], Counts());

        TheDayPasses();
        await _site.WriteAsync("office", $"m v=3@{Text(_hour.AddMinutes(40))}", $"m v=4@{Text(_hour.AddHours(3))}", $"m v=5@{Text(_hour.AddHours(19))}");

        // What was written from a part of its rows is reported as changed; what had none is written.
        PSObject later = Result(Run("-Aggregate count").Succeed());
        Assert.Equal((2L, 1L), (Count(later, "WindowsWritten"), Count(later, "WindowsChanged")));
        Assert.Equal(["1", "1", "1", "1"], Counts());
        Run("-Aggregate count -OnChange Write").Succeed();
        Assert.Equal(["1", "2", "1", "1"], Counts());
        Assert.Equal("NothingToDo", Status(Result(Run("-Aggregate count").Succeed())));
    }

    // As after any run, though the same day holds windows that are not over.
    [Fact]
    public async Task RowsThatCameLateForTheOthers_AreFound()
    {
        Run($"-Now {Text(_hour.AddHours(20.5))} -Aggregate count").Succeed();
        await _site.WriteAsync("office", $"m v=3@{Text(_hour.AddMinutes(-20))}");
        TheDayPasses();

        Assert.Equal(1, Count(Result(Run("-Aggregate count").Succeed()), "WindowsChanged"));
    }

    [Fact]
    public async Task ATierDoesNotTakeThemForDone()
    {
        Run($"-Now {Text(_hour.AddHours(20.5))} -Aggregate rollup").Succeed();
        TheDayPasses();
        await _site.WriteAsync("office", $"m v=5@{Text(_hour.AddHours(1.5))}");

        string upper = $"Invoke-InfluxDownsample m -Every 2h -Source hourly -Target hourly -TargetMeasurement two -Aggregate rollup -Origin {Text(_hour.AddHours(-1))}";
        _site.Engine.Run(upper).Succeed();
        Run("-Aggregate rollup -OnChange Write").Succeed();
        _site.Engine.Run(upper).Succeed();

        Assert.Equal(["3"], _site.Query("office_hourly", "SELECT sum(v_count) FROM two"));
    }

    [Theory]
    [InlineData("now")]
    [InlineData("-1h")]
    public void ANowThatIsNone_IsNotWarnedOf(string now)
    {
        TheDayPasses();

        Assert.Empty(Run($"-Now {now}").Succeed().Warnings);
    }

    private void TheDayPasses()
    {
        _clock.Advance(TimeSpan.FromDays(1));
        // A connection asks a server once what time it is.
        _site.Connect(_site.Engine);
    }

    private string[] Counts() => _site.Query("office_hourly", "SELECT v FROM m ORDER BY time");

    private Answer Run(string parameters) => _site.Engine.Run($"Invoke-InfluxDownsample m -Every 1h -Source raw -Target hourly {parameters}");
}
