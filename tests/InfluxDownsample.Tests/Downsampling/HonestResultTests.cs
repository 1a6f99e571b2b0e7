using System.Management.Automation;
using InfluxDownsample.Tests.Hosting;
using Xunit;
using static InfluxDownsample.Tests.Hosting.DownsampleSite;

namespace InfluxDownsample.Tests.Downsampling;

/// <summary>Results, errors and streams say what happened.</summary>
public sealed class HonestResultTests(EngineFixture fixture) : IClassFixture<EngineFixture>, IAsyncLifetime
{
    private const string Range = "-Start 2026-01-01T08:00:00Z -Now 2026-01-01T12:05:00Z";

    private DownsampleSite _site = null!;

    public async Task InitializeAsync()
    {
        _site = await DownsampleSite.StartAsync(engine: fixture.Engine);
        await _site.WriteAsync("office", Enumerable.Range(8, 4).SelectMany(hour => new[] { "a", "b", "c" }.Select(table => $"{table},room=office v={hour}@2026-01-01T{hour:00}:30:00Z")));
    }

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Fact]
    public void AForcedFailure_IsAFailedResultAnErrorAndAFailingStatus()
    {
        _site.Server.Faults.FailWrites = 1000;
        _site.Server.Faults.FailStatus = 400;

        Answer answer = Run($"a -Every 1h {Range} -NoLock; $ok = $?");

        answer.FailWith("WriteRejected");
        PSObject result = Result(answer);
        Assert.Equal(("Failed", 4L, 0L, 0L), (Status(result), Count(result, "WindowsPlanned"), Count(result, "WindowsWritten"), Count(result, "PointsWritten")));
        Assert.Equal(false, _site.Engine.Get("ok"));
        Assert.NotNull(result.Properties["Error"].Value);
        _site.Server.Faults.FailWrites = 0;
        Assert.Empty(_site.Engine.Run("Get-InfluxMeasurement -Connection hourly -ErrorAction SilentlyContinue").Output);
    }

    [Fact]
    public void OneFailingJob_DoesNotStopTheOthers()
    {
        Answer answer = Run($"a,missing,b -Every 1h {Range}");

        answer.FailWith("MeasurementNotFound");
        Assert.Equal(["Completed", "Failed", "Completed"], answer.Output.Select(Status));
    }

    [Fact]
    public void ErrorActionStop_EndsAtOnce()
    {
        Answer answer = Run($"missing,b -Every 1h {Range} -ErrorAction Stop");

        Assert.Equal("MeasurementNotFound", answer.FailWith("MeasurementNotFound").FullyQualifiedErrorId.Split(',')[0]);
        Assert.DoesNotContain(_site.Writes, write => write.Database == "office_hourly");
    }

    [Fact]
    public void WildcardsInOneDatabase_DoNotFeedOnTheirOwnTargets()
    {
        string job = $"Invoke-InfluxDownsample -Source raw * -Every 1h -TargetMeasurement '{{measurement}}_1h' {Range}";
        Assert.Equal(3, _site.Engine.Run(job).Succeed().Output.Count);

        Assert.Equal(["office/a", "office/b", "office/c"], _site.Engine.Run(job).Succeed().Output.Select(result => result.Properties["Source"].Value));
    }

    [Fact]
    public void WhatIf_ShowsThePlanAndWritesNothing()
    {
        int writes = _site.Writes.Count();

        Answer answer = Run($"a -Every 1h -ChunkSize 2h {Range} -WhatIf -Verbose").Succeed();

        PSObject result = Result(answer);
        Assert.Equal(("Planned", 4L, 4L, 0L), (Status(result), Count(result, "WindowsPlanned"), Count(result, "PointsExpected"), Count(result, "PointsWritten")));
        object[] plan = Items(result, "Plan");
        Assert.Equal(["2026-01-01T08:00:00Z to 2026-01-01T10:00:00Z (2 windows)", "2026-01-01T10:00:00Z to 2026-01-01T12:00:00Z (2 windows)"], plan.Select(chunk => chunk.ToString()));
        string query = PSObject.AsPSObject(plan[0]).Properties["Query"].Value.ToString()!;
        Assert.StartsWith("SELECT date_bin(INTERVAL '1 hour', time", query, StringComparison.Ordinal);
        Assert.Contains(answer.Verbose, text => text.Contains(query, StringComparison.Ordinal));
        Assert.Equal(writes, _site.Writes.Count());

        _site.Engine.Set("query", PSObject.AsPSObject(plan[0]).Properties["Query"].Value);
        Assert.Equal(2, _site.Engine.Run("Invoke-InfluxQuery $query -Connection raw").Succeed().Output.Count);
    }

    [Theory]
    [InlineData("a -Every 1ns -Start 2026-01-01 -Stop 2026-03-01 -Now 2026-03-02", "5097600000000000 windows of 1ns")]
    [InlineData("a -Every 1us -Start 2026-01-01 -Stop 2026-01-02 -Now 2026-03-02", "86400000000 windows of 1us")]
    [InlineData("a -Every 1s -ChunkSize 1s -Start 2026-01-01 -Stop 2026-01-09 -Now 2026-03-02", "691200 windows of 1s")]
    [InlineData("a -Every 1ns -Start 2026-01-01 -Delay 1h -IncludePartial -Now 2026-01-01T01:00Z", "3600000000000 windows of 1ns")]
    public void MoreWindowsThanARunCanComeToTheEndOf_AreRefused(string job, string windows)
    {
        foreach (string command in new[] { $"Invoke-InfluxDownsample {job} -WhatIf", $"Invoke-InfluxDownsample {job}" })
        {
            Answer answer = _site.Engine.Run($"{command} -Source raw -Target hourly");

            Assert.Contains(windows, answer.FailWith("InvalidParameter").ToString(), StringComparison.Ordinal);
            Assert.Equal("Failed", Status(Result(answer)));
        }

        Assert.DoesNotContain(_site.Writes, write => write.Database == "office_hourly");
    }

    [Fact]
    public void ManyPartialWindows_AreNoWork()
    {
        PSObject result = _site.Downsample("a -Every 1ms -Aggregate count -Delay 20m -IncludePartial -Start 2026-01-01T08:20:00Z -Now 2026-01-01T08:40:00Z -WhatIf");

        Assert.Equal((1_200_000L, 120), (Count(result, "WindowsPartial"), Items(result, "Plan").Length));
    }

    [Fact]
    public async Task Infinities_AreCountedOrRefused_AndNeverKillAJob()
    {
        await _site.WriteAsync("office", "wild,room=a v=1e400,w=1@2026-01-01T08:30:00Z", "wild,room=b v=-1e400@2026-01-01T08:30:00Z", "wild,room=c v=2@2026-01-01T08:30:00Z");

        PSObject result = _site.Downsample($"wild -Every 1h {Range}");

        Assert.Equal((2L, 1L, 2L), (Count(result, "PointsWritten"), Reasons(result)["NonFinite"], Count(result, "NonFiniteValues")));
        Assert.Equal(["a,,1", "c,2,"], _site.Query("office_hourly", "SELECT room, v, w FROM wild ORDER BY room"));
        Run($"wild -Every 1h {Range} -TargetMeasurement strict -NonFinite Error").FailWith("PointInvalid");
    }

    [Fact]
    public async Task ASumThatDoesNotFit_IsReportedAndNotStored()
    {
        await _site.WriteAsync("office", "big n=4611686018427387904i@2026-01-01T08:10:00Z", "big n=4611686018427387904i@2026-01-01T08:20:00Z");

        Answer answer = Run($"big -Every 1h -Aggregate sum {Range}");

        Assert.Contains("'n'", answer.FailWith("Overflow").ToString(), StringComparison.Ordinal);
        Assert.Equal("Failed", Status(Result(answer)));
        Assert.DoesNotContain("big", _site.Engine.Run("(Get-InfluxMeasurement -Connection hourly -ErrorAction SilentlyContinue).Name").Texts);
        _site.Downsample($"big -Every 1h -Aggregate sum -FieldType @{{ n = 'float' }} {Range}");
        Assert.Equal(["9.223372036854776E+18"], _site.Query("office_hourly", "SELECT n FROM big"));
    }

    [Fact]
    public void AFailedRun_HasNoWatermark()
    {
        _site.Server.Faults.FailWrites = 1000;
        _site.Server.Faults.FailStatus = 400;

        Assert.Null(Result(Run($"a -Every 1h {Range}")).Properties["Watermark"].Value);
    }

    [Fact]
    public async Task AnInfinityThatIsRefused_IsNamedWithItsWindowAndSeries()
    {
        await _site.WriteAsync("office", "wild,room=b v=-1e400@2026-01-01T08:30:00Z");

        string message = Run($"wild -Every 1h {Range} -NonFinite Error").FailWith("PointInvalid").ToString();

        Assert.Contains("in the point at 2026-01-01T08:00:00Z of room=b", message, StringComparison.Ordinal);
    }

    [Fact]
    public void DatabasesThatAreNotThere_AreNotTakenForEmptyOnes()
    {
        _site.Engine.Run($"Test-InfluxDownsample -Source raw -Target hourly -TargetDatabase typo a -Every 1h {Range}").FailWith("DatabaseNotFound");
        _site.Engine.Run("Get-InfluxDownsampleHistory -Target hourly -Database typo").FailWith("DatabaseNotFound");
        Answer none = _site.Engine.Run($"Test-InfluxDownsample -Source raw -TargetMeasurement typo a -Every 1h {Range}").Succeed();
        Assert.Contains("no measurement 'typo'", Assert.Single(none.Warnings), StringComparison.Ordinal);
        Assert.Equal(4, Count(Result(none), "Missing"));
    }

    private Answer Run(string parameters) => _site.Engine.Run($"Invoke-InfluxDownsample -Source raw -Target hourly {parameters}");
}
