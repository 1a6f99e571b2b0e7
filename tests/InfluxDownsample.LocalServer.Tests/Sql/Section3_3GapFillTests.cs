using InfluxDownsample.LocalServer.Query;
using Xunit;

namespace InfluxDownsample.LocalServer.Tests.Sql;

/// <summary>Wire reference 3.3: gap filling, its rules and its errors.</summary>
public sealed class Section3_3GapFillTests(CpuFixture cpu) : IClassFixture<CpuFixture>
{
    private const string Day = "time >= '2024-01-01T00:00:00Z' and time < '2024-01-01T04:00:00Z'";

    [Fact]
    public async Task EverySeriesGetsEveryBucket_AndGapsAreNull()
    {
        SqlResult result = await cpu.Database.QueryAsync(
            $"select date_bin_gapfill(interval '1 hour', time) as time, host, max(usage) as u, count(*) as c from cpu where {Day} group by 1, host order by host, 1");
        Assert.Equal(
            [
                "2024-01-01 a 20.5 2", "2024-01-01T01:00:00 a - 1", "2024-01-01T02:00:00 a - 0", "2024-01-01T03:00:00 a - 0",
                "2024-01-01 b 1 1", "2024-01-01T01:00:00 b - 0", "2024-01-01T02:00:00 b 3 1", "2024-01-01T03:00:00 b - 0",
            ],
            result.Lines);
        Assert.Equal(["Timestamp(ns)", "Utf8", "Float64", "Int64"], result.Types);
    }

    [Fact]
    public async Task Locf_CarriesAnyTypeForward_LeadingGapsStayNull()
    {
        SqlResult result = await cpu.Database.QueryAsync(
            """
            select date_bin_gapfill(interval '30 minutes', time) as t, locf(last_value(note order by time)) as n, locf(sum(load)) as l,
              locf(selector_last(usage, time)) as s, locf(bool_or(up)) as b
            from cpu where host = 'b' and time >= '2023-12-31T23:30:00Z' and time < '2024-01-01T03:00:00Z' group by t order by t
            """);
        Assert.Equal(
            [
                "2023-12-31T23:30:00 - - - -",
                "2024-01-01 z 10 {1 2024-01-01T00:20:00} true",
                "2024-01-01T00:30:00 z 10 {1 2024-01-01T00:20:00} true",
                "2024-01-01T01:00:00 z 10 {1 2024-01-01T00:20:00} true",
                "2024-01-01T01:30:00 z 10 {1 2024-01-01T00:20:00} true",
                "2024-01-01T02:00:00 z 10 {1 2024-01-01T00:20:00} true",
                "2024-01-01T02:30:00 z -7 {3 2024-01-01T02:30:00} true",
            ],
            result.Lines);
    }

    [Fact]
    public async Task Interpolate_DrawsALine_IntegersAreCut_NothingIsExtrapolated()
    {
        SqlResult result = await cpu.Database.QueryAsync(
            """
            select date_bin_gapfill(interval '1 hour', time) as t, interpolate(avg(usage)) as f, interpolate(sum(load)) as i, interpolate(max(calls)) as u,
              interpolate(selector_max(load, time)) as s
            from cpu where host = 'b' and time >= '2023-12-31T23:00:00Z' and time < '2024-01-01T04:00:00Z' group by t order by t
            """);
        Assert.Equal(
            [
                "2023-12-31T23:00:00 - - - {- -}",
                "2024-01-01 1 10 30 {10 2024-01-01T00:20:00}",
                "2024-01-01T01:00:00 2 1 35 {1 -}",
                "2024-01-01T02:00:00 3 -7 40 {-7 2024-01-01T02:30:00}",
                "2024-01-01T03:00:00 - - - {- -}",
            ],
            result.Lines);
        Assert.Equal(["Float64", "Int64", "UInt64"], result.Types[1..4]);
    }

