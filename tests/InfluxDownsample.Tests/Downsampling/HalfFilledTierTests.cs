using System.Management.Automation;
using InfluxDownsample.Tests.Hosting;
using InfluxDownsample.Tests.Plans;
using Xunit;
using static InfluxDownsample.Tests.Hosting.DownsampleSite;

namespace InfluxDownsample.Tests.Downsampling;

/// <summary>A tier over one that is not filled yet, or filled later below its first window: what is still to come is waited for or told, never forgotten.</summary>
public sealed class HalfFilledTierTests : IAsyncLifetime
{
    private const string End = "2026-01-06T00:00:00Z";
    private const string Hours = "Invoke-InfluxDownsample m -Every 1h -Source raw -Target hourly -Aggregate rollup -TargetMeasurement hours";
    private const string Twos = "Invoke-InfluxDownsample hours -Every 2h -Source hourly -Target hourly -Aggregate rollup -TargetMeasurement twos";
    private const string Days = "Invoke-InfluxDownsample twos -Every 1d -Source hourly -Target hourly -Aggregate rollup -TargetMeasurement days";
    private static readonly DateTime s_start = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly MovableClock _clock = new();
    private DownsampleSite _site = null!;

    // Four days of ten minutes, and a newest one of hours: a server that reads five files at once can read the last day only.
    public async Task InitializeAsync()
    {
        _site = await StartAsync(TestServers.Options with { Clock = _clock });
        await _site.WriteAsync("office", Enumerable.Range(0, 576).Select(tick => $"m,h=a v={tick}i@{Text(s_start.AddMinutes(10 * tick))}"));
        await _site.WriteAsync("office", Enumerable.Range(0, 24).Select(hour => $"m,h=a v=1i@{Text(s_start.AddDays(4).AddHours(hour))}"));
    }

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Theory]
    [InlineData("")]
    [InlineData("-NewestFirst")]
    [InlineData("-Lookback 6h")]
    [InlineData("-IncludePartial")]
    public void WhatATierIsStillToGet_IsWaitedForByTheTiersAboveIt(string upper)
    {
        FailAfterTheNewestDay();
        Answer early = Run($"{Twos} {upper}").Succeed();
        // A tier above waits for what this one waits for.
        Answer days = Run(Days).Succeed();

        Assert.Equal(("Completed", 12L, 48L), (Status(Result(early)), Count(Result(early), "WindowsWritten"), Reasons(Result(early))["SourceIncomplete"]));
        Assert.Equal((1L, 4L), (Count(Result(days), "WindowsWritten"), Reasons(Result(days))["SourceIncomplete"]));
        Assert.StartsWith("The windows from 2026-01-01T00:00:00Z to 2026-01-05T00:00:00Z wait: 'hours' is not complete there.", Assert.Single(early.Warnings), StringComparison.Ordinal);
        Assert.Equal("2026-01-01T00:00:00Z to 2026-01-05T00:00:00Z", Skipped(Result(early)));
        Run($"{Hours} -NewestFirst").Succeed();
        Assert.Equal("False", Test(Twos));

        Answer late = Run(Twos).Succeed();
        Assert.Equal((48L, 48L), (Count(Result(late), "WindowsPlanned"), Count(Result(late), "WindowsWritten")));
        Assert.Equal(4, Count(Result(Run(Days).Succeed()), "WindowsWritten"));
        AssertWhole();
    }

    [Theory]
    [InlineData("NewestFirst = $true", "")]
    [InlineData("", "-NewestFirst")]
    public void WhatATierOfAPlanIsStillToGet_IsWrittenByTheNextRuns(string tier, string first)
    {
        using PlanFile plans = new();
        string path = plans.Write($$"""
            @{
                Defaults     = @{ Source = 'raw'; Target = 'hourly'; Aggregate = 'rollup'; Lookback = '6h' }
                Measurements = 'm'
                Tiers        = @( @{ Every = '1h'; TargetMeasurement = 'hours'; {{tier}} }, @{ Every = '2h'; TargetMeasurement = 'twos' }, @{ Every = '1d'; TargetMeasurement = 'days' } )
            }
            """);
        _site.Server.Faults.QueryFileLimit = 5;
        Run($"Invoke-InfluxDownsample -Path '{path}' {first}");
        _site.Server.Faults.QueryFileLimit = null;

        Run($"Invoke-InfluxDownsample -Path '{path}'").Succeed();

        AssertWhole();
        Assert.All(Run($"Test-InfluxDownsample -Path '{path}' -Quiet").Succeed().Output, same => Assert.Equal(true, same.BaseObject));
    }

    [Fact]
    public void AHoleBetweenWindowsThatAreDone_IsFilledByTheTierAboveToo()
    {
        Run($"{Hours} -Stop 2026-01-02").Succeed();
        Run(Twos).Succeed();
        RunUntilTheServerFails($"{Hours} -NewestFirst", chunks: 1, writes: 1);
        long newest = Count(Result(Run(Twos).Succeed()), "WindowsWritten");
        Assert.InRange(newest, 1, 47);
        Answer waits = Run(Twos).Succeed();
        Assert.Equal(("NothingToDo", 48 - newest), (Status(Result(waits)), Reasons(Result(waits))["SourceIncomplete"]));
        Assert.Contains("wait: 'hours' is not complete there.", Assert.Single(waits.Warnings), StringComparison.Ordinal);
        Run(Hours).Succeed();

        Answer late = Run(Twos).Succeed();

        Assert.Equal(48 - newest, Count(Result(late), "WindowsWritten"));
        Assert.Empty(late.Warnings);
        Run(Days).Succeed();
        AssertWhole();
    }

    [Theory]
    [InlineData("")]
    [InlineData("-NewestFirst")]
    public void AFirstRunThatWasKilled_IsWaitedForThoughNothingIsDone(string order)
    {
        // With the server is gone what the run would have said of its end.
        RunUntilTheServerFails($"{Hours} {order}", chunks: 2, writes: 1000);
        Assert.InRange(int.Parse(_site.Query("office_hourly", "SELECT count(*) FROM hours").Single(), null), 1, 119);

        PSObject early = Result(Run(Twos).Succeed());

        Assert.Equal(("NothingToDo", null, 60L), (Status(early), early.Properties["Watermark"].Value, Reasons(early)["SourceIncomplete"]));
        Assert.Equal($"2026-01-01T00:00:00Z to {End}", Skipped(early));
        Run(Hours).Succeed();
        Assert.Equal(60, Count(Result(Run(Twos).Succeed()), "WindowsWritten"));
        Run(Days).Succeed();
        AssertWhole();
    }

    [Theory]
    [InlineData("", "Start")]
    [InlineData("", "End")]
    // As all tiers of a plan are begun.
    [InlineData("-Start 2026-01-04", "Start")]
    public void WhatIsFilledInBelowATiersFirstWindow_IsToldWithTheStartThatFillsIt(string start, string stamp)
    {
        Run($"{Hours} -Stamp {stamp} -Start 2026-01-04").Succeed();
        Run($"{Twos} {start}").Succeed();
        Run(Days).Succeed();
        Assert.Equal("True", Test(Twos));
        // From the middle of a window of the tier above on.
        Run($"{Hours} -Stamp {stamp} -Start 2026-01-01T05:00:00Z -Stop 2026-01-04").Succeed();

        Answer goesOn = Run(Twos).Succeed();

        Assert.Equal("NothingToDo", Status(Result(goesOn)));
        Assert.Equal(
            "From 2026-01-01T06:00:00Z to 2026-01-04T00:00:00Z 'hours' in database 'office_hourly' is complete, and 'twos' in database 'office_hourly' was never computed: "
                + "it begins later. -Start 2026-01-01T06:00:00Z -Stop 2026-01-04T00:00:00Z fills the gap.",
            Assert.Single(goesOn.Warnings));
        Assert.Equal("False", Test(Twos));
        Assert.Empty(Run($"{Twos} -Start 2026-01-01T06:00:00Z -Stop 2026-01-04T00:00:00Z").Succeed().Warnings);
        Assert.Empty(Run(Twos).Succeed().Warnings);
        Assert.Equal("True", Test(Twos));
        Assert.Equal("False", Test(Days));
        Assert.StartsWith("From 2026-01-02T00:00:00Z to 2026-01-04T00:00:00Z 'twos' in database 'office_hourly' is complete", Assert.Single(Run(Days).Succeed().Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void WhatAStartHasLeftOut_IsNoGap()
    {
        Run($"{Hours} -Start 2026-01-02").Succeed();
        Run($"{Twos} -Start 2026-01-04").Succeed();

        Assert.Empty(Run(Twos).Succeed().Warnings);
        Assert.Equal("True", Test(Twos));
        // What comes later was never left out.
        Run($"{Hours} -Start 2026-01-01 -Stop 2026-01-02").Succeed();
        Assert.StartsWith("From 2026-01-01T00:00:00Z to 2026-01-02T00:00:00Z 'hours' in database 'office_hourly' is complete", Assert.Single(Run(Twos).Succeed().Warnings), StringComparison.Ordinal);
        Assert.Equal("False", Test(Twos));
        // Until a run is told so.
        Run($"{Twos} -Start 2026-01-03T22:00:00Z").Succeed();
        Assert.Empty(Run(Twos).Succeed().Warnings);
        Assert.Equal("True", Test(Twos));
    }

    [Fact]
    public void WhatIsBeingFilledInBelowATiersFirstWindow_IsToldWhenItIsThere()
    {
        Run($"{Hours} -Start 2026-01-05 -Stop 2026-01-05T12:00:00Z").Succeed();
        Run(Twos).Succeed();
        _site.Server.Faults.QueryFileLimit = 5;
        Assert.Equal("Failed", Status(Result(Run($"{Hours} -NewestFirst -Start 2026-01-01"))));
        _site.Server.Faults.QueryFileLimit = null;

        Answer goesOn = Run(Twos).Succeed();
        Assert.Equal(6, Count(Result(goesOn), "WindowsWritten"));
        Assert.Empty(goesOn.Warnings);
        Run(Hours).Succeed();
        Assert.Contains("-Start 2026-01-01T00:00:00Z -Stop 2026-01-05T00:00:00Z fills the gap.", Assert.Single(Run(Twos).Succeed().Warnings), StringComparison.Ordinal);
        Assert.Equal("False", Test(Twos));
        // What lies inside the lookback is taken in as rows are that come late.
        Answer late = Run($"{Twos} -Lookback 3d").Succeed();
        Assert.Equal(24, Count(Result(late), "WindowsWritten"));
        Assert.Contains("-Start 2026-01-01T00:00:00Z -Stop 2026-01-03T00:00:00Z fills the gap.", Assert.Single(late.Warnings), StringComparison.Ordinal);
        Assert.Equal(24, Count(Result(Run($"{Twos} -NewestFirst").Succeed()), "WindowsWritten"));
        Run(Days).Succeed();
        AssertWhole();
    }

    [Fact]
    public void WindowsThatAreDoneAndEmptyBelow_AreNoGap()
    {
        Run($"{Hours} -Start 2025-12-01").Succeed();
        Run(Twos).Succeed();

        Answer goesOn = Run(Twos).Succeed();

        Assert.Equal("NothingToDo", Status(Result(goesOn)));
        Assert.Empty(goesOn.Warnings);
        Assert.Equal("True", Test(Twos));
    }

    // The first hours are done and empty: the day is whole, though a first row in its middle leaves it out of a first run.
    [Fact]
    public async Task ADayThatBeginsWithEmptyHours_IsTold()
    {
        const string Lower = "Invoke-InfluxDownsample late -Every 1h -Source raw -Target hourly -Aggregate rollup -TargetMeasurement late_hours";
        const string Upper = "Invoke-InfluxDownsample late_hours -Every 1d -Source hourly -Target hourly -Aggregate rollup -TargetMeasurement late_days";
        await _site.WriteAsync("office", Enumerable.Range(0, 96).Select(hour => $"late v={hour}@{Text(s_start.AddHours(4.5 + hour))}"));
        Run($"{Lower} -Start 2026-01-01").Succeed();
        Assert.Equal((4L, 1L), (Count(Result(Run(Upper).Succeed()), "WindowsWritten"), Reasons(Result(Run($"{Upper} -NewestFirst -WhatIf").Succeed()))["PartialStart"]));

        Assert.Contains("-Start 2026-01-01T00:00:00Z -Stop 2026-01-02T00:00:00Z fills the gap.", Assert.Single(Run(Upper).Succeed().Warnings), StringComparison.Ordinal);
        Assert.Equal("False", Test(Upper));
        Run($"{Upper} -Start 2026-01-01T00:00:00Z -Stop 2026-01-02T00:00:00Z").Succeed();

        Assert.Empty(Run(Upper).Succeed().Warnings);
        Assert.Equal("True", Test(Upper));
        Assert.Equal(["20"], _site.Query("office_hourly", "SELECT v_count FROM late_days ORDER BY time LIMIT 1"));
    }

    private void FailAfterTheNewestDay()
    {
        _site.Server.Faults.QueryFileLimit = 5;
        Answer failed = Run($"{Hours} -NewestFirst");
        Assert.Equal(("Failed", 24L), (Status(Result(failed)), Count(Result(failed), "WindowsWritten")));
        _site.Server.Faults.QueryFileLimit = null;
    }

    private void RunUntilTheServerFails(string job, int chunks, int writes)
    {
        _site.Server.Faults.DelayMilliseconds = 30;
        _site.Engine.Set("faults", _site.Server.Faults);
        Run($"{job} -ChunkSize 6h -BatchSize 6 -MaxRetry 0 -Verbose 4>&1 | ForEach-Object {{ if (\"$_\" -match 'windows? done' -and ++$done -eq {chunks}) {{ $faults.FailWrites = {writes} }} }}");
        _site.Server.Faults.DelayMilliseconds = 0;
        _site.Server.Faults.FailWrites = 0;
        // The run may not have been able to give its claim back.
        _clock.Advance(TimeSpan.FromMinutes(3));
    }

    private void AssertWhole()
    {
        foreach ((string table, string every) in new[] { ("twos", "2 hours"), ("days", "1 day") })
        {
            Assert.Equal(
                _site.Query("office", $"SELECT date_bin(INTERVAL '{every}', time) AS time, count(v) AS c, sum(v) AS s FROM m GROUP BY 1 ORDER BY 1"),
                _site.Query("office_hourly", $"SELECT time, v_count, v_sum FROM {table} ORDER BY time"));
        }

        Assert.Equal("True", Test(Twos));
        Assert.Equal("True", Test(Days));
    }

    private Answer Run(string command) => _site.Engine.Run(command.Contains("-Now", StringComparison.Ordinal) ? command : command.Replace("Downsample ", $"Downsample -Now {End} ", StringComparison.Ordinal));

    private string Test(string job) => Result(Run($"{job.Replace("Invoke-", "Test-", StringComparison.Ordinal)} -Quiet").Succeed()).BaseObject.ToString()!;

    private static string Skipped(PSObject result)
        => string.Join("; ", Items(result, "Skipped").Select(PSObject.AsPSObject).Select(skipped => $"{Text(skipped.Properties["From"].Value)} to {Text(skipped.Properties["To"].Value)}"));
}
