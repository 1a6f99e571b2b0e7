using System.Globalization;
using System.Management.Automation;
using System.Text.RegularExpressions;
using InfluxDownsample.Tests.Hosting;
using Xunit;
using Xunit.Abstractions;
using static InfluxDownsample.Tests.Hosting.DownsampleSite;

namespace InfluxDownsample.Tests.Downsampling;

/// <summary>
/// Random runs of two tiers in turn, the lower one in ranges, backwards, failing and killed: what the upper one lacks is said by each of its runs and found by
/// each test, and in the end, when all has been done that runs and warnings told, it equals the raw rows.
/// </summary>
[LongTests]
public sealed class TierModelTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Days = 4;
    private const string End = "2026-01-05T00:00:00Z";
    private const string Hours = "Invoke-InfluxDownsample m -Every 1h -Source raw -Target hourly -Aggregate rollup -TargetMeasurement hours -ChunkSize 6h -BatchSize 6 -MaxRetry 0";
    private const string Quarters = "InfluxDownsample hours -Every 6h -Source hourly -Target hourly -Aggregate rollup -TargetMeasurement quarters";
    private const string Windows = "SELECT date_bin(INTERVAL '6 hours', time) AS time, sum(v_count) AS c, sum(v_sum) AS s FROM hours GROUP BY 1 HAVING count(*) = 6 ORDER BY 1";
    private static readonly DateTime s_start = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly MovableClock _clock = new();
    private DownsampleSite _site = null!;

    public async Task InitializeAsync()
    {
        _site = await StartAsync(TestServers.Options with { Clock = _clock });
        await _site.WriteAsync("office", Enumerable.Range(0, Days * 72).Select(tick => $"m v={tick}i@{Text(s_start.AddMinutes((20 * tick) + 7))}"));
        _site.Engine.Set("faults", _site.Server.Faults);
    }

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Theory]
    [InlineData(5)]
    public void WhatTheUpperTierLacks_IsNeverForgotten(int seed)
    {
        output.WriteLine($"Seed {seed}");
        var random = new Random(seed);
        for (int step = 0; step < 14; step++)
        {
            string now = Text(s_start.AddMinutes(random.Next(60, Days * 1440)));
            DateTime low = s_start.AddMinutes(random.Next(0, Days * 1440));
            string order = random.Next(2) == 0 ? " -NewestFirst" : "";
            string range = random.Next(4) switch
            {
                0 => $"-Start {Text(low)} -Stop {Text(low.AddHours(random.Next(1, 30)))} -Now {End}",
                1 => $"-Start {Text(low)} -Now {End}",
                _ => $"-Now {now}",
            };
            string what = random.Next(5) switch
            {
                0 => $"{Hours}{order} {range}",
                1 => Failing($"{Hours}{order} {range}", chunks: random.Next(1, 4), writes: 1),
                2 => Failing($"{Hours}{order} {range}", chunks: random.Next(1, 4), writes: 1000),
                _ => $"Invoke-{Quarters}{order} -Now {(random.Next(2) == 0 ? now : End)}",
            };
            output.WriteLine(what);
            Do(what);
            Check();
        }

        // What the runs say is done, from the bottom up.
        Do($"{Hours} -Now {End}");
        Do($"{Hours} -Start {Text(s_start)} -Now {End}");
        for (int told = 1; told > 0;)
        {
            MatchCollection advice = Regex.Matches(string.Join('\n', Do($"Invoke-{Quarters} -Now {End}").Warnings), @"-Start \S+ -Stop \S+(?= fills the gap)");
            told = advice.Count;
            foreach (Match range in advice)
            {
                output.WriteLine(range.Value);
                Do($"Invoke-{Quarters} {range.Value} -Now {End}");
            }
        }

        Check();
        Assert.Equal(
            _site.Query("office", "SELECT date_bin(INTERVAL '6 hours', time) AS time, count(v) AS c, sum(v) AS s FROM m GROUP BY 1 ORDER BY 1"),
            _site.Query("office_hourly", "SELECT time, v_count, v_sum FROM quarters ORDER BY time"));
        Assert.Equal("True", Test());
    }

    private void Check()
    {
        if (!Tables().Contains("hours"))
        {
            return;
        }

        string[] there = Tables().Contains("quarters") ? _site.Query("office_hourly", "SELECT time, v_count, v_sum FROM quarters ORDER BY time") : [];
        string[] complete = _site.Query("office_hourly", Windows);
        // Nothing that is made of a part of the hours.
        Assert.Empty(there.Except(complete));
        Answer plan = Do($"Invoke-{Quarters} -WhatIf -Now {End}");
        string[] lacking = [.. complete.Except(there)];
        if (there.Length > 0 && lacking.Length > 0)
        {
            Assert.Equal("False", Test());
            string[] said = [.. Spans(plan, "Plan").Concat(Spans(plan, "Skipped")).Concat(plan.Warnings.SelectMany(Advised))];
            Assert.All(lacking.Select(row => row.Split(',')[0]), window => Assert.True(said.Any(span => Holds(span, window)), $"{window}: {string.Join("; ", said)}"));
        }
    }

    private string Test() => Result(Do($"Test-{Quarters} -Quiet -Now {End}").Succeed()).BaseObject.ToString()!;

    private Answer Do(string command)
    {
        bool isTier = command.Contains(Quarters, StringComparison.Ordinal);
        Answer answer = isTier && !Tables().Contains("hours") ? _site.Engine.Run("") : _site.Engine.Run(command);
        if (isTier)
        {
            answer.Succeed();
        }

        _site.Server.Faults.DelayMilliseconds = 0;
        _site.Server.Faults.FailWrites = 0;
        // A run that was killed has not given its claim back.
        _clock.Advance(TimeSpan.FromMinutes(3));
        return answer;
    }

    private static string Failing(string job, int chunks, int writes)
        => $"$done = 0; $faults.DelayMilliseconds = 15; {job} -Verbose 4>&1 | ForEach-Object {{ if (\"$_\" -match 'windows? done' -and ++$done -eq {chunks}) {{ $faults.FailWrites = {writes} }} }}";

    private string[] Tables() => _site.Engine.Run("(Get-InfluxMeasurement -Connection hourly -ErrorAction Ignore).Name").Texts;

    private static IEnumerable<string> Spans(Answer plan, string property)
        => Items(Result(plan), property).Select(PSObject.AsPSObject).Select(item => $"{Text(item.Properties["From"].Value)} {Text(item.Properties["To"].Value)}");

    private static IEnumerable<string> Advised(string warning)
        => Regex.Matches(warning, @"-Start (\S+) -Stop (\S+) fills the gap").Select(match => $"{match.Groups[1]} {match.Groups[2]}");

    private static bool Holds(string span, string window) => span.Split(' ') is [{ } from, { } to] && Time(from) <= Time(window) && Time(window) < Time(to);

    private static DateTime Time(string text) => DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal);
}
