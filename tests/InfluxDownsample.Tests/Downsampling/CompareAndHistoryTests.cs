using System.Management.Automation;
using InfluxDownsample.Tests.Hosting;
using Xunit;
using static InfluxDownsample.Tests.Hosting.DownsampleSite;

namespace InfluxDownsample.Tests.Downsampling;

/// <summary>Test-InfluxDownsample and Get-InfluxDownsampleHistory.</summary>
public sealed class CompareAndHistoryTests(EngineFixture fixture) : IClassFixture<EngineFixture>, IAsyncLifetime
{
    private const string Job = "occupancy -Every 1h -Now 2026-01-01T14:05:00Z";

    private DownsampleSite _site = null!;

    public async Task InitializeAsync()
    {
        _site = await DownsampleSite.StartAsync(engine: fixture.Engine);
        foreach (string room in new[] { "office", "lab" })
        {
            await _site.WriteAsync("office", Enumerable.Range(8, 6).Select(hour => $"occupancy,room={room} temperature={hour},people={hour}i@2026-01-01T{hour:00}:00:00Z"));
        }

        _site.Downsample(Job + " -Stop 2026-01-01T13:00:00Z");
    }

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Fact]
    public async Task MissingDifferentAndExtraWindows_AreListed()
    {
        await _site.WriteAsync("office", "occupancy,room=lab temperature=20@2026-01-01T09:30:00Z");
        await _site.WriteAsync("office_hourly", "occupancy,room=cellar temperature=1@2026-01-01T10:00:00Z", "occupancy,room=lab temperature=5@2026-01-01T10:20:00Z");
        int writes = _site.Writes.Count();

        PSObject test = Result(_site.Engine.Run($"Test-InfluxDownsample -Source raw -Target hourly {Job}").Succeed());

        Assert.Equal((6L, 3L, 1L, 1L, 1L), (Count(test, "Windows"), Count(test, "Match"), Count(test, "Missing"), Count(test, "Different"), Count(test, "Extra")));
        Assert.Equal(
            [
                "2026-01-01T09:00:00Z room=lab temperature: 9 instead of 14.5",
                "2026-01-01T10:00:00Z room=cellar temperature: 1 instead of nothing",
                "2026-01-01T10:20:00Z room=lab temperature: 5 instead of nothing",
                "2026-01-01T13:00:00Z room=lab people: nothing instead of 13",
                "2026-01-01T13:00:00Z room=lab temperature: nothing instead of 13",
                "2026-01-01T13:00:00Z room=office people: nothing instead of 13",
                "2026-01-01T13:00:00Z room=office temperature: nothing instead of 13",
            ],
            Items(test, "Differences").Select(item => item.ToString()));
        PSObject first = PSObject.AsPSObject(Items(test, "Differences")[0]);
        Assert.Equal(("room=lab", "temperature", 14.5, 9.0), (first.Properties["Series"].Value, first.Properties["Field"].Value, first.Properties["Expected"].Value, first.Properties["Actual"].Value));
        Assert.Equal(writes, _site.Writes.Count());
    }

    [Fact]
    public void ATargetThatIsRight_MatchesEverywhere()
    {
        PSObject test = Result(_site.Engine.Run($"Test-InfluxDownsample -Source raw -Target hourly {Job} -Stop 2026-01-01T13:00:00Z").Succeed());

        Assert.Equal((5L, 5L), (Count(test, "Windows"), Count(test, "Match")));
        Assert.Empty(Items(test, "Differences"));
    }

    [Fact]
    public async Task WindowsWithoutRowsOnEitherSide_AreEmpty()
    {
        await _site.WriteAsync("office", "occupancy,room=lab temperature=20@2026-01-01T17:00:00Z");
        await _site.WriteAsync("office_hourly", "occupancy,room=lab temperature=5@2026-01-01T18:00:00Z");

        PSObject test = Result(_site.Engine.Run("Test-InfluxDownsample -Source raw -Target hourly occupancy -Every 1h -Start 2026-01-01T06:00:00Z -Stop 2026-01-01T20:00:00Z").Succeed());

        // 6, 7, 14, 15, 16 and 19 o'clock; 13 and 17 are missing.
        Assert.Equal((14L, 5L, 2L, 0L, 1L, 6L), (Count(test, "Windows"), Count(test, "Match"), Count(test, "Missing"), Count(test, "Different"), Count(test, "Extra"), Count(test, "Empty")));
    }

    [Fact]
    public void ANameWithoutARun_IsAnError_AndAWildcardIsNot()
    {
        Answer named = _site.Engine.Run("Get-InfluxDownsampleHistory ocupancy, occupancy -Target hourly");
        Assert.Contains("'ocupancy'", named.FailWith("MeasurementNotFound").ToString(), StringComparison.Ordinal);
        Assert.Single(named.Output);
        Assert.Empty(_site.Engine.Run("Get-InfluxDownsampleHistory ocu* -Target hourly").Succeed().Output);
    }

    [Fact]
    public void Runs_AreRemembered()
    {
        _site.Downsample(Job);
        _site.Engine.Run($"Invoke-InfluxDownsample -Source raw -Target hourly {Job} -TargetMeasurement other -Aggregate @{{ temperature = 'sum' }} -NameTemplate x").Succeed();
        _site.Server.Faults.FailWrites = 0;

        Answer all = _site.Engine.Run("Get-InfluxDownsampleHistory -Target hourly").Succeed();

        Assert.Equal(["other", "occupancy", "occupancy"], all.Output.Select(run => run.Properties["TargetMeasurement"].Value));
        PSObject run = all.Output[1];
        Assert.Equal(
            ("occupancy", "office", "1h", "Completed", "2026-01-01T13:00:00Z", "2026-01-01T14:00:00Z", 2L),
            (run.Properties["Measurement"].Value, run.Properties["SourceDatabase"].Value, run.Properties["Every"].Value, run.Properties["Status"].Value,
                Text(run.Properties["From"].Value), Text(run.Properties["To"].Value), Count(run, "PointsWritten")));
        Assert.Contains(Environment.MachineName, run.Properties["Owner"].Value.ToString(), StringComparison.Ordinal);
        Assert.InRange((DateTime)run.Properties["Started"].Value, DateTime.UtcNow.AddMinutes(-5), (DateTime)run.Properties["Ended"].Value);
        Assert.Single(_site.Engine.Run("Get-InfluxDownsampleHistory occ* -Last 1 -Target hourly | Where-Object TargetMeasurement -eq occupancy").Succeed().Output);
    }

    [Fact]
    public void ADatabaseWithoutRuns_HasNoHistory() => Assert.Empty(_site.Engine.Run("Get-InfluxDownsampleHistory -Target raw").Succeed().Output);

    [Fact]
    public async Task AnEarlierRun_IsComparedAsItWasRecorded()
    {
        // Of another kind each: functions, names, zone, end stamps, types, one series; and with a filter, of which only the text is on record.
        _site.Downsample("occupancy -Every 2h -Now 2026-01-01T14:05:00Z -TargetMeasurement wide -TimeZone Asia/Kolkata -Stamp End -Tag @() -NameTemplate 'x {function} of {field}' "
            + "-Aggregate @{ temperature = 'mean', 'max'; people = 'sum' } -FieldType @{ people = 'float' }");
        _site.Downsample("occupancy -Every 1h -Now 2026-01-01T14:05:00Z -TargetMeasurement lab -Where @{ room = 'lab' }");
        const string History = "Get-InfluxDownsampleHistory -Target hourly";
        const string Test = "Test-InfluxDownsample -Source raw -Target hourly";

        Answer right = _site.Engine.Run($"{History} | Where-Object TargetMeasurement -ne lab | {Test}").Succeed();
        Assert.Equal([(2L, 2L), (5L, 5L)], right.Output.Select(test => (Count(test, "Windows"), Count(test, "Match"))));
        Assert.Contains("-Where", _site.Engine.Run($"{History} lab | {Test}").FailWith("InvalidParameter").ToString(), StringComparison.Ordinal);
        Assert.Equal([true], _site.Engine.Run($"{History} lab | {Test} -Where @{{ room = 'lab' }} -Quiet").Succeed().Values);

        // A value that was changed by hand is found and named; what is right elsewhere stays so.
        await _site.WriteAsync("office_hourly", "wide x\\ max\\ of\\ temperature=77@2026-01-01T12:30:00Z");
        Answer changed = _site.Engine.Run($"{History} | Where-Object TargetMeasurement -ne lab | {Test}").Succeed();
        Assert.Equal([1L, 0L], changed.Output.Select(test => Count(test, "Different")));
        Assert.Equal("2026-01-01T10:30:00Z x max of temperature: 77 instead of 12", Assert.Single(Items(changed.Output[0], "Differences")).ToString());
        Assert.Equal([false, true], _site.Engine.Run($"{History} | Where-Object TargetMeasurement -ne lab | {Test} -Quiet").Succeed().Values);
    }

    [Fact]
    public void AnEarlierRun_IsComparedInTheDatabaseItWasReadFrom()
    {
        // Of one server: the connection's own database is that of the raw rows.
        Answer test = _site.Engine.Run("Get-InfluxDownsampleHistory -Target raw -Database office_hourly | Test-InfluxDownsample -Source raw -Target raw").Succeed();
        Assert.Equal(("office_hourly/occupancy", 5L, 5L), (Result(test).Properties["Target"].Value, Count(Result(test), "Windows"), Count(Result(test), "Match")));
        // Nothing more needs to be said of the target.
        Assert.Equal([true], _site.Engine.Run("Get-InfluxDownsampleHistory -Target hourly | Test-InfluxDownsample -Source raw -Quiet").Succeed().Values);
        Assert.Contains("occupancy to office_hourly/occupancy:",
            _site.Engine.Run("Get-InfluxDownsampleHistory -Target hourly | Test-InfluxDownsample").FailWith("ConnectionNotFound").ToString(), StringComparison.Ordinal);
    }

    // At the first chunk, so that the run has written nothing yet, or at its claim.
    [Theory]
    [InlineData("QueryTooLarge", 5, 0, 0)]
    [InlineData("WriteRejected", null, 1, 400)]
    [InlineData("AuthenticationFailed", null, 1, 401)]
    [InlineData("PermissionDenied", null, 1, 403)]
    [InlineData("Overflow", null, 0, 0)]
    public async Task AFirstRunThatFailed_IsNotCalledRefused(string id, int? files, int writes, int status)
    {
        await _site.WriteAsync("office", Enumerable.Range(0, 12).Select(tick => $"m v={long.MaxValue}i@2026-01-01T08:{tick * 5:00}:00Z"));
        _site.Server.Faults.QueryFileLimit = files;
        (_site.Server.Faults.FailWrites, _site.Server.Faults.FailStatus) = (writes, status);

        Answer run = _site.Engine.Run("Invoke-InfluxDownsample m -Every 1h -Source raw -Target hourly -Aggregate sum -Now 2026-01-01T10:00Z");

        run.FailWith(id);
        Assert.Equal("Failed", Status(Result(run)));
        _site.Server.Faults.QueryFileLimit = null;
        PSObject recorded = Result(_site.Engine.Run("Get-InfluxDownsampleHistory m -Target hourly").Succeed());
        Assert.Equal(("Failed", id), (recorded.Properties["Status"].Value, recorded.Properties["ErrorId"].Value));
    }

    [Fact]
    public void ARunThatPlannedNothing_IsPassedOver()
    {
        _site.Engine.Run($"Invoke-InfluxDownsample -Source raw -Target hourly {Job} -Aggregate max").FailWith("SchemaConflict");
        Assert.Equal("Refused", _site.Engine.Run("(Get-InfluxDownsampleHistory -Target hourly -Last 1).Status").Succeed().Values[0]);

        Answer tests = _site.Engine.Run("Get-InfluxDownsampleHistory -Target hourly | Test-InfluxDownsample -Source raw -Quiet").Succeed();

        Assert.Equal([true], tests.Values);
        Assert.Contains("passed over", Assert.Single(tests.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Quiet_IsFalseWhereTheComparisonFails_AndNothingToCompareIsSaid()
    {
        Answer failed = _site.Engine.Run("Test-InfluxDownsample ocupancy -Every 1h -Source raw -Target hourly -Quiet");
        failed.FailWith("MeasurementNotFound");
        Assert.Equal([false], failed.Values);

        Answer empty = _site.Engine.Run("Test-InfluxDownsample occupancy -Every 1h -Source raw -Target hourly -Start 2020-01-01 -Stop 2020-01-02 -Quiet").Succeed();
        // What has compared nothing proves nothing.
        Assert.Equal([false], empty.Values);
        Assert.Contains("nothing to compare", Assert.Single(empty.Warnings), StringComparison.Ordinal);
    }
}
