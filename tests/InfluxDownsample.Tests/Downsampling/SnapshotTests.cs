using System.Globalization;
using System.Management.Automation;
using InfluxDownsample.LocalServer.Faults;
using InfluxDownsample.Tests.Hosting;
using Xunit;
using static InfluxDownsample.Tests.Hosting.DownsampleSite;

namespace InfluxDownsample.Tests.Downsampling;

/// <summary>What a job does while the server moves rows from its buffer to files, and some are missing from its answers.</summary>
public sealed class SnapshotTests(EngineFixture fixture) : IClassFixture<EngineFixture>, IAsyncLifetime
{
    private const string Day = "-Start 2026-01-01 -Now 2026-01-01T12:00:00Z";

    // More than a query sorts in the right order.
    private const long Series = 200;

    private readonly MovableClock _clock = new();
    private DownsampleSite _site = null!;

    public async Task InitializeAsync()
    {
        _site = await DownsampleSite.StartAsync(TestServers.Options with { Clock = _clock }, fixture.Engine);
        (Faults.HideRowsInSnapshots, Faults.SnapshotFilesPerQuery, Faults.Seed) = (true, 3, 11);
    }

    public async Task DisposeAsync() => await _site.DisposeAsync();

    private FaultSettings Faults => _site.Server.Faults;

    [Theory]
    [InlineData("1ms", true)]
    // So it would be without a second look.
    [InlineData("0s", false)]
    public async Task ARunWhileTheServerSnapshots_StoresWhatRawGives(string settleTime, bool isRight)
    {
        await WriteDayAsync("m");
        await _site.Server.SnapshotAsync(files: 0);

        PSObject result = _site.Downsample($"m -Every 1h -Aggregate sum,count -NoLock -SettleTime {settleTime} {Day}");

        Assert.Equal("Completed", Status(result));
        await _site.Server.SnapshotAsync();
        Assert.Equal(isRight, Hours.SequenceEqual(_site.Query("office_hourly", "SELECT v_sum, v_count FROM m ORDER BY time")));
        if (isRight)
        {
            Assert.Equal(12, Count(result, "WindowsWritten"));
        }
    }

    [Fact]
    public async Task RowsThatNeverSettle_AreNotStored()
    {
        Faults.SnapshotFilesPerQuery = 1;
        await WriteDayAsync("m");
        await _site.Server.SnapshotAsync(files: 0);

        Answer answer = _site.Engine.Run($"Invoke-InfluxDownsample -Source raw -Target hourly m -Every 1h -NoLock -SettleTime 1ms {Day}");

        Assert.Contains("did not settle: 15 times two reads, 0 s apart, did not agree", answer.FailWith("SourceUnstable").ToString(), StringComparison.Ordinal);
        Assert.Equal(("Failed", 0L), (Status(Result(answer)), Count(Result(answer), "PointsWritten")));
        Assert.DoesNotContain(_site.Writes, write => write.Query?.Contains("m ", StringComparison.Ordinal) == true);
        await _site.Server.SnapshotAsync();
        Assert.Equal(12, Count(_site.Downsample($"m -Every 1h -SettleTime 1ms {Day}"), "WindowsWritten"));
    }

    [Fact]
    public async Task OtherTablesFiles_KeepAStandingCountFromBeingTrusted()
    {
        // Two files of the source, far apart among those of another table: the count of its rows stands still between them.
        await WriteDayAsync("other");
        await _site.WriteAsync("office", "m v=1i@2026-01-01T08:10:00Z", "m v=2i@2026-01-01T08:50:00Z");
        Faults.SnapshotFilesPerQuery = 0;
        await _site.Server.SnapshotAsync(files: 0);
        while (_site.Query("office", "SELECT v FROM m").Length == 2)
        {
            await _site.Server.SnapshotAsync(files: 1);
        }

        Faults.SnapshotFilesPerQuery = 1;
        Answer answer = _site.Engine.Run(
            "Invoke-InfluxDownsample -Source raw -Target hourly m -Every 1h -Aggregate sum,count -NoLock -SettleTime 1ms -Start 2026-01-01T08:00:00Z -Now 2026-01-01T09:00:00Z");

        await _site.Server.SnapshotAsync();
        if (answer.Errors.Count > 0)
        {
            // The other table's files took longer than the job's patience.
            answer.FailWith("SourceUnstable");
            Assert.Equal(0, Count(Result(answer), "PointsWritten"));
            return;
        }

        Assert.Equal(["3,2"], _site.Query("office_hourly", "SELECT v_sum, v_count FROM m"));
    }

