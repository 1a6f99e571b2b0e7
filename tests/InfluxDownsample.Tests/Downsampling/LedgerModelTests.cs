using System.Globalization;
using InfluxDownsample.Tests.Hosting;
using Xunit;
using Xunit.Abstractions;
using static InfluxDownsample.Tests.Hosting.DownsampleSite;

namespace InfluxDownsample.Tests.Downsampling;

/// <summary>
/// Random sequences of runs, failures, late rows, changing ranges, jobs of other kinds, tiers and dropped tables, held against a few lines that compute the
/// same from the raw rows: at no time a whole window in part, never a table of two kinds, and in the end tiers that equal raw.
/// </summary>
public sealed class LedgerModelTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Days = 3;
    private const string Hours = "Invoke-InfluxDownsample -Source raw -Target hourly m -Every 1h -Aggregate rollup -TargetMeasurement hours";
    private const string DaysJob = "Invoke-InfluxDownsample -Source hourly -Target hourly hours -Every 1d -Aggregate sum,count -TargetMeasurement days";
    private static readonly DateTime s_start = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    // The raw rows: the whole model.
    private readonly SortedDictionary<DateTime, long> _raw = [];
    private readonly MovableClock _clock = new();
    private DownsampleSite _site = null!;

    public async Task InitializeAsync() => _site = await DownsampleSite.StartAsync(TestServers.Options with { Clock = _clock });

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task WhateverHappens_TheTargetsEqualTheRawRows(int seed)
    {
        var random = new Random(seed);
        await AddAsync(Enumerable.Range(0, Days * 72).Select(tick => (s_start.AddMinutes(20 * tick), random.NextInt64(1000))));
        for (int step = 0; step < 14; step++)
        {
            DateTime now = s_start.AddMinutes(random.Next(60, Days * 1440));
            DateTime low = s_start.AddMinutes(random.Next(0, Days * 1440));
            string order = random.Next(3) == 0 ? " -NewestFirst" : "";
            string what = random.Next(12) switch
            {
                0 => $"{Hours}{order} -Now {Text(now)}",
                1 => $"{Hours}{order} -Start {Text(low)} -Now {Text(now)}",
                2 => $"{Hours}{order} -Start {Text(low)} -Stop {Text(low.AddHours(random.Next(1, 30)))} -Now {Text(s_start.AddDays(Days))}",
                3 => $"{Hours}{order} -Lookback 12h -OnChange Write -Now {Text(now)}",
                4 => $"fail {Hours}{order} -BatchSize 3 -ChunkSize 3h -MaxRetry 0 -Start {Text(low)} -Now {Text(now)}",
                5 => "late",
                6 => $"{DaysJob} -Now {Text(now)}",
                7 => $"conflict {Hours.Replace("1h", "2h", StringComparison.Ordinal)} -Start {Text(low)} -Now {Text(now)}",
                8 => $"stop {Hours}{order} -BatchSize 3 -ChunkSize 3h -Start {Text(low)} -Now {Text(now)}",
                9 => $"both {Hours}{order} -Start {Text(low)} -Now {Text(now)}",
                10 => $"elsewhere -Start {Text(low)} -Now {Text(now)}",
                _ => random.Next(3) == 0 ? "drop" : $"{Hours} -IncludePartial -Now {Text(now)}",
            };
            output.WriteLine(what);
            await DoAsync(what, random, low);
            CheckKind();
        }

        string end = Text(s_start.AddDays(Days).AddMinutes(1));
        string all = $"-Start {Text(s_start)} -OnChange Write -Now {end}";
        _site.Engine.Run($"{Hours} {all}").Succeed();
        _site.Engine.Run($"{DaysJob} {all}").Succeed();

        Assert.Equal(Expected(time => time.Date.AddHours(time.Hour)), _site.Query("office_hourly", "SELECT time, v_sum, v_count FROM hours ORDER BY time"));
        Assert.Equal(Expected(time => time.Date), _site.Query("office_hourly", "SELECT time, v_sum, v_count FROM days ORDER BY time"));
        Assert.Equal("NothingToDo", Status(Result(_site.Engine.Run($"{Hours} -Now {end}").Succeed())));
        Assert.Equal("NothingToDo", Status(Result(_site.Engine.Run($"{DaysJob} -Now {end}").Succeed())));
    }

    private async Task DoAsync(string what, Random random, DateTime low)
    {
        switch (what.Split(' ')[0])
        {
            case "late":
                await AddAsync([(low.AddSeconds(random.Next(1, 3600)), random.NextInt64(1000))]);
                break;
            case "drop" when Tables().Contains("hours"):
                using (var http = new HttpClient())
                {
                    Assert.True((await http.DeleteAsync(new Uri(_site.Server.Address, "api/v3/configure/table?db=office_hourly&table=hours"))).IsSuccessStatusCode);
                }

                break;
            case "fail":
                // The write after the row that says that the run begins, or a later one, is refused.
                _site.Server.Faults.FailStatus = 503;
                _site.Engine.Set("faults", _site.Server.Faults);
                _site.Engine.Run($"{what[5..]} -Verbose 4>&1 | ForEach-Object {{ if (\"$_\" -match 'windows? done') {{ $faults.FailWrites = 1 }} }}");
                _site.Server.Faults.FailWrites = 0;
                // The run may not have been able to give its claim back.
                _clock.Advance(TimeSpan.FromMinutes(3));
                break;
            case "stop":
                // By hand, after some chunks.
                _site.Engine.Run($"foreach ($once in 1) {{ {what[5..]} -Verbose 4>&1 | ForEach-Object {{ if (\"$_\" -match 'windows? done' -and ++$done -ge 2) {{ break }} }} }}; $done = 0");
                break;
            case "both":
                using (HostedEngine second = new())
                {
                    _site.Connect(second);
                    Answer[] answers = await Task.WhenAll(Task.Run(() => _site.Engine.Run(what[5..])), Task.Run(() => second.Run(what[5..])));
                    Assert.All(answers.SelectMany(answer => answer.Errors), error => Assert.StartsWith("JobLocked", error.FullyQualifiedErrorId, StringComparison.Ordinal));
                }

                break;
            case "elsewhere" when Tables().Contains("hours"):
                // The same names on another server are another source.
                await using (DownsampleSite other = await DownsampleSite.StartAsync(TestServers.Options with { Clock = _clock }))
                {
                    await other.WriteAsync("office", $"m v=7i@{Text(low)}", $"m v=7i@{Text(low.AddHours(3))}");
                    _site.Engine.Run($"{Hours.Replace("-Source raw", $"-Source '{other.Server.Address}?database=office'", StringComparison.Ordinal)} {what[10..]}").FailWith("SchemaConflict");
                }

                break;
            case "conflict" when Tables().Contains("hours"):
                _site.Engine.Run(what[9..]).FailWith("SchemaConflict");
                break;
            case "Invoke-InfluxDownsample" when !what.StartsWith(DaysJob, StringComparison.Ordinal) || Tables().Contains("hours"):
                _site.Engine.Run(what);
                break;
        }
    }

    private string[] Tables() => _site.Engine.Run("(Get-InfluxMeasurement -Connection hourly -ErrorAction Ignore).Name").Texts;

    private void CheckKind()
    {
        if (Tables().Contains("hours"))
        {
            Assert.All(_site.Query("office_hourly", "SELECT time FROM hours"), time => Assert.EndsWith(":00:00Z", time, StringComparison.Ordinal));
        }
    }

    private async Task AddAsync(IEnumerable<(DateTime Time, long Value)> rows)
    {
        List<string> lines = [];
        foreach ((DateTime time, long value) in rows)
        {
            _raw[time] = value;
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"m v={value}i@{Text(time)}"));
        }

        await _site.WriteAsync("office", lines);
    }

    private string[] Expected(Func<DateTime, DateTime> window)
        => [.. _raw.GroupBy(row => window(row.Key)).OrderBy(group => group.Key)
            .Select(group => string.Create(CultureInfo.InvariantCulture, $"{Text(group.Key)},{group.Sum(row => row.Value)},{group.Count()}"))];
}
