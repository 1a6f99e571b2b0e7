using System.Management.Automation;
using InfluxDownsample.Tests.Hosting;
using Xunit;
using static InfluxDownsample.Tests.Hosting.DownsampleSite;

namespace InfluxDownsample.Tests.Downsampling;

/// <summary>A target keeps to what it was begun with: points of another kind are refused, or warned of with -Force.</summary>
public sealed class TargetRecordTests(EngineFixture fixture) : IClassFixture<EngineFixture>, IAsyncLifetime
{
    private const string Range = "-Start 2026-01-01T08:00:00Z -Now 2026-01-01T10:05:00Z";

    private DownsampleSite _site = null!;

    public async Task InitializeAsync()
    {
        _site = await DownsampleSite.StartAsync(engine: fixture.Engine);
        foreach (string table in new[] { "occupancy", "other" })
        {
            await _site.WriteAsync("office", Enumerable.Range(0, 18).Select(tick => $"{table},room=office,floor=1 temperature={tick},people={tick}i@2026-01-01T{8 + (tick / 6):00}:{tick % 6}0:00Z"));
        }

        Assert.Equal(2, Count(_site.Downsample($"occupancy -Every 1h {Range}"), "PointsWritten"));
    }

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Theory]
    [InlineData("occupancy -Every 30m", "holds windows of 1h")]
    [InlineData("occupancy -Every 1h -TimeZone Asia/Kolkata", "follow the clock of UTC")]
    [InlineData("occupancy -Every 1h -Origin 2026-01-01T00:10:00Z", "the job's that of UTC from 2026-01-01T00:10:00Z")]
    [InlineData("occupancy -Every 1h -Stamp End", "carry the start of their window, the job's the end")]
    [InlineData("occupancy -Every 1h -Aggregate @{ temperature = 'max'; people = 'mean' }", "'temperature' holds the mean of 'temperature', the job computes the max")]
    [InlineData("occupancy -Every 1h -Tag room", "told apart by 'floor'")]
    [InlineData("occupancy -Every 1h -Where @{ room = 'office' }", "made of all rows, the job's points are made of rows with room = 'office'")]
    public void PointsOfAnotherKind_AreRefused(string job, string told)
    {
        int writes = _site.Writes.Count();

        Answer refused = Run($"{job} {Range}");

        string message = refused.FailWith("SchemaConflict").ToString();
        Assert.Contains("'occupancy' in database 'office_hourly' is of another kind", message, StringComparison.Ordinal);
        Assert.Contains(told, message, StringComparison.Ordinal);
        Assert.Equal("Failed", Status(Result(refused)));
        // The one write is the row that remembers the refusal.
        Assert.Equal(writes + 1, _site.Writes.Count());
        Assert.Equal(["2"], _site.Query("office_hourly", "SELECT count(*) FROM occupancy"));
        Answer forced = Run($"{job} {Range} -Force").Succeed();
        Assert.Contains(forced.Warnings, warning => warning.Contains(told, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("-Origin 2026-01-01T05:00:00Z")]
    [InlineData("-TimeZone Europe/Berlin")]
    public void AnotherWayToSayTheSameWindows_IsTheSameKind(string parameters)
        => Assert.Equal(1, Count(_site.Downsample($"occupancy -Every 1h {parameters} -Now 2026-01-01T11:05:00Z"), "WindowsWritten"));

    [Fact]
    public void ATargetOfAnotherSource_IsRefusedUnlessTheRangeIsNamed()
    {
        Answer refused = Run("other -Every 1h -TargetMeasurement occupancy -Now 2026-01-01T11:05:00Z");

        Assert.Contains("written from 'occupancy' in database 'office'", refused.FailWith("SchemaConflict").ToString(), StringComparison.Ordinal);
        // Series by series: the two hours that are there are the same.
        Answer named = Run("other -Every 1h -TargetMeasurement occupancy -Start 2026-01-01T08:00:00Z -Now 2026-01-01T11:05:00Z").Succeed();
        Assert.Equal((2L, 1L), (Count(Result(named), "WindowsUnchanged"), Count(Result(named), "WindowsWritten")));
    }

    [Fact]
    public void FieldsThatAreNoLongerWritten_AreWarnedOf_EvenWhenThereIsNothingToDo()
    {
        Answer half = Run("occupancy -Every 1h -Field temperature -Now 2026-01-01T10:05:00Z").Succeed();

        Assert.Equal("NothingToDo", Status(Result(half)));
        Assert.Contains("The last run also wrote 'people'", Assert.Single(half.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ANewTagOfTheSource_IsANewTagOfTheTarget()
    {
        await _site.WriteAsync("office", "occupancy,room=office,floor=1,desk=a temperature=5@2026-01-01T10:30:00Z");

        Answer answer = Run("occupancy -Every 1h -Now 2026-01-01T11:05:00Z").Succeed();

        Assert.Contains("gets 1 new tag: 'desk'. Windows written before are without it.", Assert.Single(answer.Warnings), StringComparison.Ordinal);
        Assert.Equal(["a,5"], _site.Query("office_hourly", "SELECT desk, temperature FROM occupancy WHERE desk = 'a'"));
    }

    [Fact]
    public async Task ARunThatWasKilled_HasSaidWhatItWrites()
    {
        // What a process leaves behind that was killed after its first points.
        string claim = _site.Query("office_hourly", "SELECT job FROM _downsample_jobs WHERE event = 'end'").Single();
        await _site.WriteAsync("office_hourly", $"_downsample_jobs,event=begin,job={claim},run=killed owner=\"x\",source=\"office\",measurement=\"occupancy\",target=\"occupancy\",every=\"1h\",table=\"{{\\\"every\\\":\\\"1h\\\",\\\"tags\\\":[\\\"floor\\\",\\\"room\\\"],\\\"fields\\\":{{\\\"temperature\\\":{{\\\"function\\\":\\\"max\\\",\\\"field\\\":\\\"temperature\\\"}}}}}}\"@{DateTime.UtcNow.AddMinutes(1):O}");

        Assert.Contains("'temperature' holds the max", Run("occupancy -Every 1h -Now 2026-01-01T11:05:00Z").FailWith("SchemaConflict").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TwoIntervalsThatBeginTogether_DoNotMixInANewTarget()
    {
        using HostedEngine other = new();
        _site.Connect(other);
        _site.Server.Faults.DelayMilliseconds = 20;

        Task<Answer> hours = Task.Run(() => _site.Engine.Run($"Invoke-InfluxDownsample -Source raw -Target hourly other -Every 1h -TargetMeasurement race {Range}"));
        Task<Answer> halves = Task.Run(() => other.Run($"Invoke-InfluxDownsample -Source raw -Target hourly other -Every 30m -TargetMeasurement race {Range}"));
        Answer[] answers = await Task.WhenAll(hours, halves);

        _site.Server.Faults.DelayMilliseconds = 0;
        Assert.Equal(["Completed", "Failed"], answers.Select(answer => Status(Result(answer))).Order());
        answers.Single(answer => Status(Result(answer)) == "Failed").FailWith("SchemaConflict");
        PSObject won = Result(answers.Single(answer => Status(Result(answer)) == "Completed"));
        Assert.Equal([Count(won, "PointsWritten").ToString()], _site.Query("office_hourly", "SELECT count(*) FROM race"));
    }

    private Answer Run(string parameters) => _site.Engine.Run($"Invoke-InfluxDownsample -Source raw -Target hourly {parameters}");
}
