using System.Globalization;
using System.Management.Automation;
using InfluxDownsample.Tests.Hosting;
using Xunit;
using static InfluxDownsample.Tests.Hosting.DownsampleSite;

namespace InfluxDownsample.Tests.Plans;

/// <summary>Plans that are run: tier upon tier, what fails, what is picked.</summary>
public sealed class PlanRunTests : IAsyncLifetime, IDisposable
{
    private const string Tiers = """
        @{
            Defaults     = @{ Source = 'raw'; Target = 'hourly'; Aggregate = 'rollup' }
            Measurements = 'ra*'
            Tiers        = @(
                @{ Name = 'minutes'; Every = '1m'; TargetMeasurement = '{measurement}_1m' }
                @{ Name = 'hours'; Every = '1h'; TargetMeasurement = '{measurement}_1h' }
                @{ Name = 'days'; Every = '1d'; TargetMeasurement = '{measurement}_1d'; Aggregate = 'count', 'sum', 'min', 'max', 'mean' }
            )
        }
        """;

    private readonly PlanFile _plans = new();
    private DownsampleSite _site = null!;

    public async Task InitializeAsync() => _site = await StartAsync();

    public async Task DisposeAsync() => await _site.DisposeAsync();

    public void Dispose() => _plans.Dispose();

    // Acceptance 11.
    [Fact]
    public async Task Daily_means_of_a_plan_equal_means_over_raw_and_counts_and_sums_are_exact()
    {
        await WriteUnevenRowsAsync();
        string path = _plans.Write(Tiers);

        Answer run = Run($"-Path '{path}' -Start 2026-01-01 -Now 2026-01-04 -InformationVariable told; $told.MessageData").Succeed();

        Assert.Equal(["raw/minutes Completed", "raw/hours Completed", "raw/days Completed"], run.Output.SkipLast(1).Select(Told));
        Assert.Equal(["office/raw", "office_hourly/raw_1m", "office_hourly/raw_1h"], run.Output.SkipLast(1).Select(result => result.Properties["Source"].Value));
        Assert.Matches(@"^plan\.psd1: 3 Completed; \d+ windows and \d+ points written in [0-9.]+ s\.$", run.Output[^1].ToString());
        Assert.Equal(
            _site.Query("office", "SELECT date_bin(INTERVAL '1 day', time) AS time, room, count(v) AS c, sum(n) AS sn, min(v) AS lo, max(v) AS hi FROM raw GROUP BY 1, room ORDER BY 1, room"),
            _site.Query("office_hourly", "SELECT time, room, v_count, n_sum, v_min, v_max FROM raw_1d ORDER BY time, room"));
        double[] raw = Numbers("office", "SELECT avg(v) AS m FROM raw GROUP BY date_bin(INTERVAL '1 day', time), room ORDER BY date_bin(INTERVAL '1 day', time), room");
        Assert.Equal(6, raw.Length);
        Assert.All(raw.Zip(Numbers("office_hourly", "SELECT v_mean FROM raw_1d ORDER BY time, room")), pair => Assert.Equal(pair.First, pair.Second, 1e-9 * Math.Abs(pair.First)));

        // The same plan in JSON: the same tables, in which nothing is due any more.
        string json = _plans.Write("""
            {
              "Defaults": { "Source": "raw", "Target": "hourly", "Aggregate": "rollup" }, "Measurements": "ra*",
              "Tiers": [
                { "Name": "minutes", "Every": "1m", "TargetMeasurement": "{measurement}_1m" },
                { "Name": "hours", "Every": "1h", "TargetMeasurement": "{measurement}_1h" },
                { "Name": "days", "Every": "1d", "TargetMeasurement": "{measurement}_1d", "Aggregate": [ "count", "sum", "min", "max", "mean" ] }
              ]
            }
            """, "plan.json");
        Assert.Equal([0, 0, 0], Run($"-LiteralPath '{json}' -Now 2026-01-04").Succeed().Output.Select(result => Count(result, "PointsWritten")));
        Answer test = _site.Engine.Run($"Test-InfluxDownsample -Path '{json}' -Now 2026-01-04").Succeed();
        Assert.Equal([("raw/minutes", 0L), ("raw/hours", 0L), ("raw/days", 0L)],
            test.Output.Select(found => ((string)found.Properties["Job"].Value, Count(found, "Missing") + Count(found, "Different") + Count(found, "Extra"))));
        Assert.Equal([72L, 3L], test.Output.Skip(1).Select(found => Count(found, "Match")));
    }