    [Fact]
    public async Task UnsignedLinesMayFall()
    {
        using SqlDatabase database = await SqlDatabase.WithAsync("m u=10u 0", "m u=0u 4000000000");
        SqlResult result = await database.QueryAsync(
            "select date_bin_gapfill(interval '1 second', time) as t, interpolate(max(u)) as u from m where time >= '1970-01-01' and time <= '1970-01-01T00:00:04Z' group by 1 order by 1");
        Assert.Equal(["10", "7", "5", "2", "0"], result.Column("u").Select(value => value!.ToString()));
    }

    [Theory]
    [InlineData("time >= '2024-01-01T00:30:00Z' and time < '2024-01-01T03:00:00Z'", "2024-01-01", "2024-01-01T02:00:00")]
    [InlineData("time > '2023-12-31T23:59:59.999999999Z' and time <= '2024-01-01T03:00:00Z'", "2024-01-01", "2024-01-01T03:00:00")]
    [InlineData("time >= '2023-12-31T23:59:59.999999999Z' and time <= '2024-01-01T02:59:59.999999999Z'", "2023-12-31T23:00:00", "2024-01-01T02:00:00")]
    [InlineData("time between '2024-01-01T00:00:00Z' and '2024-01-01T03:00:00Z'", "2024-01-01", "2024-01-01T03:00:00")]
    [InlineData("'2024-01-01T03:00:00Z' > time and '2024-01-01T00:00:00Z' <= time", "2024-01-01", "2024-01-01T02:00:00")]
    [InlineData("time >= now() - interval '24 hours' and time < now() - interval '21 hours'", "2024-01-01", "2024-01-01T02:00:00")]
    [InlineData("cast(time as timestamp) >= '2024-01-01' and time < to_timestamp(1704078000000000000)", "2024-01-01", "2024-01-01T02:00:00")]
    public async Task BucketsRunFromTheLowerBoundToTheUpper(string bounds, string first, string last)
    {
        SqlResult result = await cpu.Database.QueryAsync($"select date_bin_gapfill(interval '1 hour', time) as t, count(*) as c from cpu where {bounds} group by 1 order by 1");
        Assert.Equal((first, last), (result.Lines[0].Split(' ')[0], result.Lines[^1].Split(' ')[0]));
        object?[] times = result.Column("t");
        Assert.All(times.Zip(times.Skip(1)), pair => Assert.Equal(3_600_000_000_000, (long)pair.Second! - (long)pair.First!));
    }

    [Fact]
    public async Task BoundsOfASubqueryCount() => Assert.Equal(
        4, (await cpu.Database.QueryAsync($"select date_bin_gapfill(interval '1 hour', t) as b, avg(usage) from (select time as t, usage from cpu where {Day}) as s group by b")).Rows.Count);

    [Fact]
    public async Task OriginMovesTheBuckets() => Assert.Equal(
        ["2023-12-31T23:40:00 2", "2024-01-01T00:40:00 1"],
        (await cpu.Database.QueryAsync(
            "select date_bin_gapfill(interval '1 hour', time, '2020-01-01T00:40:00Z') as t, count(*) as c from cpu where host = 'a' and time >= '2024-01-01T00:00:00Z' and time < '2024-01-01T01:30:00Z' group by 1 order by 1")).Lines);

    [Fact]
    public async Task NoRows_NoBuckets() =>
        Assert.Empty((await cpu.Database.QueryAsync($"select date_bin_gapfill(interval '1 hour', time) as t, avg(usage) from cpu where {Day} and host = 'nobody' group by 1")).Rows);

    [Fact]
    public async Task NullTagsAreASeries()
    {
        SqlResult result = await cpu.Database.QueryAsync(
            "select date_bin_gapfill(interval '1 hour', time) as t, region, count(*) as c from cpu where time >= '2024-01-01' and time < '2024-01-01T03:00:00Z' group by 1, region order by region, 1");
        Assert.Equal(["0", "0", "1"], result.Rows.Where(row => row[1] is null).Select(row => row[2]!.ToString()));
    }

