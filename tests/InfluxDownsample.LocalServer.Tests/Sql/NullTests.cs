using Xunit;

namespace InfluxDownsample.LocalServer.Tests.Sql;

/// <summary>NULL wherever a value may stand: an answer of the promised type, never a fault.</summary>
public sealed class NullTests(CpuFixture cpu) : IClassFixture<CpuFixture>
{
    [Fact]
    public async Task EveryOperatorAndFunctionTakesNull()
    {
        string[] expressions =
        [
            "null + 1", "-null", "not null", "'a' || null || 'b'", "null and null", "null = 1", "null like 'a'", "null ~ 'a'", "null & 1", "0 % null", "null / 0",
            "null in (null)", "null between null and null", "case when true then null end", "case null when null then 1 end", "cast(null as timestamp)", "cast(null as date)",
            "try_cast(null as bigint)", "null at time zone 'UTC'", "null - interval '1 hour'", "time - null", "null - time", "coalesce(null, null)", "nullif(null, 1)",
            "greatest(null, null)", "nvl2(null, null, null)", "abs(null)", "round(null)", "power(null, 2)", "log(null)", "isnan(null)", "upper(null)", "substr(null, 1)", "left('a', null)",
            "split_part(null, 'a', 1)", "regexp_like(null, 'a')", "to_char(null, '%Y')", "concat_ws(null, 'a')", "date_bin(interval '1 hour', null)", "date_trunc('day', null)",
            "tz(null)", "lag(null) over ()", "first_value(null) over (order by time)", "max(null) over ()",
        ];
        foreach (string expression in expressions)
        {
            SqlResult result = await cpu.Database.QueryAsync($"select {expression} as v from cpu limit 1");
            Assert.True(result.Lines is ["-"], $"{expression} gave {string.Join(',', result.Lines)}");
        }
    }

    [Theory]
    [InlineData("null || null")]
    [InlineData("time + null")]
    [InlineData("to_timestamp(null)")]
    [InlineData("date_part('year', null)")]
    [InlineData("sum(null) over ()")]
    [InlineData("sum(null)")]
    [InlineData("avg(null)")]
    [InlineData("bool_and(null)")]
    [InlineData("approx_distinct(null)")]
    public async Task Refused(string expression) => await cpu.Database.FailAsync($"select {expression} as v from cpu");

    [Theory]
    [InlineData("min(null)", "-")]
    [InlineData("median(null)", "-")]
    [InlineData("first_value(null order by time)", "-")]
    [InlineData("selector_first(null, time)", "-")]
    [InlineData("count(null)", "0")]
    [InlineData("array_agg(null)", "[- - - - -]")]
    public async Task Aggregates(string call, string expected) => Assert.Equal([expected], (await cpu.Database.QueryAsync($"select {call} as v from cpu")).Lines);

    [Theory]
    [InlineData("select null", "Null", "-")]
    [InlineData("values (null), (null)", "Null", "-;-")]
    [InlineData("select null as a union all select 1", "Int64", "-;1")]
    [InlineData("select null as a union select null", "Null", "-")]
    [InlineData("select null as a group by a", "Null", "-")]
    [InlineData("select [null] as a", "List(Null)", "[-]")]
    [InlineData("select a from (select null as a) as s where a is null", "Null", "-")]
    public async Task Relations(string sql, string type, string rows)
    {
        SqlResult result = await cpu.Database.QueryAsync(sql);
        Assert.Equal([type], result.Types);
        Assert.Equal(rows, string.Join(';', result.Lines));
    }
}