    // Acceptance 12.
    [Fact]
    public async Task Days_of_a_plan_in_Berlin_have_23_and_25_hours_and_months_and_weeks_add_up()
    {
        DateTime first = new(2026, 2, 22, 23, 0, 0, DateTimeKind.Utc);
        DateTime end = new(2026, 11, 1, 23, 0, 0, DateTimeKind.Utc);
        await _site.WriteAsync("office", Enumerable.Range(0, (int)(end - first).TotalHours).Select(hour => $"load v={hour}@{Text(first.AddHours(hour))}"));
        string path = _plans.Write("""
            @{
                Defaults     = @{ Source = 'raw'; Target = 'hourly'; Aggregate = 'rollup'; TimeZone = 'Europe/Berlin'; TargetMeasurement = '{measurement}_{every}'; ChunkSize = '60d' }
                Measurements = 'load'
                Tiers        = @(
                    @{ Every = '1d' }
                    @{ Every = '1w' }
                    @{ Every = '1mo'; Source = '1d' }
                    @{ Every = '1h'; Source = 'raw'; TimeZone = 'Asia/Kolkata'; ChunkSize = '2d'; Stop = '2026-03-01T00:00:00Z' }
                )
            }
            """);
        _site.Server.Faults.QueryFileLimit = 0;

        Assert.All(Run($"-Path '{path}' -Now 2026-11-02").Succeed().Output, result => Assert.Equal("Completed", Status(result)));

        Assert.Equal(
            ["2026-03-27T23:00:00Z,24", "2026-03-28T23:00:00Z,23", "2026-03-29T22:00:00Z,24", "2026-10-23T22:00:00Z,24", "2026-10-24T22:00:00Z,25", "2026-10-25T23:00:00Z,24"],
            _site.Query("office_hourly", """
                SELECT time, v_count FROM load_1d WHERE (time > '2026-03-27' AND time < '2026-03-30') OR (time > '2026-10-23' AND time < '2026-10-26') ORDER BY time
                """));
        // Every row lies in one window of each kind.
        string[] raw = _site.Query("office", "SELECT count(v) AS c, sum(v) AS s FROM load");
        Assert.Equal(raw, _site.Query("office_hourly", "SELECT sum(v_count) AS c, sum(v_sum) AS s FROM load_1d"));
        Assert.Equal(raw, _site.Query("office_hourly", "SELECT sum(v_count) AS c, sum(v_sum) AS s FROM load_1w"));
        Assert.Equal(["2026-02-28T23:00:00Z,743", "2026-03-31T22:00:00Z,720", "2026-09-30T22:00:00Z,745"],
            _site.Query("office_hourly", "SELECT time, v_count FROM load_1mo WHERE time < '2026-04-01' OR time > '2026-09-01' ORDER BY time"));
        Assert.Equal(["2026-02-22T23:30:00Z"], _site.Query("office_hourly", "SELECT time FROM load_1h ORDER BY time LIMIT 1"));
    }

