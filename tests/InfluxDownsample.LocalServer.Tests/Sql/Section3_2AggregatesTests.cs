using InfluxDownsample.LocalServer.Query;
using Xunit;

namespace InfluxDownsample.LocalServer.Tests.Sql;

/// <summary>Wire reference 3.2: aggregates and selectors, their types and values.</summary>
public sealed class Section3_2AggregatesTests(CpuFixture cpu) : IClassFixture<CpuFixture>
{
    [Theory]
    [InlineData("avg", "Float64", "Float64", "Float64")]
    [InlineData("mean", "Float64", "Float64", "Float64")]
    [InlineData("sum", "Int64", "UInt64", "Float64")]
    [InlineData("count", "Int64", "Int64", "Int64")]
    [InlineData("min", "Int64", "UInt64", "Float64")]
    [InlineData("max", "Int64", "UInt64", "Float64")]
    [InlineData("median", "Int64", "UInt64", "Float64")]
    [InlineData("approx_median", "Int64", "UInt64", "Float64")]
    [InlineData("stddev", "Float64", "Float64", "Float64")]
    [InlineData("stddev_pop", "Float64", "Float64", "Float64")]
    [InlineData("stddev_samp", "Float64", "Float64", "Float64")]
    [InlineData("var", "Float64", "Float64", "Float64")]
    [InlineData("var_pop", "Float64", "Float64", "Float64")]
    [InlineData("var_samp", "Float64", "Float64", "Float64")]
    public async Task TypeByInput(string function, string integer, string unsigned, string real)
    {
        SqlResult result = await cpu.Database.QueryAsync($"select {function}(load), {function}(calls), {function}(usage) from cpu");
        Assert.Equal([integer, unsigned, real], result.Types);
        Assert.DoesNotContain(null, result.Rows[0]);
    }

    [Theory]
    [InlineData("approx_percentile_cont(load, 0.9)", "Int64")]
    [InlineData("approx_percentile_cont(calls, 0.9, 200)", "UInt64")]
    [InlineData("approx_percentile_cont(0.9) within group (order by usage)", "Float64")]
    [InlineData("approx_distinct(load)", "UInt64")]
    [InlineData("corr(load, usage)", "Float64")]
    [InlineData("covar_pop(load, calls)", "Float64")]
    [InlineData("regr_slope(usage, load)", "Float64")]
    [InlineData("first_value(note order by time)", "Utf8")]
    [InlineData("nth_value(up, 2 order by time)", "Boolean")]
    [InlineData("min(note)", "Utf8")]
    [InlineData("max(time)", "Timestamp(ns)")]
    [InlineData("bool_and(up)", "Boolean")]
    public async Task OtherTypes(string call, string type) => Assert.Equal([type], (await cpu.Database.QueryAsync($"select {call} from cpu")).Types);

    [Theory]
    [InlineData("avg(load)", "2")]
    [InlineData("avg(calls)", "18.25")]
    [InlineData("sum(usage)", "35")]
    [InlineData("sum(distinct up) filter (where false)", null)]
    [InlineData("count(*)", "5")]
    [InlineData("count(1)", "5")]
    [InlineData("count(usage)", "4")]
    [InlineData("count(distinct host)", "2")]
    [InlineData("count(usage) filter (where host = 'a')", "2")]
    // even counts: the mean of the middle two, cut for integers
    [InlineData("median(load) filter (where load > 0)", "3")]
    [InlineData("median(load) filter (where load < 3)", "1")]
    [InlineData("median(load) filter (where load < 2)", "-3")]
    [InlineData("median(usage)", "6.75")]
    [InlineData("approx_percentile_cont(load, 0.0)", "-7")]
    [InlineData("approx_percentile_cont(load, 1)", "10")]
    [InlineData("var_pop(load) filter (where load in (2, 4))", "1")]
    [InlineData("stddev(usage) filter (where host = 'nobody')", "-")]
    [InlineData("first_value(usage order by time)", "10.5")]
    [InlineData("last_value(usage order by time)", "3")]
    [InlineData("last_value(usage order by time) filter (where host = 'a')", "-")]
    [InlineData("last_value(usage order by time) ignore nulls", "3")]
    [InlineData("first_value(usage order by time desc)", "3")]
    [InlineData("last_value(host order by load)", "b")]
    [InlineData("first_value(host order by usage desc nulls first)", "a")]
    [InlineData("nth_value(load, 2 order by time)", "2")]
    [InlineData("string_agg(note, '-' order by time desc)", "z-y-x")]
    [InlineData("bool_or(up)", "true")]
    [InlineData("bool_and(up)", "false")]
    [InlineData("min(note) || max(note)", "xz")]
    [InlineData("max(time)", "2024-01-01T02:30:00")]
    [InlineData("corr(load, load)", "1")]
    [InlineData("max(usage) - min(usage)", "19.5")]
    public async Task Value(string call, string? expected)
    {
        if (expected is null)
        {
            Assert.Equal(QueryErrorKind.Planning, (await cpu.Database.FailAsync($"select {call} from cpu")).Kind);
            return;
        }

        Assert.Equal([expected], (await cpu.Database.QueryAsync($"select {call} from cpu")).Lines);
    }