    [Fact]
    public async Task ExpressionsAboveTheFilledColumns()
    {
        string filled = $"select date_bin_gapfill(interval '1 hour', time) as t, coalesce(locf(max(usage)), -1) * 2 as v, coalesce(min(load), 0) as m, count(*) as n "
            + $"from cpu where {Day} and host = 'b' group by t";
        SqlResult result = await cpu.Database.QueryAsync($"select t, v, m from ({filled}) where n = 0 order by t");
        Assert.Equal(["2024-01-01T01:00:00 2 0", "2024-01-01T03:00:00 6 0"], result.Lines);
        Assert.EndsWith("locf may only be used in the SELECT list of a gap-filling query", (await cpu.Database.FailAsync($"{filled} having count(*) = 0")).Message);
    }

    [Fact]
    public async Task UnaliasedBucket_IsNamedByTheWholeCall()
    {
        SqlResult result = await cpu.Database.QueryAsync($"select date_bin_gapfill(interval '1 hour', time), locf(avg(usage)) from cpu where {Day} group by 1");
        Assert.Equal(
            ["date_bin_gapfill(IntervalMonthDayNano(\"IntervalMonthDayNano { months: 0, days: 0, nanoseconds: 3600000000000 }\"),cpu.time)", "locf(avg(cpu.usage))"],
            result.Names);
    }

    [Fact]
    public async Task Wallclock_DaysAreAsLongAsTheClockMakesThem()
    {
        using SqlDatabase database = await SqlDatabase.WithAsync($"m v=1 {SqlDatabase.At("2026-10-25T12:00:00Z")}");
        SqlResult days = await database.QueryAsync(
            "select date_bin_wallclock_gapfill(interval '1 day', tz(time, 'Europe/Berlin')) as t, count(*) as c from m where time >= '2026-10-23T22:00:00Z' and time < '2026-10-26T23:00:00Z' group by 1 order by 1");
        Assert.Equal(["2026-10-23T22:00:00 0", "2026-10-24T22:00:00 1", "2026-10-25T23:00:00 0"], days.Lines);
        Assert.Equal("Timestamp(ns, \"Europe/Berlin\")", days.Types[0]);
    }

    [Fact]
    public async Task Wallclock_RepeatedAndSkippedHours()
    {
        using SqlDatabase database = await SqlDatabase.WithAsync($"m v=1 {SqlDatabase.At("2022-10-30T00:10:00Z")}", $"m v=1 {SqlDatabase.At("2022-03-27T01:10:00Z")}");
        SqlResult autumn = await database.QueryAsync(
            "select date_bin_wallclock_gapfill(interval '30 minutes', tz(time, 'Europe/Paris')) as t, count(*) as c from m where time >= '2022-10-29T23:30:00Z' and time <= '2022-10-30T02:00:00Z' group by 1 order by 1");
        Assert.Equal(
            ["2022-10-29T23:30:00 0", "2022-10-30 1", "2022-10-30T00:30:00 0", "2022-10-30T01:00:00 0", "2022-10-30T01:30:00 0", "2022-10-30T02:00:00 0"], autumn.Lines);
        SqlResult spring = await database.QueryAsync(
            "select date_bin_wallclock_gapfill(interval '30 minutes', tz(time, 'Europe/Paris')) as t, count(*) as c from m where time >= '2022-03-27T00:00:00Z' and time < '2022-03-27T02:00:00Z' group by 1 order by 1");
        Assert.Equal(["2022-03-27 0", "2022-03-27T00:30:00 0", "2022-03-27T01:00:00 1", "2022-03-27T01:30:00 0"], spring.Lines);
    }

