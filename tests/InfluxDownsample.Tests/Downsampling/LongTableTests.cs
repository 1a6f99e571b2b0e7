using System.Globalization;
using System.Management.Automation;
using System.Text;
using InfluxDownsample.Tests.Hosting;
using Xunit;
using static InfluxDownsample.Tests.Hosting.DownsampleSite;

namespace InfluxDownsample.Tests.Downsampling;

/// <summary>
/// Three years of a row every 10 minutes: 157,824 files, of which InfluxDB 3 Core reads 431 at once. Everything works, with a number of queries that
/// is bound by the number of days.
/// </summary>
[LongTests]
public sealed class LongTableTests(EngineFixture fixture) : IClassFixture<EngineFixture>, IAsyncLifetime
{
    private const long Step = 600_000_000_000;
    private const int Days = 1096;

    private DownsampleSite _site = null!;

    public async Task InitializeAsync()
    {
        _site = await DownsampleSite.StartAsync(engine: fixture.Engine);
        long first = Nanoseconds("2023-01-01T00:00:00Z");
        using HttpClient http = new() { BaseAddress = _site.Server.Address };
        foreach (int[] ticks in Enumerable.Range(0, Days * 144).Chunk(40_000))
        {
            var body = new StringBuilder();
            foreach (int tick in ticks)
            {
                body.Append(CultureInfo.InvariantCulture, $"long v={tick % 6}i {first + (tick * Step)}\n");
            }

            using var content = new StringContent(body.ToString());
            using HttpResponseMessage answer = await http.PostAsync(new Uri("api/v3/write_lp?db=office&precision=nanosecond", UriKind.Relative), content);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        }
    }

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Fact]
    public void EverythingWorks_AndHowManyQueriesItTakes()
    {
        const string Job = "long -Every 1h -Aggregate sum,count -SettleTime 0s";
        _site.Engine.Run("Invoke-InfluxQuery 'SELECT max(time) FROM long' -Connection raw").FailWith("QueryTooLarge");

        // The range by the files, and by steps that grow where a server does not show them.
        Assert.InRange(Queries(() => Range()), 1, 16);
        _site.Server.Faults.NoParquetFiles = true;
        Assert.InRange(Queries(() => Range()), 1, 120);
        _site.Server.Faults.NoParquetFiles = false;

        // A job's first run asks once a day, and a dozen times beside that.
        PSObject first = null!;
        Assert.InRange(Queries(() => first = _site.Downsample($"{Job} -Now 2025-12-31T00:05:00Z")), Days - 1, Days + 15);
        Assert.Equal(("Completed", (Days - 1) * 24L, (long)Days - 1), (Status(first), Count(first, "WindowsWritten"), Count(first, "Chunks")));

        // Then it goes on with what is new.
        PSObject next = null!;
        Assert.InRange(Queries(() => next = _site.Downsample($"{Job} -Now 2026-01-01T00:05:00Z")), 1, 12);
        Assert.Equal(("Completed", 24L), (Status(next), Count(next, "WindowsWritten")));
        Assert.InRange(Queries(() => next = _site.Downsample($"{Job} -Now 2026-01-01T00:10:00Z")), 1, 8);
        Assert.Equal("NothingToDo", Status(next));

        // A comparison asks both sides, here for two days at a time.
        PSObject test = null!;
        Assert.InRange(Queries(() => test = Result(_site.Engine.Run($"Test-InfluxDownsample -Source raw -Target hourly {Job} -ChunkSize 2d -Now 2026-01-01T00:10:00Z").Succeed())), Days, Days + 15);
        Assert.Equal((Days * 24L, Days * 24L), (Count(test, "Windows"), Count(test, "Match")));
        Assert.Equal(["15,6"], _site.Query("office_hourly", "SELECT v_sum, v_count FROM long WHERE time = '2024-02-29T12:00:00Z'"));

        // A tier above, from the hours of a year, and what was run.
        PSObject tier = Result(_site.Engine.Run("Invoke-InfluxDownsample long -Every 1d -Aggregate sum,count -SettleTime 0s -Source hourly -TargetMeasurement daily -Start 2025-01-01 -ChunkSize 10d -Now 2026-01-01T00:10:00Z").Succeed());
        Assert.Equal(("Completed", 365L), (Status(tier), Count(tier, "WindowsWritten")));
        Assert.Equal(["365,52560"], _site.Query("office_hourly", "SELECT count(*), sum(v_count) FROM daily WHERE time >= '2025-01-01' AND time < '2026-01-01'"));
        Assert.Equal(["Completed", "Completed", "Completed"], _site.Engine.Run("Get-InfluxDownsampleHistory -Target hourly | ForEach-Object Status").Succeed().Texts);
    }

    [Fact]
    public async Task AFilterThatFindsNothing_TakesALookForEachThreeDaysOfFiles()
    {
        await _site.WriteAsync("office", "long v=9i@2025-12-31T12:30:30Z");

        PSObject result = null!;
        Assert.InRange(Queries(() => result = _site.Downsample("long -Every 1h -Aggregate sum -Where @{v=9} -Now 2026-01-01T00:05:00Z")), Days / 3, (Days / 3) + 120);
        Assert.Equal(("Completed", Days * 24L, 1L), (Status(result), Count(result, "WindowsPlanned"), Count(result, "WindowsWritten")));

        // Twice for a second look. How often files and claims are looked at beside that depends on how long it takes.
        Assert.InRange(Queries(() => result = _site.Downsample("long -Every 1h -Aggregate sum -Where @{v=10} -TargetMeasurement none -SettleTime 1s -ThrottleLimit 4 -Now 2026-01-01T00:05:00Z"), "FROM \"long\""), 2 * Days / 3, (2 * Days / 3) + 200);
        Assert.Equal((Days * 24L, 0L), (Count(result, "WindowsEmpty"), Count(result, "WindowsWritten")));
    }

    [Fact]
    public async Task ARowOfLongAgo_AndOneOfToday_AreNotAskedForDayByDay()
    {
        await _site.WriteAsync("office", "sparse v=1@2019-01-01T10:00:00Z", "sparse v=2@2026-08-10T10:30:00Z");

        PSObject result = null!;
        // The default settling looks twice, and waits once for all that is empty.
        Assert.InRange(Queries(() => result = _site.Downsample("sparse -Every 1h -Now 2026-08-10T12:00:00Z -SettleTime 1s")), 1, 30);
        Assert.Equal(("Completed", 2L, 2L), (Status(result), Count(result, "WindowsWritten"), Count(result, "PointsWritten")));
        Assert.Equal(66_674L, Count(result, "WindowsPlanned"));

        Assert.InRange(Queries(() => result = Result(_site.Engine.Run("Test-InfluxDownsample -Source raw -Target hourly sparse -Every 1h -Now 2026-08-10T12:00:00Z -SettleTime 1s").Succeed())), 1, 40);
        Assert.Equal((66_674L, 2L), (Count(result, "Windows"), Count(result, "Match")));
        Assert.InRange(Queries(() => result = _site.Downsample("sparse -Every 1h -NewestFirst -TargetMeasurement newest -Now 2026-08-10T12:00:00Z -SettleTime 1s")), 1, 30);
        Assert.Equal(2L, Count(result, "WindowsWritten"));
    }

    private void Range()
    {
        Answer range = _site.Engine.Run("Get-InfluxMeasurement long -Range -Connection raw | ForEach-Object { $_.FirstTime; $_.LastTime }").Succeed();
        Assert.Equal([DateTime.Parse("2023-01-01T00:00:00Z", CultureInfo.InvariantCulture).ToUniversalTime(), DateTime.Parse("2025-12-31T23:50:00Z", CultureInfo.InvariantCulture).ToUniversalTime()], range.Values);
    }

    private int Queries(Action action, string of = "")
    {
        int before = _site.Server.Requests.Entries.Count;
        action();
        return _site.Server.Requests.Entries.Skip(before).Count(request => request.Path.StartsWith("/arrow.", StringComparison.Ordinal)
            && request.Query?.Contains(of, StringComparison.Ordinal) == true);
    }
}
