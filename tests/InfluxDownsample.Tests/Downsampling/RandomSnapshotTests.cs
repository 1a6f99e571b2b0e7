using System.Globalization;
using InfluxDownsample.Tests.Hosting;
using Xunit;
using Xunit.Abstractions;
using static InfluxDownsample.Tests.Hosting.DownsampleSite;

namespace InfluxDownsample.Tests.Downsampling;

/// <summary>
/// Random jobs on a server that begins snapshots at random moments: rows vanish from queries and come back file by file, and a point that is written twice may
/// keep its old value. What is stored in the end is what the raw rows give.
/// </summary>
[LongTests]
public sealed class RandomSnapshotTests(ITestOutputHelper output)
{
    private const int JobsPerServer = 10;
    private static readonly DateTime s_start = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task FiftyJobs_EndEqualToRaw(int seed)
    {
        IReadOnlyList<string> wrong = await RunAsync(seed, jobs: 50, settleTime: "1ms");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task WithoutASettleTime_SomeAreWrong() => Assert.NotEmpty(await RunAsync(seed: 1, jobs: 50, settleTime: "0s", isFirstEnough: true));

    // The jobs that went wrong.
    private async Task<IReadOnlyList<string>> RunAsync(int seed, int jobs, string settleTime, bool isFirstEnough = false)
    {
        var random = new Random(seed);
        List<string> wrong = [];
        using HostedEngine engine = new();
        for (int begin = 0; begin < jobs && !(isFirstEnough && wrong.Count > 0); begin += JobsPerServer)
        {
            // With few tables a server answers faster.
            await using DownsampleSite site = await DownsampleSite.StartAsync(engine: engine);
            (site.Server.Faults.HideRowsInSnapshots, site.Server.Faults.MixVersionsInBuffer, site.Server.Faults.Seed) = (true, true, seed + begin);
            for (int job = begin; job < Math.Min(jobs, begin + JobsPerServer); job++)
            {
                string text = await RunJobAsync(site, random, job, settleTime, message => wrong.Add($"seed {seed}, job {job}: {message}"));
                output.WriteLine($"{job}: {text} ({site.Server.Requests.Entries.Count} requests so far)");
            }
        }

        return wrong;
    }

    private static async Task<string> RunJobAsync(DownsampleSite site, Random random, int number, string settleTime, Action<string> isWrong)
    {
        SortedDictionary<(DateTime Time, int Series), long> raw = [];
        // A table has a file for each ten minutes: with few files a snapshot is soon over, and every window still has several.
        int minutes = 10 * random.Next(6, 13);
        await AddAsync(Enumerable.Range(0, minutes / 15 * random.Next(1, 5))
            .SelectMany(tick => Enumerable.Range(0, 2).Select(series => (s_start.AddMinutes(tick == 0 ? 0 : random.Next(minutes)), series))));
        string every = random.Next(3) switch { 0 => "20m", 1 => "30m", _ => "1h" };
        bool isLate = random.Next(6) == 0;
        string text = $"r{number} -Every {every} -Aggregate sum,count -SettleTime {settleTime}{(random.Next(3) == 0 ? " -NewestFirst" : "")}"
            + $"{(random.Next(2) == 0 ? $" -ChunkSize {random.Next(1, 3)}h" : "")}{(random.Next(3) == 0 ? $" -ThrottleLimit {random.Next(2, 5)}" : "")}{(random.Next(4) == 0 ? " -Verify" : "")}";
        DateTime end = s_start.AddMinutes(minutes);
        (site.Server.Faults.SnapshotEvery, site.Server.Faults.SnapshotFilesPerQuery) = (random.Next(4, 16), random.Next(2, 9));
        if (isLate || random.Next(3) == 0)
        {
            Run($"{text} -Start {Text(s_start)} -Now {Text(s_start.AddMinutes(random.Next(40, minutes)))}");
        }

        if (isLate)
        {
            await AddAsync(Enumerable.Range(0, random.Next(1, 4)).Select(_ => (s_start.AddMinutes(random.Next(minutes)), random.Next(3))));
            Run($"{text} -Lookback 1d -OnChange Write -Now {Text(end)}");
            if (random.Next(3) == 0)
            {
                await AddAsync([(s_start.AddMinutes(random.Next(minutes)), random.Next(3))]);
                Run($"{text} -Lookback 1d -OnChange Write -Now {Text(end)}");
            }

            // What waits is written after the next snapshot by the next run.
            await site.Server.SnapshotAsync();
            Run($"{text} -OnChange Write -Now {Text(end)}");
        }
        else
        {
            Run($"{text} -Start {Text(s_start)} -Now {Text(end)}");
        }

        site.Server.Faults.SnapshotEvery = 0;
        await site.Server.SnapshotAsync();
        IEnumerable<string> expected = raw
            .GroupBy(row => (Window: s_start.AddTicks((row.Key.Time - s_start).Ticks / Length(every).Ticks * Length(every).Ticks), row.Key.Series))
            .Where(window => window.Key.Window + Length(every) <= end)
            .OrderBy(window => window.Key.Window).ThenBy(window => window.Key.Series)
            .Select(window => string.Create(CultureInfo.InvariantCulture, $"{Text(window.Key.Window)},s{window.Key.Series},{window.Sum(row => row.Value)},{window.Count()}"));
        string[] stored = site.Query("office_hourly", $"SELECT time, k, v_sum, v_count FROM r{number} ORDER BY time, k");
        if (!expected.SequenceEqual(stored))
        {
            isWrong($"{text}{(isLate ? " (late rows)" : "")}\n  raw    {string.Join(" ", expected.Except(stored))}\n  stored {string.Join(" ", stored.Except(expected))}");
        }

        return text;

        async Task AddAsync(IEnumerable<(DateTime Time, int Series)> rows)
        {
            List<string> lines = [];
            foreach ((DateTime time, int series) in rows.ToArray())
            {
                if (raw.TryAdd((time, series), random.Next(1000)))
                {
                    lines.Add(string.Create(CultureInfo.InvariantCulture, $"r{number},k=s{series} v={raw[(time, series)]}i@{Text(time)}"));
                }
            }

            if (lines.Count > 0)
            {
                await site.WriteAsync("office", lines);
            }
        }

        // A snapshot that takes too long for a run is over for one of the next.
        void Run(string job)
        {
            for (int attempt = 1; ; attempt++)
            {
                Answer answer = site.Engine.Run($"Invoke-InfluxDownsample -Source raw -Target hourly {job} -WarningAction Ignore");
                if (answer.Errors.Count == 0)
                {
                    return;
                }

                Assert.True(attempt < 6 && answer.Errors[0].FullyQualifiedErrorId.StartsWith("SourceUnstable", StringComparison.Ordinal), answer.Errors[0].ToString());
            }
        }
    }

    private static TimeSpan Length(string every) => every switch { "20m" => TimeSpan.FromMinutes(20), "30m" => TimeSpan.FromMinutes(30), _ => TimeSpan.FromHours(1) };
}
