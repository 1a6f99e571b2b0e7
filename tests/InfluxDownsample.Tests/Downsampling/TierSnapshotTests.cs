using System.Globalization;
using InfluxDownsample.LocalServer.Faults;
using InfluxDownsample.Tests.Hosting;
using InfluxDownsample.Tests.Plans;
using Xunit;
using static InfluxDownsample.Tests.Hosting.DownsampleSite;

namespace InfluxDownsample.Tests.Downsampling;

/// <summary>
/// Tiers that are made one after the other: the rows of the tier below were written a moment ago, so they lie in the server's buffer, and a snapshot hides them for as
/// long as it writes files of other databases, which no look at this one tells.
/// </summary>
public sealed class TierSnapshotTests(EngineFixture fixture) : IClassFixture<EngineFixture>, IAsyncLifetime
{
    private const string Hours = "SELECT time, h, v_count, v_sum FROM hours ORDER BY time, h";
    private static readonly DateTime s_start = new(2026, 6, 1, 0, 0, 0, DateTimeKind.Utc);

    private DownsampleSite _site = null!;

    private FaultSettings Faults => _site.Server.Faults;

    public async Task InitializeAsync() => _site = await DownsampleSite.StartAsync(engine: fixture.Engine);

    public async Task DisposeAsync() => await _site.DisposeAsync();

    // Of the first sixty seeds, those in which an hour was made of some of its rows (10, 44), and in which what a run found empty before it failed stayed so (5).
    [Theory]
    [InlineData(5)]
    [InlineData(10)]
    [InlineData(44)]
    public async Task EachTier_IsMadeOfAllThatTheOneBelowHasStored(int seed)
    {
        using PlanFile plans = new();
        string plan = plans.Write("""
            @{
                Defaults     = @{ Source = 'raw'; Target = 'hourly'; Aggregate = 'count', 'sum' }
                Measurements = 'm'
                Tiers        = @(@{ Name = 'tens'; Every = '10m'; TargetMeasurement = 'tens' }, @{ Name = 'hours'; Every = '1h'; TargetMeasurement = 'hours' })
            }
            """);
        var random = new Random(seed);
        (Faults.HideRowsInSnapshots, Faults.MixVersionsInBuffer) = (true, true);
        for (int step = 0; step < 5; step++)
        {
            await WriteAsync(step * 45, 45, random);
            (Faults.SnapshotEvery, Faults.Seed) = (random.Next(4) switch { 0 => 3, 1 => 6, 2 => 12, _ => 25 }, (seed * 100) + step);
            Faults.DropAnswers = random.Next(6) == 0 ? 1 : 0;
            Run(plan, s_start.AddMinutes((step + 1) * 90));
        }

        Faults.SnapshotEvery = 0;
        await _site.Server.SnapshotAsync();
        Run(plan, s_start.AddHours(7.5));
        Assert.Equal(Raw("true"), _site.Query("office_hourly", Hours));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-ChunkSize 2h -ThrottleLimit 3")]
    [InlineData("-NewestFirst")]
    [InlineData("-Where @{ h = 'b' }", "h = 'b'")]
    public async Task WithoutASnapshot_NothingIsWaitedFor(string parameters, string filter = "true")
    {
        await WriteAsync(0, 225, new Random(1));

        Answer answer = _site.Engine.Run($$"""
            @{ Measurement = 'm'; Source = 'raw'; Every = '10m'; TargetMeasurement = 'tens' }, @{ Measurement = 'tens'; Source = 'hourly'; Every = '1h'; TargetMeasurement = 'hours' } |
                Invoke-InfluxDownsample -Target hourly -Aggregate count, sum -SettleTime 1ms -Now 2026-06-01T07:30 {{parameters}} -WarningAction Ignore
            """).Succeed();

        Assert.Equal(["Completed", "Completed"], answer.Output.Select(Status));
        Assert.Equal(Raw(filter), _site.Query("office_hourly", Hours));
    }

    // A row of each host every two minutes, but for one in five.
    private Task WriteAsync(int first, int ticks, Random random) => _site.WriteAsync("office", Enumerable.Range(first, ticks)
        .SelectMany(tick => new[] { "a", "b" }.Where(_ => tick % 45 == 0 || random.Next(5) > 0).Select(host
            => string.Create(CultureInfo.InvariantCulture, $"m,h={host} v={random.Next(100)}i@{Text(s_start.AddMinutes(tick * 2))}"))));

    private string[] Raw(string filter) => _site.Query(
        "office", $"SELECT date_bin(INTERVAL '1 hour', time) AS time, h, count(v), sum(v) FROM m WHERE time < '2026-06-01T07:00:00Z' AND {filter} GROUP BY 1, h ORDER BY 1, h");

    // A snapshot that takes too long for a run is over for one of the next.
    private void Run(string plan, DateTime now)
    {
        Answer answer;
        int attempts = 0;
        do
        {
            answer = _site.Engine.Run($"Invoke-InfluxDownsample -Path '{plan}' -SettleTime 1ms -Now {Text(now)} -WarningAction Ignore");
        }
        while (++attempts < 6 && answer.Errors.Count > 0 && answer.Errors[0].FullyQualifiedErrorId.StartsWith("SourceUnstable", StringComparison.Ordinal));
        answer.Succeed();
    }
}