    [Fact]
    public async Task ACorrectionRightAfterTheFirstWrite_WaitsForTheNextSnapshot()
    {
        Faults.MixVersionsInBuffer = true;
        await WriteSeriesAsync(0, 1);
        _site.Downsample("m -Every 1h -Aggregate sum,count -SettleTime 1ms -Start 2026-01-01T08:00:00Z -Now 2026-01-01T09:00:00Z");
        const string Correct = "m -Every 1h -Aggregate sum,count -SettleTime 1ms -Lookback 1d -OnChange Write -Now 2026-01-01T09:00:00Z";
        for (int round = 2; round < 4; round++)
        {
            await WriteSeriesAsync(10 * round, round);

            PSObject pending = _site.Downsample(Correct);

            Assert.Equal((1L, 0L), (Count(pending, "WindowsChanged"), Count(pending, "PointsWritten")));
            Assert.Equal((int)Series, Items(pending, "Changes").Count(change => $"{change}".EndsWith(" CorrectionPending", StringComparison.Ordinal)));
            Assert.Equal([$"{round - 1},{Series}"], Counts());
            await _site.Server.SnapshotAsync();

            // By itself, without being asked to look back or to write.
            PSObject written = _site.Downsample("m -Every 1h -Aggregate sum,count -SettleTime 1ms -Now 2026-01-01T09:00:00Z");

            Assert.Equal((Series, 0L), (Count(written, "PointsWritten"), Count(written, "PointsStale")));
            Assert.All(Items(written, "Changes"), change => Assert.EndsWith(" Verified", $"{change}", StringComparison.Ordinal));
            Assert.Equal([$"{round},{Series}"], Counts());
        }

        await _site.Server.SnapshotAsync();
        Assert.Equal([$"3,{Series}"], Counts());
        Assert.Equal("NothingToDo", Status(_site.Downsample("m -Every 1h -Aggregate sum,count -SettleTime 1ms -Now 2026-01-01T09:00:00Z")));

        string[] Counts() => _site.Query("office_hourly", "SELECT v_count, count(*) AS n FROM m GROUP BY 1 ORDER BY 1");
    }

    [Fact]
    public async Task Verify_WaitsUntilItsPointsAreInView()
    {
        Faults.HideRowsInSnapshots = false;
        await WriteDayAsync("m");
        // Now whatever is written goes into a snapshot with the next query.
        (Faults.HideRowsInSnapshots, Faults.SnapshotEvery, Faults.SnapshotFilesPerQuery) = (true, 1, 1);

        PSObject result = _site.Downsample($"m -Every 1h -Aggregate sum,count -Verify -SettleTime 1ms {Day}");

        Faults.SnapshotEvery = 0;
        await _site.Server.SnapshotAsync();
        Assert.Equal(("Completed", 12L), (Status(result), Count(result, "WindowsWritten")));
        Assert.Equal(Hours, _site.Query("office_hourly", "SELECT v_sum, v_count FROM m ORDER BY time"));
    }

    [Theory]
    [InlineData("1ms", 12, 0)]
    [InlineData("0s", 0, 12)]
    public async Task AComparison_SeesBothSidesWhole(string settleTime, int match, int notMatch)
    {
        await WriteDayAsync("m");
        _site.Downsample($"m -Every 1h -Aggregate sum,count {Day}");
        await _site.Server.SnapshotAsync(files: 0);
        Faults.SnapshotFilesPerQuery = 4;

        PSObject result = Result(_site.Engine.Run($"Test-InfluxDownsample -Source raw -Target hourly m -Every 1h -Aggregate sum,count -SettleTime {settleTime} {Day}").Succeed());

        long different = Count(result, "Different") + Count(result, "Missing") + Count(result, "Extra");
        Assert.True(notMatch == 0 ? (Count(result, "Match"), different) == (match, 0) : different > 0, $"{Count(result, "Match")} match, {different} do not");
    }

    [Fact]
    public async Task TheRangeOfAMeasurement_IsThatOfItsHiddenRowsToo()
    {
        await WriteDayAsync("m");
        await _site.Server.SnapshotAsync(files: 0);
        Faults.SnapshotFilesPerQuery = 10;

        Answer answer = _site.Engine.Run("Get-InfluxMeasurement m -Range -Connection raw | ForEach-Object { $_.FirstNanoseconds, $_.LastNanoseconds }").Succeed();

        await _site.Server.SnapshotAsync();
        string range = Assert.Single(_site.Query("office", "SELECT CAST(min(time) AS BIGINT), CAST(max(time) AS BIGINT) FROM m"));
        Assert.Equal(range, string.Join(',', answer.Values));
    }

