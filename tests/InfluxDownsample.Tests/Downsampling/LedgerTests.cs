using System.Management.Automation;
using InfluxDownsample.Tests.Hosting;
using Xunit;
using static InfluxDownsample.Tests.Hosting.DownsampleSite;

namespace InfluxDownsample.Tests.Downsampling;

/// <summary>What a target is, and which of its windows are done, is what its ledger says, and nothing else.</summary>
public sealed class LedgerTests(EngineFixture fixture) : IClassFixture<EngineFixture>, IAsyncLifetime
{
    private DownsampleSite _site = null!;

    public async Task InitializeAsync()
    {
        _site = await DownsampleSite.StartAsync(engine: fixture.Engine);
        // Every ten minutes of three days.
        await _site.WriteAsync("office", Enumerable.Range(0, 3 * 144).Select(tick =>
            $"occupancy,room=office temperature={tick},people={tick}i@2026-01-0{1 + (tick / 144)}T{tick / 6 % 24:00}:{tick % 6}0:00Z"));
    }

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Fact]
    public async Task TheLoserOfTwoFirstRuns_StaysRefused()
    {
        const string Range = "-Start 2026-01-01 -Now 2026-01-01T10:05:00Z";
        using HostedEngine other = new();
        _site.Connect(other);
        _site.Server.Faults.DelayMilliseconds = 20;

        Answer[] answers = await Task.WhenAll(
            Task.Run(() => Run($"occupancy -Every 1h -TargetMeasurement race {Range}")),
            Task.Run(() => other.Run($"Invoke-InfluxDownsample -Source raw -Target hourly occupancy -Every 2h -TargetMeasurement race {Range}")));
        _site.Server.Faults.DelayMilliseconds = 0;

        bool hoursWon = Status(Result(answers[0])) == "Completed";
        answers[hoursWon ? 1 : 0].FailWith("SchemaConflict");
        Run($"occupancy -Every {(hoursWon ? "2h" : "1h")} -TargetMeasurement race {Range}").FailWith("SchemaConflict");
        Assert.Equal("Completed", Status(Result(Run($"occupancy -Every {(hoursWon ? "1h" : "2h")} -TargetMeasurement race -Now 2026-01-01T14:05:00Z").Succeed())));
        Assert.Equal([hoursWon ? "14" : "7"], _site.Query("office_hourly", "SELECT count(*) FROM race"));
    }

    [Fact]
    public async Task ARunThatWroteNothing_MadeNothingOfItsTarget()
    {
        await _site.WriteAsync("office", "big,room=office n=4611686018427387904i@2026-01-01T08:10:00Z", "big,room=office n=4611686018427387904i@2026-01-01T08:20:00Z");
        Run("big -Every 1h -Aggregate sum -Start 2026-01-01T08:00:00Z -Now 2026-01-01T09:05:00Z").FailWith("Overflow");

        // What the error advises.
        Answer mean = Run("big -Every 1h -Aggregate mean -Start 2026-01-01T08:00:00Z -Now 2026-01-01T09:05:00Z").Succeed();

        Assert.Equal(1, Count(Result(mean), "PointsWritten"));
        Assert.Equal(["4.611686018427388E+18"], _site.Query("office_hourly", "SELECT n FROM big"));
    }

    [Fact]
    public async Task ATableOfAnotherServer_IsAnotherSource()
    {
        await using DownsampleSite second = await DownsampleSite.StartAsync();
        await second.WriteAsync("office", "occupancy,room=office temperature=1@2026-01-01T08:10:00Z", "occupancy,room=office temperature=1@2026-01-01T09:10:00Z");
        _site.Downsample("occupancy -Every 1h -Start 2026-01-01 -Now 2026-01-01T10:05:00Z");

        Answer refused = _site.Engine.Run($"Invoke-InfluxDownsample -Source '{second.Server.Address}?database=office' -Target hourly occupancy -Every 1h -Now 2026-01-01T10:05:00Z");

        string message = refused.FailWith("SchemaConflict").ToString();
        Assert.Contains(_site.Server.Address.Authority, message, StringComparison.Ordinal);
        Assert.Contains(second.Server.Address.Authority, message, StringComparison.Ordinal);
    }

    [Fact]
    public void ATier_WaitsForTheHoursThatARunBackwardsHasNotFilled()
    {
        _site.Downsample("occupancy -Every 1h -Aggregate rollup -Start 2026-01-03 -Now 2026-01-04T00:05:00Z");
        // Cut off after the newest half of the day before.
        _site.Engine.Run("""
            foreach ($once in 1) {
                Invoke-InfluxDownsample -Source raw -Target hourly occupancy -Every 1h -Aggregate rollup -NewestFirst -ChunkSize 1h -BatchSize 1 -Start 2026-01-01 -Stop 2026-01-03 -Now 2026-01-04T00:05:00Z -Verbose 4>&1 |
                    ForEach-Object { if ("$_" -match 'windows? done' -and ++$chunks -ge 12) { break } }
            }
            """).Succeed();
        string[] hours = _site.Query("office_hourly", "SELECT count(*) FROM occupancy WHERE time < '2026-01-03T00:00:00Z'");
        Assert.InRange(int.Parse(hours[0], null), 1, 47);

        Answer early = Days();
        Assert.True(Reasons(Result(early))["SourceIncomplete"] >= 1);
        Assert.Equal(1, Count(Result(early), "WindowsWritten"));
        _site.Downsample("occupancy -Every 1h -Aggregate rollup -Now 2026-01-04T00:05:00Z");
        Assert.Equal(2, Count(Result(Days()), "WindowsWritten"));

        Assert.Equal(
            _site.Query("office", "SELECT date_bin(INTERVAL '1 day', time) AS time, sum(people) AS people FROM occupancy WHERE time >= '2026-01-01T00:00:00Z' AND time < '2026-01-03T00:00:00Z' GROUP BY 1 ORDER BY 1"),
            _site.Query("office_hourly", "SELECT time, people FROM days WHERE time < '2026-01-03T00:00:00Z' ORDER BY time"));

        Answer Days() => _site.Engine.Run(
            "Invoke-InfluxDownsample -Source hourly -Target hourly occupancy -Every 1d -Field people -Aggregate sum -TargetMeasurement days -Start 2026-01-01 -Now 2026-01-04T00:05:00Z").Succeed();
    }

    [Fact]
    public async Task ADayWhoseFirstHalfHourTheTierLacks_IsSkippedWithItsReason()
    {
        await _site.WriteAsync("office", Enumerable.Range(0, 36 * 6).Select(tick => $"late v={tick}@{Text(new DateTime(2026, 1, 1, 6, 4, 0, DateTimeKind.Utc).AddMinutes(10 * tick))}"));
        Run("late -Every 30m -Aggregate rollup -Now 2026-01-02T12:05:00Z").Succeed();

        Answer days = _site.Engine.Run("Invoke-InfluxDownsample -Source hourly -Target hourly late -Every 1d -TargetMeasurement late_days -Start 2026-01-01 -Now 2026-01-02T12:05:00Z").Succeed();

        Assert.Equal(("NothingToDo", 1L), (Status(Result(days)), Reasons(Result(days))["SourceIncomplete"]));
        Assert.Contains(days.Warnings, warning => warning.Contains("'late' is not complete there", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ATableThatWasDropped_IsBegunAnew()
    {
        _site.Downsample("occupancy -Every 1h -Start 2026-01-01 -Now 2026-01-01T10:05:00Z");
        using (var http = new HttpClient())
        {
            Assert.True((await http.DeleteAsync(new Uri(_site.Server.Address, "api/v3/configure/table?db=office_hourly&table=occupancy"))).IsSuccessStatusCode);
        }

        // Also as a table of another kind.
        PSObject again = _site.Downsample("occupancy -Every 2h -Aggregate max -Start 2026-01-01 -Now 2026-01-01T10:05:00Z");

        Assert.Equal(5, Count(again, "WindowsWritten"));
        Assert.Equal("NothingToDo", Status(_site.Downsample("occupancy -Every 2h -Aggregate max -Now 2026-01-01T10:05:00Z")));
    }

    [Fact]
    public void ARollupBesideMeans_IsRefused()
    {
        _site.Downsample("occupancy -Every 1h -Start 2026-01-01 -Now 2026-01-01T10:05:00Z");
        int points = int.Parse(_site.Query("office_hourly", "SELECT count(*) FROM occupancy").Single(), null);

        string message = Run("occupancy -Every 1h -Aggregate rollup -Now 2026-01-01T12:05:00Z").FailWith("SchemaConflict").ToString();

        Assert.Contains("it keeps the mean of", message, StringComparison.Ordinal);
        Assert.Equal([$"{points}"], _site.Query("office_hourly", "SELECT count(*) FROM occupancy"));
    }

    [Fact]
    public void AGridThatDoesNotFit_IsRefusedThoughNothingIsDue()
    {
        _site.Downsample("occupancy -Every 1h -Aggregate rollup -Start 2026-01-01 -Now 2026-01-01T10:05:00Z");

        _site.Engine.Run("Invoke-InfluxDownsample -Source hourly -Target hourly occupancy -Every 1d -TimeZone Asia/Kolkata -TargetMeasurement india -Now 2026-01-01T10:06:00Z").FailWith("TierInvalid");
    }

    [Fact]
    public void TheLastOfATierOverSeriesOfOneStamp_IsRefused()
    {
        _site.Downsample("occupancy -Every 1h -Aggregate last -Start 2026-01-01 -Now 2026-01-02T00:05:00Z");

        _site.Engine.Run("Invoke-InfluxDownsample -Source hourly -Target hourly occupancy -Every 1d -Tag @() -Aggregate last -TargetMeasurement lasts -Start 2026-01-01 -Now 2026-01-02T00:06:00Z")
            .FailWith("TierInvalid");
    }

    // Series beside their total would be counted twice by whatever reads both.
    [Theory]
    [InlineData("-Tag @()", "")]
    [InlineData("-Tag @()", "-Tag room")]
    [InlineData("-Tag room", "-Tag room,floor")]
    public async Task SeriesBesideWhatAggregatesOverThem_AreRefused(string first, string then)
    {
        await _site.WriteAsync("office", "air,room=a,floor=1 v=1@2026-01-01T00:00:00Z", "air,room=b,floor=1 v=2@2026-01-01T00:20:00Z", "air,room=a,floor=1 v=3@2026-01-01T01:10:00Z");
        _site.Downsample($"air -Every 1h {first} -Now 2026-01-01T01:00:00Z");

        Assert.Contains("aggregates over '", _site.Engine.Run($"Invoke-InfluxDownsample -Source raw -Target hourly air -Every 1h {then} -Lookback 6h -Now 2026-01-01T02:00:00Z")
            .FailWith("SchemaConflict").ToString(), StringComparison.Ordinal);
        Assert.Equal("Completed", Status(_site.Downsample($"air -Every 1h {first} -Lookback 6h -Now 2026-01-01T02:00:00Z")));
    }

    // A tag that the source gets later tells its series apart from then on.
    [Fact]
    public async Task ATagThatTheSourceGetsLater_IsNew()
    {
        await _site.WriteAsync("office", "air v=1@2026-01-01T00:00:00Z");
        _site.Downsample("air -Every 1h -Now 2026-01-01T01:00:00Z");
        await _site.WriteAsync("office", "air,room=a v=3@2026-01-01T01:10:00Z");

        Assert.Equal("Completed", Status(_site.Downsample("air -Every 1h -Lookback 6h -Now 2026-01-01T02:00:00Z")));
        Assert.Equal(["2026-01-01T00:00:00Z,,1", "2026-01-01T01:00:00Z,a,3"], _site.Query("office_hourly", "SELECT time, room, v FROM air ORDER BY time"));
    }

    [Fact]
    public async Task TheLastRunsRange_IsCountedOnceMore()
    {
        _site.Downsample("occupancy -Every 1h -Start 2026-01-01 -Now 2026-01-01T10:05:00Z");
        await _site.WriteAsync("office", "occupancy,room=office temperature=1000@2026-01-01T09:55:00Z");

        PSObject next = _site.Downsample("occupancy -Every 1h -Now 2026-01-01T11:05:00Z");

        Assert.Equal((11L, 1L, 1L), (Count(next, "WindowsPlanned"), Count(next, "WindowsChanged"), Count(next, "WindowsWritten")));
        // Once said, it is said.
        Assert.Equal("NothingToDo", Status(_site.Downsample("occupancy -Every 1h -Now 2026-01-01T11:05:00Z")));
    }

    [Theory]
    // Counted together with the windows that follow, or before the run where none do, or where counts are taken at once.
    [InlineData("-SettleTime 1ms -Now 2026-01-03T01:05:00Z", 49)]
    [InlineData("-SettleTime 1ms -Now 2026-01-03T00:06:00Z", 48)]
    [InlineData("-Now 2026-01-03T01:05:00Z", 49)]
    public async Task AllOfALastRunOfTwoDays_IsCountedOnceMore(string next, int windows)
    {
        _site.Downsample("occupancy -Every 1h -Start 2026-01-01 -Now 2026-01-03T00:05:00Z");
        await _site.WriteAsync("office", "occupancy,room=office temperature=1000@2026-01-01T00:55:00Z");

        PSObject reported = _site.Downsample($"occupancy -Every 1h {next}");

        Assert.Equal("2026-01-01T00:00:00Z room=office Reported", Assert.Single(Items(reported, "Changes")).ToString());
        // Only the day that has changed is compared.
        Assert.Equal((windows - 24L, 1L, 23L, windows - 48L), (Count(reported, "WindowsPlanned"), Count(reported, "WindowsChanged"), Count(reported, "WindowsUnchanged"), Count(reported, "WindowsWritten")));
        await _site.WriteAsync("office", "occupancy,room=office temperature=1000@2026-01-01T00:57:00Z");
        PSObject written = _site.Downsample($"occupancy -Every 1h -OnChange Write {next}");
        Assert.Equal("2026-01-01T00:00:00Z room=office Verified", Assert.Single(Items(written, "Changes")).ToString());
        Assert.Equal(
            _site.Query("office", "SELECT avg(temperature) FROM occupancy WHERE time < '2026-01-01T01:00:00Z'"),
            _site.Query("office_hourly", "SELECT temperature FROM occupancy WHERE time = '2026-01-01T00:00:00Z'"));
        Assert.Equal("NothingToDo", Status(_site.Downsample($"occupancy -Every 1h {next}")));
    }

    [Fact]
    public async Task OfALongLastRun_ThreeDaysAreCountedOnceMore_InPiecesThatTheServerTakes()
    {
        await _site.WriteAsync("office", Enumerable.Range(0, 10 * 144).Select(tick => $"long,room=a v={tick}@{Text(new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddMinutes(10 * tick))}"));
        _site.Downsample("long -Every 1h -Start 2026-01-01 -Now 2026-01-11T00:05:00Z");
        await _site.WriteAsync("office", "long,room=a v=1000@2026-01-07T23:55:00Z", "long,room=a v=1000@2026-01-08T00:05:00Z");
        _site.Server.Faults.QueryFileLimit = 200;
        int before = _site.Server.Requests.Entries.Count;

        PSObject next = _site.Downsample("long -Every 1h -Now 2026-01-11T00:05:00Z");

        Assert.Equal("2026-01-08T00:00:00Z room=a Reported", Assert.Single(Items(next, "Changes")).ToString());
        Assert.Equal(24, Count(next, "WindowsPlanned"));
        Assert.InRange(_site.Server.Requests.Entries.Skip(before).Count(request => request.Query?.Contains("count(*) AS", StringComparison.Ordinal) == true), 2, 12);
    }

    [Fact]
    public async Task ASeriesThatVanished_HasChanged()
    {
        await _site.WriteAsync("office", "gone,room=a v=1@2026-01-01T08:10:00Z", "gone,room=b v=1@2026-01-01T08:10:00Z");
        _site.Downsample("gone -Every 1h -Start 2026-01-01T08:00:00Z -Now 2026-01-01T09:05:00Z");
        using (var http = new HttpClient())
        {
            Assert.True((await http.DeleteAsync(new Uri(_site.Server.Address, "api/v3/configure/table?db=office&table=gone"))).IsSuccessStatusCode);
        }

        await _site.WriteAsync("office", "gone,room=a v=1@2026-01-01T08:10:00Z");

        PSObject run = _site.Downsample("gone -Every 1h -Start 2026-01-01T08:00:00Z -Now 2026-01-01T09:05:00Z");
        PSObject test = Result(_site.Engine.Run("Test-InfluxDownsample -Source raw -Target hourly gone -Every 1h -Start 2026-01-01T08:00:00Z -Now 2026-01-01T09:05:00Z").Succeed());

        Assert.Equal((1L, 0L), (Count(run, "WindowsChanged"), Count(run, "WindowsUnchanged")));
        Assert.Equal("2026-01-01T08:00:00Z room=b Reported", Assert.Single(Items(run, "Changes")).ToString());
        Assert.Equal((1L, 0L), (Count(test, "Extra"), Count(test, "Match")));
    }

    [Fact]
    public async Task APointBesideTheWindows_IsExtra()
    {
        _site.Downsample("occupancy -Every 1h -Start 2026-01-01 -Now 2026-01-01T10:05:00Z");
        await _site.WriteAsync("office_hourly", "occupancy,room=office temperature=5@2026-01-01T08:20:00Z");

        PSObject test = Result(_site.Engine.Run("Test-InfluxDownsample -Source raw -Target hourly occupancy -Every 1h -Start 2026-01-01 -Now 2026-01-01T10:05:00Z").Succeed());

        Assert.Equal((10L, 9L, 1L), (Count(test, "Windows"), Count(test, "Match"), Count(test, "Extra")));
        Assert.Equal("2026-01-01T08:20:00Z room=office temperature: 5 instead of nothing", Assert.Single(Items(test, "Differences")).ToString());
    }

    [Fact]
    public async Task WindowsWithoutRows_NeitherMatchNorMiss()
    {
        await _site.WriteAsync("office_hourly", "other v=1@2026-01-01T00:00:00Z");
        PSObject test = Result(_site.Engine.Run("Test-InfluxDownsample -Source raw -Target hourly occupancy -Every 1h -TargetMeasurement nothing -Start 2025-12-31 -Now 2026-01-01T02:05:00Z").Succeed());

        Assert.Equal((26L, 0L, 2L), (Count(test, "Windows"), Count(test, "Match"), Count(test, "Missing")));
    }

    [Fact]
    public async Task ThinWindows_AreCountedAndListedAsSuch()
    {
        await _site.WriteAsync("office", "thin v=1@2026-01-01T08:10:00Z", "thin v=1@2026-01-01T08:20:00Z", "thin v=1@2026-01-01T09:10:00Z");

        PSObject result = _site.Downsample("thin -Every 1h -MinimumSamples 2 -Start 2026-01-01T08:00:00Z -Now 2026-01-01T11:05:00Z");

        Assert.Equal((1L, 1L, 1L), (Count(result, "WindowsWritten"), Count(result, "WindowsThin"), Count(result, "WindowsEmpty")));
        Assert.Contains("2026-01-01T09:00:00Z TooFewSamples", Items(result, "Skipped").Select(item => item.ToString()));
    }

    [Fact]
    public async Task AnAnswerThatBrokeOff_IsCountedOnce()
    {
        await using DownsampleSite small = await DownsampleSite.StartAsync(TestServers.Options with { RowsPerBatch = 7 });
        await small.WriteAsync("office", Enumerable.Range(0, 48).Select(hour => $"occupancy,room=office temperature={hour}@2026-01-0{1 + (hour / 24)}T{hour % 24:00}:30:00Z"));
        small.Server.Faults.ResetQueriesAfterBatches = 3;
        small.Server.Faults.ResetQueries = 6;

        PSObject result = small.Downsample("occupancy -Every 1h -MinimumSamples 2 -ChunkSize 2d -MaxRetry 20 -Start 2026-01-01 -Now 2026-01-03");

        Assert.InRange(small.Server.Faults.ResetQueries, 0, 5);
        small.Server.Faults.ResetQueries = 0;
        Assert.Equal((48L, 48L), (Count(result, "RowsRead"), Reasons(result)["TooFewSamples"]));
    }

    [Fact]
    public async Task AClockThatIsAhead_ClosesNoWindowEarly()
    {
        MovableClock clock = new();
        clock.Advance(TimeSpan.FromHours(-2));
        await using DownsampleSite late = await DownsampleSite.StartAsync(TestServers.Options with { Clock = clock });
        DateTime hour = clock.GetUtcNow().UtcDateTime;
        hour = new DateTime(hour.Year, hour.Month, hour.Day, hour.Hour, 0, 0, DateTimeKind.Utc);
        await late.WriteAsync("office", $"occupancy temperature=1@{Text(hour.AddMinutes(-30))}", $"occupancy temperature=2@{Text(hour.AddSeconds(1))}");

        Answer answer = late.Engine.Run($"Invoke-InfluxDownsample -Source raw -Target hourly occupancy -Every 1h -Start {Text(hour.AddHours(-1))}").Succeed();

        Assert.Contains("ahead of the server's", Assert.Single(answer.Warnings), StringComparison.Ordinal);
        Assert.Equal(["1"], late.Query("office_hourly", "SELECT temperature FROM occupancy"));
    }

    [Fact]
    public void RefusedRuns_AreInTheHistory()
    {
        _site.Downsample("occupancy -Every 1h -Start 2026-01-01 -Now 2026-01-01T10:05:00Z");
        Run("occupancy -Every 1h -Aggregate @{ temperature = 'max'; people = 'mean' } -Now 2026-01-01T12:05:00Z").FailWith("SchemaConflict");

        PSObject[] runs = [.. _site.Engine.Run("Get-InfluxDownsampleHistory -Target hourly").Succeed().Output];

        Assert.Equal(["Refused", "Completed"], runs.Select(run => run.Properties["Status"].Value.ToString()));
        Assert.StartsWith("SchemaConflict: 'occupancy' in database 'office_hourly' is of another kind", runs[0].Properties["Error"].Value.ToString(), StringComparison.Ordinal);
        Assert.Equal(["SchemaConflict", null], runs.Select(run => run.Properties["ErrorId"].Value));
        Assert.Null(runs[1].Properties["Error"].Value);
    }

    [Theory]
    [InlineData("occupancy -Every 1h -TargetMeasurement '{measurement'")]
    [InlineData("occupancy -Every 1h -NameTemplate \"{field}`t{function}\" -Start 2026-01-01 -Now 2026-01-01T10:05:00Z")]
    public void ANameThatCannotBe_IsRefusedBeforeTheRunBegins(string job)
    {
        Run(job).FailWith("InvalidParameter");

        Assert.Empty(_site.Engine.Run("(Get-InfluxDatabase office_hourly).Name").Texts);
    }

    [Fact]
    public async Task AnEscapedName_IsThatName()
    {
        await _site.WriteAsync("office", "br[0] v=1@2026-01-01T08:10:00Z");

        Assert.Equal(1, Count(_site.Downsample("'br`[0`]' -Every 1h -Start 2026-01-01T08:00:00Z -Now 2026-01-01T09:05:00Z"), "WindowsWritten"));
        Assert.Equal(["1"], _site.Query("office_hourly", "SELECT v FROM \"br[0]\""));
    }

    [Fact]
    public async Task ARollupOfText_KeepsCountAndLast()
    {
        await _site.WriteAsync("office", "doors state=\"open\"@2026-01-01T08:10:00Z", "doors state=\"shut\"@2026-01-01T08:20:00Z");

        _site.Downsample("doors -Every 1h -Aggregate @{ state = 'rollup' } -Start 2026-01-01T08:00:00Z -Now 2026-01-01T09:05:00Z");

        Assert.Equal(["2,shut"], _site.Query("office_hourly", "SELECT state_count, state_last FROM doors"));
    }

    [Theory]
    [InlineData("", 6, 4)]
    [InlineData("again", 4, 0)]
    public void ARun_AsksLittle(string again, int queries, int writes)
    {
        _site.Downsample("occupancy -Every 1h -Start 2026-01-01 -Now 2026-01-01T10:05:00Z");
        if (again.Length > 0)
        {
            _site.Downsample("occupancy -Every 1h -Now 2026-01-01T11:05:00Z");
        }

        int before = _site.Server.Requests.Entries.Count;
        PSObject result = _site.Downsample("occupancy -Every 1h -SettleTime 10ms -Now 2026-01-01T11:05:00Z");

        Assert.Equal(again.Length > 0 ? "NothingToDo" : "Completed", Status(result));
        LocalServer.Faults.LoggedRequest[] asked = [.. _site.Server.Requests.Entries.Skip(before)];
        string all = string.Join("\n", asked.Select(request => request.Query ?? request.Path));
        Assert.True(asked.Count(request => request.GrpcStatus is not null) <= queries, all);
        Assert.True(asked.Count(request => request.Path.EndsWith("write_lp", StringComparison.Ordinal)) <= writes, all);
    }

    private Answer Run(string parameters) => _site.Engine.Run($"Invoke-InfluxDownsample -Source raw -Target hourly {parameters}");


}