    [Theory]
    [InlineData("avg(note)")]
    [InlineData("sum(up)")]
    [InlineData("sum(note)")]
    [InlineData("sum(time)")]
    [InlineData("avg(time)")]
    [InlineData("median(host)")]
    [InlineData("stddev(up)")]
    [InlineData("bool_and(load)")]
    [InlineData("avg(usage, load)")]
    [InlineData("avg()")]
    [InlineData("avg(*)")]
    [InlineData("selector_first(usage)")]
    [InlineData("selector_first(usage, load)")]
    [InlineData("approx_percentile_cont(usage, 1.5)")]
    public async Task Refused(string call) => Assert.Equal(QueryErrorKind.Planning, (await cpu.Database.FailAsync($"select {call} from cpu")).Kind);

    [Fact]
    public async Task NothingToAggregate_CountIsZero_OthersAreNull()
    {
        SqlResult result = await cpu.Database.QueryAsync("select count(*), count(usage), sum(load), avg(usage), min(note), selector_last(usage, time), median(load) from cpu where host = 'nobody'");
        Assert.Equal(["0 0 - - - - -"], result.Lines);
        Assert.Empty((await cpu.Database.QueryAsync("select host, count(*) from cpu where host = 'nobody' group by host")).Rows);
    }

    [Fact]
    public async Task CountIsNeverNull() => Assert.False((await cpu.Database.QueryAsync("select count(usage) as c from cpu")).Output("c").Nullable);

    [Fact]
    public async Task Selectors_GiveValueAndTimeOfOneRow()
    {
        SqlResult result = await cpu.Database.QueryAsync(
            """
            select host, selector_first(usage, time) as f, selector_last(usage, time) as l, selector_min(load, time) as mi, selector_max(load, time) as ma,
              selector_last(usage, time)['value'] as lv, selector_last(usage, time)['time'] as lt, selector_max(load, time, note, usage) as more
            from cpu group by host order by host
            """);
        Assert.Equal(
            [
                "a {10.5 2024-01-01} {20.5 2024-01-01T00:10:00} {1 2024-01-01} {4 2024-01-01T01:00:00} 20.5 2024-01-01T00:10:00 {4 2024-01-01T01:00:00 - -}",
                "b {1 2024-01-01T00:20:00} {3 2024-01-01T02:30:00} {-7 2024-01-01T02:30:00} {10 2024-01-01T00:20:00} 3 2024-01-01T02:30:00 {10 2024-01-01T00:20:00 z 1}",
            ],
            result.Lines);
    }

    [Fact]
    public async Task Selectors_OfEqualExtremes_TakeTheEarliest()
    {
        using SqlDatabase database = await SqlDatabase.WithAsync("m v=2,s=\"b\",b=true 30", "m v=1,s=\"a\",b=false 20", "m v=1,s=\"a\",b=false 10", "m v=2,s=\"b\",b=true 40");
        SqlResult result = await database.QueryAsync(
            "select selector_min(v, time)['time'] as a, selector_max(v, time)['time'] as b, selector_min(s, time) as c, selector_max(s, time)['time'] as d, selector_max(b, time) as e from m");
        Assert.Equal(
            ["1970-01-01T00:00:00.000000010 1970-01-01T00:00:00.000000030 {a 1970-01-01T00:00:00.000000010} 1970-01-01T00:00:00.000000030 {true 1970-01-01T00:00:00.000000030}"],
            result.Lines);
    }

    [Fact]
    public async Task IntegerSums_WrapAround()
    {
        using SqlDatabase database = await SqlDatabase.WithAsync(
            "m a=4611686018427387904i,u=18446744073709551615u 1", "m a=4611686018427387904i,u=2u 2");
        Assert.Equal(["-9223372036854775808 1 9223372036854775807"], (await database.QueryAsync("select sum(a), sum(u), sum(a) - 1 from m")).Lines);
        Assert.Equal(["4611686018427387904"], (await database.QueryAsync("select sum(a) from m where u = 2")).Lines);
    }

    [Fact]
    public async Task Extremes_OfEveryInteger_AreExact()
    {
        using SqlDatabase database = await SqlDatabase.WithAsync("m i=-9223372036854775808i,u=18446744073709551615u,f=5e-324 1", "m i=9223372036854775807i,u=0u,f=1e308 2");
        SqlResult result = await database.QueryAsync("select min(i), max(i), max(u), min(f), max(f), median(i), first_value(i order by time), selector_max(u, time)['value'] as s from m");
        Assert.Equal(["-9223372036854775808 9223372036854775807 18446744073709551615 5E-324 1E+308 0 -9223372036854775808 18446744073709551615"], result.Lines);
    }

    [Fact]
    public async Task HavingSeesAggregatesAndAliases()
    {
        Assert.Equal(["a 15.5"], (await cpu.Database.QueryAsync("select host, avg(usage) as u from cpu group by host having avg(usage) > 5")).Lines);
        Assert.Equal(["a 15.5"], (await cpu.Database.QueryAsync("select host, avg(usage) as u from cpu group by host having u > 5 and count(*) = 3")).Lines);
        Assert.Empty((await cpu.Database.QueryAsync("select count(*) from cpu having count(*) > 100")).Rows);
    }
}