    [Fact]
    public async Task ATableWithoutALedger_IsDoneAsFarAsItsHiddenPointsGo()
    {
        await WriteDayAsync("m");
        await _site.WriteAsync("office_hourly", Enumerable.Range(2, 8).Select(hour => $"m v=1@2026-01-01T{hour:00}:00:00Z"));
        await _site.Server.SnapshotAsync(files: 0);
        Faults.SnapshotFilesPerQuery = 10;

        Answer answer = _site.Engine.Run("Invoke-InfluxDownsample -Source raw -Target hourly m -Every 1h -NoLock -SettleTime 1ms -Now 2026-01-01T12:00:00Z").Succeed();

        // The last one may be in part, and those after it are missing.
        Assert.Contains("windows up to 2026-01-01T09:00:00Z are taken for done", Assert.Single(answer.Warnings, warning => warning.Contains("taken for done", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal(2, Count(Result(answer), "WindowsWritten"));
    }

    [Fact]
    public async Task ATableWhoseRecordIsHidden_IsStillWhatItIs()
    {
        await WriteDayAsync("m");
        _site.Downsample("m -Every 1h -Aggregate sum,count -Start 2026-01-01 -Now 2026-01-01T06:00:00Z");
        await HideLedgerAsync();

        Answer other = _site.Engine.Run("Invoke-InfluxDownsample -Source raw -Target hourly m -Every 2h -Aggregate max -SettleTime 1ms -Start 2026-01-01 -Now 2026-01-01T12:00:00Z");

        other.FailWith("SchemaConflict");
    }

    [Fact]
    public async Task ATableWhoseRecordIsHidden_IsGoneOnWith()
    {
        await WriteDayAsync("m");
        _site.Downsample("m -Every 1h -Aggregate sum,count -Start 2026-01-01 -Now 2026-01-01T06:00:00Z");
        await HideLedgerAsync();

        PSObject rest = _site.Downsample("m -Every 1h -Aggregate sum,count -SettleTime 1ms -Now 2026-01-01T12:00:00Z");
        Assert.Equal((6L, 0L), (Count(rest, "WindowsWritten"), Count(rest, "WindowsChanged")));
        await _site.Server.SnapshotAsync();
        Assert.Equal(Hours, _site.Query("office_hourly", "SELECT v_sum, v_count FROM m ORDER BY time"));
    }

    [Fact]
    public async Task RunsWhoseRowsAreHidden_AreInTheHistory()
    {
        await WriteDayAsync("m");
        _site.Downsample("m -Every 1h -Aggregate sum,count -Start 2026-01-01 -Now 2026-01-01T06:00:00Z");
        await HideLedgerAsync();
        Faults.SnapshotFilesPerQuery = 4;

        PSObject run = Result(_site.Engine.Run("Get-InfluxDownsampleHistory m -Target hourly").Succeed());

        Assert.Equal(("m", "Completed", 6L), (run.Properties["TargetMeasurement"].Value, run.Properties["Status"].Value.ToString(), Count(run, "PointsWritten")));
    }

    [Fact]
    public async Task AClaimThatIsHidden_IsMinded()
    {
        await WriteDayAsync("m");
        _site.Downsample("m -Every 1h -Aggregate sum,count -Start 2026-01-01 -Now 2026-01-01T06:00:00Z");
        string job = _site.Query("office_hourly", "SELECT job FROM _downsample_jobs LIMIT 1").Single();
        _clock.Advance(TimeSpan.FromMinutes(30));
        await _site.WriteAsync("office_hourly", $"_downsample_jobs,event=claim,job={job},run=other owner=\"somebody\",target=\"m\",measurement=\"m\",source=\"office\",every=\"1h\"@{Text(_clock.GetUtcNow().UtcDateTime)}");
        await HideLedgerAsync();

        Answer answer = _site.Engine.Run("Invoke-InfluxDownsample -Source raw -Target hourly m -Every 1h -Aggregate sum,count -SettleTime 1ms -Now 2026-01-01T12:00:00Z");

        Assert.Contains("somebody", answer.FailWith("JobLocked").ToString(), StringComparison.Ordinal);
    }

    // A snapshot has written one of the ledger's files, with rows of another table; nothing moves until the next write.
    private async Task HideLedgerAsync()
    {
        DateTime now = _clock.GetUtcNow().UtcDateTime;
        await _site.WriteAsync("office_hourly", Enumerable.Range(2, 10).Select(block => $"_downsample_jobs,event=end,job=x,run=x owner=\"x\"@{Text(now.AddMinutes(-10 * block))}"));
        Faults.SnapshotFilesPerQuery = 0;
        await _site.Server.SnapshotAsync(files: 0);
        while (_site.Query("office_hourly", "SELECT job FROM _downsample_jobs").Length > 5)
        {
            await _site.Server.SnapshotAsync(files: 1);
        }

        Assert.Equal(["x"], _site.Query("office_hourly", "SELECT DISTINCT job FROM _downsample_jobs"));
    }

    // 72 values of twelve hours.
    private Task WriteDayAsync(string measurement)
        => _site.WriteAsync("office", Enumerable.Range(0, 72).Select(tick => $"{measurement} v={tick}i@2026-01-01T{tick / 6:00}:{tick % 6}0:00Z"));

    private static IEnumerable<string> Hours => Enumerable.Range(0, 12).Select(hour => string.Create(CultureInfo.InvariantCulture, $"{(36 * hour) + 15},6"));

    private Task WriteSeriesAsync(int minute, int value)
        => _site.WriteAsync("office", Enumerable.Range(0, (int)Series).Select(series => $"m,k=s{series} v={value}i@2026-01-01T08:{minute:00}:00Z"));
}
