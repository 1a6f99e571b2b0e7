using Xunit;

namespace InfluxDownsample.LocalServer.Tests.Sql;

/// <summary>Wire reference 2.3: column order and names, identifiers, empty results, times in conditions.</summary>
public sealed class Section2_3ResultsTests(CpuFixture cpu) : IClassFixture<CpuFixture>
{
    [Fact]
    public async Task Star_IsInByteOrderOfNames()
    {
        Assert.Equal(["calls", "host", "load", "note", "region", "time", "up", "usage"], (await cpu.Database.QueryAsync("select * from cpu")).Names);
        Assert.Equal(["Field", "Tag One", "field", "time"], (await cpu.Database.QueryAsync("select * from mixed")).Names);
    }

    [Fact]
    public async Task UnquotedNamesAreFolded_QuotedOnesAreNot()
    {
        Assert.Equal(["2"], (await cpu.Database.QueryAsync("SELECT Field FROM MIXED")).Lines);
        Assert.Equal(["1 t"], (await cpu.Database.QueryAsync("SELECT \"Field\", \"Tag One\" FROM mixed")).Lines);
        Assert.Equal(["field"], (await cpu.Database.QueryAsync("SELECT FIELD FROM mixed")).Names);
        Assert.Equal(["Loud"], (await cpu.Database.QueryAsync("SELECT 1 AS \"Loud\"")).Names);
        Assert.Equal(["loud"], (await cpu.Database.QueryAsync("SELECT 1 AS Loud")).Names);
    }

    [Theory]
    [InlineData("count(*)", "count(*)")]
    [InlineData("count(usage)", "count(cpu.usage)")]
    [InlineData("count(distinct host)", "count(DISTINCT cpu.host)")]
    [InlineData("AVG(usage)", "avg(cpu.usage)")]
    [InlineData("avg(cpu.usage) + 1", "avg(cpu.usage) + Int64(1)")]
    [InlineData("sum(load) filter (where usage > 1.5)", "sum(cpu.load) FILTER (WHERE cpu.usage > Float64(1.5))")]
    [InlineData("first_value(usage order by time)", "first_value(cpu.usage) ORDER BY [cpu.time ASC NULLS LAST]")]
    [InlineData("selector_last(usage, time)['value']", "selector_last(cpu.usage,cpu.time)[value]")]
    [InlineData("cast(max(usage) as bigint)", "max(cpu.usage)")]
    [InlineData("round(max(usage), 1)", "round(max(cpu.usage),Int64(1))")]
    [InlineData("max(usage) is null", "max(cpu.usage) IS NULL")]
    [InlineData("max(time) - interval '1 hour'", "max(cpu.time) - IntervalMonthDayNano(\"IntervalMonthDayNano { months: 0, days: 0, nanoseconds: 3600000000000 }\")")]
    public async Task UnaliasedAggregate_IsNamedByItsText(string expression, string name) =>
        Assert.Equal([name], (await cpu.Database.QueryAsync($"select {expression} from cpu")).Names);

    [Theory]
    [InlineData("usage", "usage")]
    [InlineData("cpu.usage", "usage")]
    [InlineData("usage * 2", "cpu.usage * Int64(2)")]
    [InlineData("'x'", "Utf8(\"x\")")]
    [InlineData("1.5", "Float64(1.5)")]
    [InlineData("true", "Boolean(true)")]
    [InlineData("null", "NULL")]
    [InlineData("host = 'a' and load > 1", "cpu.host = Utf8(\"a\") AND cpu.load > Int64(1)")]
    [InlineData("load in (1, 2)", "cpu.load IN Int64(1), Int64(2)")]
    [InlineData("load between 1 and 2", "cpu.load BETWEEN Int64(1) AND Int64(2)")]
    [InlineData("case when load > 1 then 'a' else 'b' end", "CASE WHEN cpu.load > Int64(1) THEN Utf8(\"a\") ELSE Utf8(\"b\") END")]
    [InlineData("date_bin(interval '1 day', time)", "date_bin(IntervalMonthDayNano(\"IntervalMonthDayNano { months: 0, days: 1, nanoseconds: 0 }\"),cpu.time)")]
    [InlineData("row_number() over (order by time)", "row_number() ORDER BY [cpu.time ASC NULLS LAST] RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW")]
    public async Task UnaliasedExpression_IsNamedByItsText(string expression, string name) =>
        Assert.Equal([name], (await cpu.Database.QueryAsync($"select {expression} from cpu")).Names);

    [Fact]
    public async Task EmptyResult_HasASchema()
    {
        SqlResult result = await cpu.Database.QueryAsync("select host, avg(usage) as u from cpu where time > '2030-01-01' group by host");
        Assert.Empty(result.Rows);
        Assert.Equal(["host", "u"], result.Names);
    }

    [Theory]
    [InlineData("time = '2024-01-01T00:00:00Z'", 1)]
    [InlineData("time = '2024-01-01'", 1)]
    [InlineData("time = '2024-01-01 00:00:00'", 1)]
    [InlineData("time = timestamp '2024-01-01T01:00:00+01:00'", 1)]
    [InlineData("time > '2024-01-01T00:10:00.000000000Z'", 3)]
    [InlineData("time >= '2024-01-01T00:09:59.999999999Z'", 4)]
    [InlineData("'2024-01-01T00:20:00Z' >= time", 3)]
    [InlineData("time between '2024-01-01T00:10:00Z' and '2024-01-01T01:00:00Z'", 3)]
    [InlineData("time >= now() - interval '23 hours'", 2)]
    [InlineData("time >= now() - interval '23' hour and time < now()", 2)]
    [InlineData("time < to_timestamp(1704067200000000000 + 1)", 1)]
    [InlineData("time < cast('2024-01-01T00:20:00Z' as timestamp)", 2)]
    [InlineData("time in ('2024-01-01T00:10:00Z', '2024-01-01T02:30:00Z')", 2)]
    [InlineData("time != '2024-01-01T00:00:00Z'", 4)]
    [InlineData("cast(time as bigint) = 1704067200000000000", 1)]
    public async Task TimesCompareInUtc(string condition, int rows) =>
        Assert.Equal(rows, (await cpu.Database.QueryAsync($"select time from cpu where {condition}")).Rows.Count);

    [Fact]
    public async Task ToTimestampOfAnInteger_TakesNanoseconds() => Assert.Equal("2020-09-13T12:26:40.123456789", await cpu.Database.ValueAsync("to_timestamp(1600000000123456789)"));
}
