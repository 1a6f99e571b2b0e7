using System.Globalization;
using System.Management.Automation;
using InfluxDownsample.Tests.Hosting;
using Xunit;
using static InfluxDownsample.Tests.Hosting.DownsampleSite;

namespace InfluxDownsample.Tests.Downsampling;

/// <summary>Tiers of downsampling: minutes to hours to days.</summary>
public sealed class TierTests(EngineFixture fixture) : IClassFixture<EngineFixture>, IAsyncLifetime
{
    private const string Days = "-Start 2026-01-01 -Now 2026-01-04";

    private DownsampleSite _site = null!;

    public async Task InitializeAsync()
    {
        _site = await DownsampleSite.StartAsync(engine: fixture.Engine);
        var random = new Random(11);
        DateTime start = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        // Three days of minutes with uneven counts: some minutes have one row, some ten, some none.
        List<string> lines = [];
        for (int minute = 0; minute < 3 * 1440; minute++)
        {
            int rows = random.Next(4) == 0 ? 0 : random.Next(10) + 1;
            for (int row = 0; row < rows; row++)
            {
                lines.Add(string.Create(CultureInfo.InvariantCulture,
                    $"raw,room=r{random.Next(2)} v={random.NextDouble() * 1000},n={random.Next(-50, 50)}i@{Text(start.AddMinutes(minute).AddSeconds(row))}"));
            }
        }

        await _site.WriteAsync("office", lines);
    }

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Fact]
    public void DailyMeansFromRollups_EqualMeansOverRaw()
    {
        _site.Downsample($"raw -Every 1m -Aggregate rollup -TargetMeasurement minutes {Days}");
        Hourly("minutes -Every 1h -Aggregate rollup -TargetMeasurement hours");
        Hourly("hours -Every 1d -Aggregate count,sum,min,max,mean -TargetMeasurement days");

        string[] expected = _site.Query("office", """
            SELECT date_bin(INTERVAL '1 day', time) AS time, room, count(v) AS c, sum(n) AS sn, min(v) AS lo, max(v) AS hi FROM raw GROUP BY 1, room ORDER BY 1, room
            """);
        Assert.Equal(6, expected.Length);
        Assert.Equal(expected, _site.Query("office_hourly", "SELECT time, room, v_count, n_sum, v_min, v_max FROM days ORDER BY time, room"));
        foreach (string field in new[] { "v", "n" })
        {
            double[] raw = Numbers("office", $"SELECT date_bin(INTERVAL '1 day', time) AS time, room, avg({field}) AS mean FROM raw GROUP BY 1, room ORDER BY 1, room");
            double[] tier = Numbers("office_hourly", $"SELECT time, room, {field}_mean FROM days ORDER BY time, room");
            Assert.All(raw.Zip(tier), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 1e-9 * Math.Max(1, Math.Abs(pair.First))));
        }
    }

    [Fact]
    public void AMeanOfMeans_IsRefusedWithoutForce()
    {
        _site.Downsample($"raw -Every 1h -TargetMeasurement hours {Days}");

        Answer refused = Tier("hours -Every 1d -TargetMeasurement days");

        Assert.Contains("holds means over 1h", refused.FailWith("TierInvalid").ToString(), StringComparison.Ordinal);
        Assert.Equal(3, Count(Result(Tier("hours -Every 1d -TargetMeasurement days -Force").Succeed()), "WindowsWritten"));
    }

    [Fact]
    public void FunctionsOfFunctions_AreRefusedWhereTheyAreNotWhatTheyAreCalled()
    {
        _site.Downsample($"raw -Every 1h -TargetMeasurement hours -Aggregate mean,max,count -NameTemplate '{{function}}_of_{{field}}' {Days}");

        foreach (string wrong in new[] { "@{ mean_of_v = 'sum' }", "@{ mean_of_v = 'median' }", "@{ mean_of_v = 'p95' }", "@{ max_of_v = 'mean' }", "@{ mean_of_v = 'count' }", "@{ count_of_v = 'mean' }" })
        {
            Tier($"hours -Every 1d -TargetMeasurement days -Aggregate {wrong}").FailWith("TierInvalid");
        }

        // The highest of means is one, and said to be one; the highest of the highest is the highest.
        Answer highest = Tier("hours -Every 1d -TargetMeasurement days -Aggregate @{ mean_of_v = 'max'; max_of_v = 'max' }").Succeed();
        Assert.Contains("'mean_of_v' will be the max of means over 1h", Assert.Single(highest.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void CountsOfCounts_AreAddedUp()
    {
        _site.Downsample($"raw -Every 1h -TargetMeasurement hours -Aggregate count -Field v {Days}");
        Assert.Equal("Completed", Status(Result(Tier("hours -Every 1d -TargetMeasurement days -Aggregate count").Succeed())));

        Assert.Equal(
            _site.Query("office", "SELECT date_bin(INTERVAL '1 day', time) AS time, room, count(v) AS v FROM raw GROUP BY 1, room ORDER BY 1, room"),
            _site.Query("office_hourly", "SELECT time, room, v FROM days ORDER BY time, room"));
    }

    [Theory]
    [InlineData("-TimeZone Asia/Kolkata", "2026-01-01T18:30:00Z")]
    [InlineData("-Origin 2026-01-01T00:20:00Z", "2026-01-01T00:20:00Z")]
    public void WindowsThatCutThoseBelow_AreRefused(string parameters, string start)
    {
        _site.Downsample($"raw -Every 1h -Aggregate rollup -TargetMeasurement hours {Days}");

        string message = _site.Engine.Run($"Invoke-InfluxDownsample -Source hourly hours -Every 1d -Aggregate rollup -TargetMeasurement days {parameters} -Start {start} -Now 2026-01-04").FailWith("TierInvalid").ToString();

        Assert.Contains("windows of 1h by the clock of UTC", message, StringComparison.Ordinal);
        Assert.Contains(start, message, StringComparison.Ordinal);
        Assert.DoesNotContain("days", _site.Engine.Run("(Get-InfluxMeasurement -Connection hourly).Name").Texts);
        // From minutes the same days can be had.
        _site.Downsample($"raw -Every 10m -Aggregate rollup -TargetMeasurement minutes {Days}");
        Assert.Equal("Completed", Status(Result(_site.Engine.Run($"Invoke-InfluxDownsample -Source hourly minutes -Every 1d -Aggregate rollup -TargetMeasurement days {parameters} -Start {start} -Now 2026-01-04").Succeed())));
        Assert.Equal(
            _site.Query("office", $"SELECT room, count(v) AS c FROM raw WHERE time >= '{start}' AND time < TIMESTAMP '{start}' + INTERVAL '1 day' GROUP BY room ORDER BY room"),
            _site.Query("office_hourly", $"SELECT room, v_count FROM days WHERE time = '{start}' ORDER BY room"));
    }

    [Theory]
    [InlineData("Start", "Start")]
    [InlineData("End", "Start")]
    [InlineData("Start", "End")]
    [InlineData("End", "End")]
    public void WhicheverEndThePointsCarry_TheTierIsTheSame(string lower, string upper)
    {
        _site.Downsample($"raw -Every 1h -Aggregate rollup -TargetMeasurement hours -Stamp {lower} {Days}");
        Answer days = _site.Engine.Run($"Invoke-InfluxDownsample -Source hourly hours -Every 1d -Aggregate count,sum -TargetMeasurement days -Stamp {upper} -Now 2026-01-04").Succeed();

        // Without -Start, the first day is whole although its first point may carry 01:00.
        Assert.Equal((3L, 3L), (Count(Result(days), "WindowsPlanned"), Count(Result(days), "WindowsWritten")));
        string stamp = upper == "End" ? " + INTERVAL '1 day'" : "";
        Assert.Equal(
            _site.Query("office", $"SELECT date_bin(INTERVAL '1 day', time){stamp} AS time, room, count(v) AS c, sum(n) AS s FROM raw GROUP BY 1, room ORDER BY 1, room"),
            _site.Query("office_hourly", "SELECT time, room, v_count, n_sum FROM days ORDER BY time, room"));
        Assert.Equal("NothingToDo", Status(Result(_site.Engine.Run($"Invoke-InfluxDownsample -Source hourly hours -Every 1d -Aggregate count,sum -TargetMeasurement days -Stamp {upper} -Now 2026-01-04").Succeed())));
    }

    [Fact]
    public void ATierThatIsNotCompleteYet_IsWaitedFor()
    {
        _site.Downsample($"raw -Every 1h -Aggregate rollup -TargetMeasurement hours -Start 2026-01-01 -Now 2026-01-03T22:00:00Z");

        PSObject early = Result(Tier("hours -Every 1d -Aggregate rollup -TargetMeasurement days").Succeed());
        Assert.Equal((2L, 1L), (Count(early, "WindowsWritten"), Reasons(early)["SourceIncomplete"]));

        _site.Downsample("raw -Every 1h -Aggregate rollup -TargetMeasurement hours -Now 2026-01-04");
        PSObject late = Result(_site.Engine.Run("Invoke-InfluxDownsample -Source hourly hours -Every 1d -Aggregate rollup -TargetMeasurement days -Now 2026-01-04").Succeed());
        Assert.Equal((1L, 1L), (Count(late, "WindowsPlanned"), Count(late, "WindowsWritten")));
        Assert.Equal(_site.Query("office", "SELECT count(v) AS c FROM raw"), _site.Query("office_hourly", "SELECT sum(v_count) FROM days"));
    }

    [Fact]
    public void MinimumSamples_GoesByRawRowsInEveryTier()
    {
        _site.Downsample($"raw -Every 1h -Aggregate rollup -TargetMeasurement hours {Days}");
        string[] counts = _site.Query("office", "SELECT date_bin(INTERVAL '6 hours', time) AS time, room, count(*) AS c FROM raw GROUP BY 1, room ORDER BY 1, room");
        long middle = counts.Select(row => long.Parse(row.Split(',')[2], CultureInfo.InvariantCulture)).Order().ElementAt(counts.Length / 2);

        PSObject result = Result(Tier($"hours -Every 6h -Aggregate count,sum -TargetMeasurement quarters -MinimumSamples {middle}").Succeed());

        string[] enough = [.. counts.Where(row => long.Parse(row.Split(',')[2], CultureInfo.InvariantCulture) >= middle)];
        Assert.InRange(enough.Length, 1, counts.Length - 1);
        Assert.Equal(counts.Length - enough.Length, Reasons(result)["TooFewSamples"]);
        Assert.Equal(enough, _site.Query("office_hourly", "SELECT time, room, v_count FROM quarters ORDER BY time, room"));
        _site.Downsample($"raw -Every 1h -TargetMeasurement means {Days}");
        Tier("means -Every 6h -Aggregate max -TargetMeasurement x -MinimumSamples 2").FailWith("TierInvalid");
    }

    [Fact]
    public async Task RawFieldsThatLookLikeARollup_AreNotOneWhereTheRecordSaysSo()
    {
        await _site.WriteAsync("office", Enumerable.Range(0, 48).Select(hour => $"http requests_count={hour}i,requests_sum={10 * hour}i@2026-01-0{1 + (hour / 24)}T{hour % 24:00}:30:00Z"));
        _site.Downsample($"http -Every 1h -Field requests_count,requests_sum -Aggregate max -TargetMeasurement hours {Days}");

        Assert.Equal("Completed", Status(Result(Tier("hours -Every 1d -Aggregate max -TargetMeasurement days").Succeed())));
        Assert.Equal(["23,230", "47,470"], _site.Query("office_hourly", "SELECT requests_count, requests_sum FROM days ORDER BY time"));
    }

    [Fact]
    public void ATierIsAWholeMultipleOfTheOneBelow()
    {
        _site.Downsample($"raw -Every 1h -Aggregate rollup -TargetMeasurement hours {Days}");

        Assert.Contains("90m is no whole multiple", Tier("hours -Every 90m -Aggregate rollup -TargetMeasurement x").FailWith("TierInvalid").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TextAndBooleans_GoUpTheTiersLikeNumbers()
    {
        await _site.WriteAsync("office", Enumerable.Range(0, 48 * 6).Select(tick => string.Create(CultureInfo.InvariantCulture,
            $"door,room=r1 v={tick}{(tick % 4 == 0 ? "" : $",note=\"n{tick}\",open={(tick % 3 == 0 ? "true" : "false")}")}@{Text(new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddMinutes(10 * tick))}")));
        _site.Downsample($"door -Every 1h -Aggregate rollup -TargetMeasurement hours {Days}");
        Hourly("hours -Every 1d -Aggregate rollup -TargetMeasurement days");
        Hourly("hours -Every 1d -Aggregate mean,max -TargetMeasurement short");
        Hourly("hours -Every 1d -TargetMeasurement usual");

        Assert.Equal(["108,n143,108,False", "108,n287,108,False"], _site.Query("office_hourly", "SELECT note_count, note_last, open_count, open_last FROM days ORDER BY time"));
        Assert.Equal(["n143,False,71.5", "n287,False,215.5"], _site.Query("office_hourly", "SELECT note, open, v_mean FROM short ORDER BY time"));
        Assert.Equal(["n143,False,71.5", "n287,False,215.5"], _site.Query("office_hourly", "SELECT note, open, v FROM usual ORDER BY time"));
        string[] columns = [.. _site.Engine.Run("(Get-InfluxMeasurement days -Connection hourly).Fields.Name").Texts];
        Assert.Equal(["note_count", "note_last", "open_count", "open_last", "v_count", "v_max", "v_min", "v_sum"], columns);
    }

    [Fact]
    public void FirstAndLastValues_GoUpTheTiers()
    {
        _site.Downsample($"raw -Every 1h -Field v -Aggregate count,sum,first,last -TargetMeasurement hours {Days}");
        Hourly("hours -Every 1d -Aggregate first,last -TargetMeasurement days");

        Assert.Equal(
            _site.Query("office", "SELECT date_bin(INTERVAL '1 day', time) AS time, room, selector_first(v, time)['value'] AS f, selector_last(v, time)['value'] AS l FROM raw GROUP BY 1, room ORDER BY 1, room"),
            _site.Query("office_hourly", "SELECT time, room, v_first, v_last FROM days ORDER BY time, room"));
    }

    [Theory]
    [InlineData("2", "_sum")]
    [InlineData("\"x\"", "_last")]
    public async Task ANewFieldWhoseRowsLieInNoClosedWindow_IsLeftToTheTierBelowUntilItHasValues(string value, string column)
    {
        string[] warned = [];
        for (int hour = 0; hour < 5; hour++)
        {
            // The field comes with the rows of the last minutes, which the delay leaves for the next run.
            await _site.WriteAsync("office", Enumerable.Range(hour * 60, 60).Select(minute => string.Create(
                CultureInfo.InvariantCulture, $"air v=1{(minute >= 115 ? $",w={value}" : "")}@{Text(new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddMinutes(minute))}")));
            Answer run = _site.Engine.Run($$"""
                @{ Measurement = 'air'; Source = 'raw'; Every = '5m'; TargetMeasurement = 'fives' }, @{ Measurement = 'fives'; Source = 'hourly'; Every = '1h'; TargetMeasurement = 'hours' } |
                    Invoke-InfluxDownsample -Target hourly -Aggregate rollup -Delay 20m -Lookback 6h -Now 2026-01-01T0{{hour + 1}}:05:00Z
                """).Succeed();
            warned = [.. run.Warnings];
        }

        Assert.DoesNotContain(warned, warning => warning.Contains("w_", StringComparison.Ordinal));
        string[] columns = _site.Query("office_hourly", "SELECT column_name FROM information_schema.columns WHERE table_name = 'hours'");
        Assert.Contains("w" + column, columns);
        Assert.DoesNotContain(columns, name => name.StartsWith("w_count_", StringComparison.Ordinal));
        Assert.Equal(["2026-01-01T02:00:00Z,60,60"], _site.Query("office_hourly", "SELECT time, v_count, w_count FROM hours WHERE time = '2026-01-01T02:00:00Z'"));
    }

    [Fact]
    public void AGapInTheTierBelow_IsWaitedFor_SaidAndFilled()
    {
        const string Lower = "raw -Every 10m -Aggregate rollup -TargetMeasurement tens";
        _site.Downsample($"{Lower} -Start 2026-01-01 -Now 2026-01-01T06:00:00Z");
        // After an outage, a schedule that names its last hour only.
        _site.Downsample($"{Lower} -Start 2026-01-01T09:30:00Z -Now 2026-01-01T10:00:00Z");

        PSObject waits = Result(Tier("tens -Every 1h -Aggregate rollup -TargetMeasurement hours", "-Now 2026-01-01T10:00:00Z").Succeed());
        Assert.Equal((6L, 4L), (Count(waits, "WindowsWritten"), Reasons(waits)["SourceIncomplete"]));
        Answer goesOn = _site.Engine.Run($"Invoke-InfluxDownsample -Source raw -Target hourly {Lower} -Now 2026-01-01T10:10:00Z").Succeed();
        Assert.Contains("-Start 2026-01-01T06:00:00Z -Stop 2026-01-01T09:30:00Z fills the gap", Assert.Single(goesOn.Warnings), StringComparison.Ordinal);

        _site.Downsample($"{Lower} -Start 2026-01-01T06:00:00Z -Stop 2026-01-01T09:30:00Z -Now 2026-01-01T10:10:00Z");
        Assert.Equal(4, Count(Result(Tier("tens -Every 1h -Aggregate rollup -TargetMeasurement hours", "-Now 2026-01-01T10:10:00Z").Succeed()), "WindowsWritten"));
        Assert.Equal(
            _site.Query("office", "SELECT count(v) AS c FROM raw WHERE time < '2026-01-01T10:00:00Z'"),
            _site.Query("office_hourly", "SELECT sum(v_count) FROM hours"));
    }

    [Fact]
    public void AWindowThatWasWrittenTooEarly_IsWaitedForUntilItIsRight()
    {
        _site.Downsample("raw -Every 1h -Aggregate rollup -TargetMeasurement hours -Start 2026-01-01 -Now 2026-01-01T23:30:00Z -IncludePartial");
        _site.Downsample("raw -Every 1h -Aggregate rollup -TargetMeasurement hours -Now 2026-01-02");
        Assert.Equal(1, Reasons(Result(Tier("hours -Every 1d -Aggregate count -TargetMeasurement days", "-Now 2026-01-02").Succeed()))["SourceIncomplete"]);

        PSObject mended = _site.Downsample("raw -Every 1h -Aggregate rollup -TargetMeasurement hours -Now 2026-01-02 -OnChange Write");
        Assert.Equal(1, Count(mended, "WindowsChanged"));
        Assert.Equal(1, Count(Result(Tier("hours -Every 1d -Aggregate count -TargetMeasurement days", "-Now 2026-01-02").Succeed()), "WindowsWritten"));
        Assert.Equal(_site.Query("office", "SELECT count(v) AS c FROM raw WHERE time < '2026-01-02T00:00:00Z'"), _site.Query("office_hourly", "SELECT sum(v) FROM days"));
    }

    [Fact]
    public async Task ARawTableThatFallsSilent_DoesNotHoldUpTheTiers()
    {
        await _site.WriteAsync("office", Enumerable.Range(0, 20).Select(minute => $"silent v={minute}@2026-01-01T14:{minute:00}:00Z"));
        const string Lower = "silent -Every 1m -Aggregate rollup -TargetMeasurement silent_1m";
        _site.Downsample($"{Lower} -Now 2026-01-01T14:20:00Z");
        _site.Downsample($"{Lower} -Now 2026-01-01T14:40:00Z");
        PSObject last = _site.Downsample($"{Lower} -Now 2026-01-01T15:00:00Z");

        Assert.Equal(("Completed", 20L, 0L), (Status(last), Count(last, "WindowsEmpty"), Count(last, "Chunks")));
        Assert.Equal(1, Count(Result(Tier("silent_1m -Every 1h -Aggregate count -TargetMeasurement silent_1h -Start 2026-01-01T14:00:00Z", "-Now 2026-01-01T15:00:00Z").Succeed()), "WindowsWritten"));
        Assert.Equal(["20"], _site.Query("office_hourly", "SELECT v FROM silent_1h"));
    }

    [Fact]
    public async Task NamesAlone_AreEnoughForARollup_ButNotBesideAFieldOfThatName()
    {
        await _site.WriteAsync("office", Enumerable.Range(0, 4).Select(tick => $"guessed b_count={1 + tick}i,b_sum={10 * tick}@2026-01-01T0{tick}:30:00Z"));
        await _site.WriteAsync("office", Enumerable.Range(0, 4).Select(tick => $"counters req={tick},req_count={1 + tick}i,req_sum={10 * tick}@2026-01-01T0{tick}:30:00Z"));

        Answer guessed = _site.Engine.Run($"Invoke-InfluxDownsample -Source raw -Target hourly guessed -Every 1d {Days}").Succeed();
        Assert.Contains("'b_count', 'b_sum' of 'guessed' are taken for a rollup of 'b' by their names alone", Assert.Single(guessed.Warnings), StringComparison.Ordinal);
        Assert.Equal(["6"], _site.Query("office_hourly", "SELECT b FROM guessed"));
        Assert.Empty(_site.Engine.Run($"Invoke-InfluxDownsample -Source raw -Target hourly guessed -Every 1d -Field b_count,b_sum -TargetMeasurement named {Days}").Succeed().Warnings);
        Assert.Equal(["2.5,15"], _site.Query("office_hourly", "SELECT b_count, b_sum FROM named"));

        Assert.Empty(_site.Engine.Run($"Invoke-InfluxDownsample -Source raw -Target hourly counters -Every 1d {Days}").Succeed().Warnings);
        Assert.Equal(["1.5,2.5,15"], _site.Query("office_hourly", "SELECT req, req_count, req_sum FROM counters"));
    }

    [Fact]
    public async Task ASumThatIsNotFinite_DoesNotSpoilTheMeanOfTheNextTier()
    {
        await _site.WriteAsync("office", "wild v=1e308@2026-01-01T00:10:00Z", "wild v=1e308@2026-01-01T00:20:00Z", "wild v=4@2026-01-01T01:10:00Z", "wild v=6@2026-01-01T02:10:00Z");
        PSObject hours = _site.Downsample($"wild -Every 1h -Aggregate rollup -TargetMeasurement hours {Days}");
        Assert.Equal(1, Count(hours, "NonFiniteValues"));
        Hourly("hours -Every 1d -Aggregate mean,count -TargetMeasurement days");

        Assert.Equal(["5,2"], _site.Query("office_hourly", "SELECT v_mean, v_count FROM days"));
    }

    private void Hourly(string parameters) => Assert.Equal("Completed", Status(Result(Tier(parameters).Succeed())));

    private Answer Tier(string parameters, string range = Days) => _site.Engine.Run($"Invoke-InfluxDownsample -Source hourly {parameters} {range}");

    private double[] Numbers(string database, string sql) => [.. _site.Query(database, sql).Select(row => double.Parse(row.Split(',')[2], CultureInfo.InvariantCulture))];
}