    [Fact]
    public async Task A_job_that_fails_is_said_and_what_stands_above_it_tried()
    {
        await _site.WriteAsync("office", "a v=1@2026-01-01T08:30:00Z", "a v=2@2026-01-02T08:30:00Z", "b v=\"text\"@2026-01-01T08:30:00Z", "b v=\"text\"@2026-01-02T08:30:00Z");
        string path = _plans.Write("""
            @{
                Defaults     = @{ Source = 'raw'; Target = 'hourly'; Aggregate = 'rollup'; TargetMeasurement = '{measurement}_{every}' }
                Measurements = 'a', 'b', 'none', 'x*'
                Tiers        = @( @{ Every = '1h' }, @{ Name = 'days'; Every = '1d' } )
                Jobs         = @( @{ Measurement = 'b'; Tier = '1h'; Where = @{ floor = 'x' } }, @{ Measurement = 'a'; Tier = 'days'; Verify = $true; Lookback = '1d' } )
            }
            """);

        // Before anything is there, everything that can be planned is.
        Answer planned = Run($"-Path '{path}' -Start 2026-01-01 -Now 2026-01-03 -WhatIf -Job a").Succeed();
        Assert.Equal(["a/1h Planned 48", "a/days Planned 0"], planned.Output.Select(result => $"{Told(result)} {Count(result, "WindowsPlanned")}"));
        Assert.Empty(_site.Query("office", "SELECT * FROM information_schema.tables WHERE table_name LIKE '%1h%'"));

        Answer run = Run($"-Path '{path}' -Start 2026-01-01 -Now 2026-01-03; $?");

        Assert.Equal(
            ["x*/1h Failed", "a/1h Completed", "b/1h Failed", "none/1h Failed", "a/days Completed", "b/days Failed", "none/days Failed"],
            run.Output.SkipLast(1).Select(Told));
        Assert.Equal([false], run.Output.TakeLast(1).Select(value => value.BaseObject));
        Assert.Equal(["MeasurementNotFound", "ColumnNotFound", "MeasurementNotFound", "MeasurementNotFound", "MeasurementNotFound"], run.Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]));
        Assert.Equal(
            ("b/days: There is nothing to read, since 'b/1h' failed before it made measurement 'b_1h' in database 'office_hourly'.", "Mend what 'b/1h' failed of, and run the plan again."),
            (run.Errors[3].ToString(), run.Errors[3].ErrorDetails.RecommendedAction));
        Assert.Equal(["2026-01-01T00:00:00Z,1", "2026-01-02T00:00:00Z,1"], _site.Query("office_hourly", "SELECT time, v_count FROM a_1d ORDER BY time"));

        // Nothing is due yet: no error, and nothing to do in the tier above.
        Answer early = Run($"-Path '{path}' -Start 2026-01-03 -Now 2026-01-03T00:10:00Z -Job a -TargetDatabase early").Succeed();
        Assert.Equal(["a/1h NothingToDo", "a/days NothingToDo"], early.Output.Select(Told));
        Assert.Equal("The plan has no job 'c'. Jobs: 'a/1h', 'b/1h', 'none/1h', 'a/days', 'b/days', 'none/days', 'x*/1h'.", Run($"-Path '{path}' -Job c").Errors[^1].ToString());
        Assert.Equal(["a/days NothingToDo"], Run($"-Path '{path}' -Job A/D* -Now 2026-01-01T01:00:00Z -TargetMeasurement '{{measurement}}_{{every}}'").Succeed().Output.Select(Told));
    }

    [Fact]
    public async Task More_databases_than_Core_takes_are_found_online()
    {
        await _site.WriteAsync("office", "a v=1@2026-01-01T08:30:00Z");
        string path = _plans.Write("""
            @{
                Defaults = @{ Source = 'raw'; Aggregate = 'rollup' }; Measurements = 'a'
                Tiers    = @(
                    @{ Every = '1m'; TargetDatabase = 'm' }, @{ Every = '1h'; TargetDatabase = 'h' }, @{ Every = '1d'; TargetDatabase = 'd' }
                    @{ Every = '1mo'; TargetDatabase = 'mo' }
                    @{ Every = '1y'; TargetDatabase = 'y' }
                )
            }
            """);

        Answer found = _site.Engine.Run($"Test-InfluxDownsamplePlan '{path}' -Online");

        Assert.Equal(["6 Tiers[4].TargetDatabase Warning "], PlanFile.Findings(found));
        Assert.StartsWith($"InfluxDB 3 Core takes 5 databases. {_site.Server.Address.Authority} has 1, and the plan needs 5 more: 'm', 'h', 'd', 'mo', 'y'.",
            PlanFile.Text(found.Output[0], "Message"), StringComparison.Ordinal);
        File.WriteAllText(path, File.ReadAllText(path).Replace("'y'", "'mo'; TargetMeasurement = 'years'", StringComparison.Ordinal));
        Assert.Equal([], PlanFile.Findings(_site.Engine.Run($"Test-InfluxDownsamplePlan '{path}' -Online")));
    }

    [Theory]
    [InlineData("", "'raw/hours' does not look back so far: what was made of them stays as it is. Run it once with -Start 2026-01-01T05:00:00Z, and -OnChange Write.")]
    [InlineData("2h", "'raw/hours' does not look back so far")]
    [InlineData("3d", null)]
    public async Task What_a_tier_does_not_see_of_a_correction_below_is_told(string lookback, string? told)
    {
        await _site.WriteAsync("office", Enumerable.Range(0, 72).Select(hour => $"raw v={hour}@{Text(new DateTime(2026, 1, 1, 0, 0, 30, DateTimeKind.Utc).AddHours(hour))}"));
        string path = _plans.Write(Tiers.Replace("'ra*'", "'raw'", StringComparison.Ordinal)
            .Replace("Every = '1h';", $"Every = '1h'; Lookback = '{lookback}';", StringComparison.Ordinal));
        Run($"-Path '{path}' -Job minutes, hours -Now 2026-01-04").Succeed();
        await _site.WriteAsync("office", "raw v=100@2026-01-01T05:00:50Z");

        // The lower tier alone looks that far back.
        Answer answer = Run($"-Path '{path}' -Job minutes -Lookback {(lookback.Length > 0 ? "3d" : "72h")} -OnChange Write -Now 2026-01-04 -WarningVariable warned").Succeed();

        Assert.Equal("2026-01-01T05:00:00Z Verified", string.Join("", Items(Result(answer), "Changes").Select(change => change.ToString())));
        Assert.Equal(told is null ? 0 : 1, answer.Warnings.Count);
        Assert.Contains(told ?? "", string.Join("", answer.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_tier_whose_lower_one_has_never_run_has_nothing_to_do()
    {
        string path = _plans.Write(Tiers.Replace("'ra*'", "'raw'", StringComparison.Ordinal));

        Answer run = Run($"-Path '{path}' -Job hours -Start 2026-01-01 -Now 2026-01-04 -Verbose").Succeed();

        Assert.Equal("raw/hours NothingToDo", Told(Result(run)));
        Assert.Contains("'raw/minutes' (not run) has not made 'raw_1m' so far", string.Join('\n', run.Verbose), StringComparison.Ordinal);
    }

    [Fact]
    public void A_plan_with_an_error_is_not_run_at_all()
    {
        string path = _plans.Write(Tiers.Replace("Every = '1h'", "Every = '1 hour'; Lokback = '1d'", StringComparison.Ordinal));

        Answer run = Run($"-Path '{path}'");

        Assert.Empty(run.Output);
        Assert.Equal(
            ["plan.psd1, line 6, Tiers[1].Every: -Every is '1 hour', which is no duration.", "plan.psd1, line 6, Tiers[1].Lokback: 'Lokback' is nothing that a tier has. Did you mean 'Lookback'?"],
            run.Errors.Select(error => error.ToString().Split(" Write durations")[0]));
        Assert.All(run.Errors, error => Assert.Equal(("InvalidParameter", $"{path}:6"), (error.FullyQualifiedErrorId.Split(',')[0], error.TargetObject)));
        Assert.Empty(_site.Writes);
    }

    private Answer Run(string parameters) => _site.Engine.Run($"Invoke-InfluxDownsample {parameters}");

    private static string Told(PSObject result) => $"{result.Properties["Job"].Value} {Status(result)}";

    private double[] Numbers(string database, string sql) => [.. _site.Query(database, sql).Select(row => double.Parse(row, CultureInfo.InvariantCulture))];

    // Three days of minutes: some have one row, some ten, some none.
    private Task WriteUnevenRowsAsync()
    {
        var random = new Random(17);
        DateTime start = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        return _site.WriteAsync("office", Enumerable.Range(0, 3 * 1440).SelectMany(minute => Enumerable.Range(0, random.Next(4) == 0 ? 0 : random.Next(10) + 1)
            .Select(row => string.Create(CultureInfo.InvariantCulture,
                $"raw,room=r{random.Next(2)} v={random.NextDouble() * 1000},n={random.Next(-50, 50)}i@{Text(start.AddMinutes(minute).AddSeconds(row))}"))).ToArray());
    }
}