    [Theory]
    [InlineData("select date_bin_gapfill(interval '1 hour', time) as t, avg(usage) from cpu group by 1", "gap-filling query is missing both upper and lower time bounds")]
    [InlineData("select date_bin_gapfill(interval '1 hour', time) as t, avg(usage) from cpu where time < now() group by 1", "gap-filling query is missing lower time bound")]
    [InlineData("select date_bin_gapfill(interval '1 hour', time) as t, avg(usage) from cpu where time > '2024-01-01' group by 1", "gap-filling query is missing upper time bound")]
    [InlineData("select date_bin_gapfill(interval '1 hour', time) as t, avg(usage) from cpu where time = '2024-01-01' group by 1", "gap-filling query is missing both upper and lower time bounds")]
    [InlineData("select date_bin_gapfill(interval '1 hour', time) as t, avg(usage) from cpu where time < now() or time > '2024-01-01' group by 1", "gap-filling query is missing both upper and lower time bounds")]
    [InlineData("select date_bin_gapfill(interval '1 hour', time) as t, avg(usage) from cpu where time >= time - interval '1 day' and time < now() group by 1", "lower time bound for gap fill query must evaluate to a scalar")]
    [InlineData("select date_bin_gapfill(interval '1 hour', time) as t from cpu", "date_bin_gapfill may only be used as a GROUP BY expression")]
    [InlineData("select avg(usage) from cpu where date_bin_gapfill(interval '1 hour', time) > now()", "date_bin_gapfill may only be used as a GROUP BY expression")]
    [InlineData("select date_bin_wallclock_gapfill(interval '1 hour', time) as t from cpu", "date_bin_wallclock_gapfill may only be used as a GROUP BY expression")]
    [InlineData("select date_bin_gapfill(interval '1 hour', time) + interval '1 hour' as t from cpu where time < now() and time > '2024-01-01' group by 1", "DATE_BIN_GAPFILL must be a top-level expression in the GROUP BY clause when gap filling. It cannot be part of another expression or cast")]
    [InlineData("select date_bin_gapfill(interval '1 hour', time) as a, date_bin_gapfill(interval '2 hours', time) as b from cpu where time < now() and time > '2024-01-01' group by 1, 2", "DATE_BIN_GAPFILL specified more than once")]
    [InlineData("select date_bin_gapfill(interval '1 hour', time + interval '1 second') as t from cpu where time < now() and time > '2024-01-01' group by 1", "DATE_BIN_GAPFILL requires a column as the source argument")]
    [InlineData("select locf(avg(usage)) from cpu", "locf may only be used in the SELECT list of a gap-filling query")]
    [InlineData("select interpolate(usage) from cpu", "interpolate may only be used in the SELECT list of a gap-filling query")]
    [InlineData("select usage from cpu where locf(usage) > 1", "locf may only be used in the SELECT list of a gap-filling query")]
    [InlineData("select date_bin_gapfill(interval '1 hour', time) as t, locf(host) from cpu where time < now() and time > '2024-01-01' group by 1, host", "locf must be called on an aggregate column in a gap-filling query")]
    public async Task Refused(string sql, string message)
    {
        QueryException error = await cpu.Database.FailAsync(sql);
        Assert.Equal((QueryErrorKind.Planning, QueryPhase.PhysicalPlanning), (error.Kind, error.Phase));
        Assert.StartsWith("handle_gap_fill\ncaused by\n", error.Message);
        Assert.EndsWith("\nError during planning: " + message, error.Message);
    }

    [Theory]
    [InlineData("locf(avg(usage)), interpolate(avg(usage)) as i", "This feature is not implemented: multiple fill strategies for the same column")]
    [InlineData("interpolate(max(note))", "No function matches the given name and argument types 'interpolate(Utf8)'. You might need to add explicit type casts.")]
    public async Task FillsRefused(string fills, string message) =>
        Assert.EndsWith(message, (await cpu.Database.FailAsync($"select date_bin_gapfill(interval '1 hour', time) as t, {fills} from cpu where {Day} group by 1")).Message);

    [Fact]
    public async Task MonthsAreRefused() => Assert.Equal(
        "Execution error: gap filling does not support month intervals",
        (await cpu.Database.FailAsync($"select date_bin_gapfill(interval '1 month', time) as t, avg(usage) from cpu where {Day} group by 1")).Message);

    [Fact]
    public async Task TooManyBucketsAreRefused() => Assert.Equal(
        QueryErrorKind.ResourcesExhausted,
        (await cpu.Database.FailAsync($"select date_bin_gapfill(interval '1 nanosecond', time) as t, avg(usage) from cpu where {Day} group by 1")).Kind);
}
