using InfluxDownsample.LocalServer.Query;
using Xunit;

namespace InfluxDownsample.LocalServer.Tests.Sql;

/// <summary>DataFusion's meanings where DuckDB's differ, and the neighbours of a downsampling query.</summary>
public sealed class QuerySemanticsTests(CpuFixture cpu) : IClassFixture<CpuFixture>
{
    [Theory]
    // integers divide to integers, towards zero
    [InlineData("7 / 2", "3")]
    [InlineData("-7 / 2", "-3")]
    [InlineData("7 % -3", "1")]
    [InlineData("-7 % 3", "-1")]
    [InlineData("7.0 / 2", "3.5")]
    [InlineData("1 / 0.0", "Infinity")]
    [InlineData("0.0 / 0", "NaN")]
    [InlineData("1 / cast(null as bigint)", "-")]
    [InlineData("null / 0", "-")]
    // 64 bits wrap
    [InlineData("9223372036854775807 + 1", "-9223372036854775808")]
    [InlineData("-9223372036854775807 - 5", "9223372036854775804")]
    [InlineData("5000000000 * 5000000000", "6553255926290448384")]
    [InlineData("arrow_cast(0, 'UInt64') - arrow_cast(1, 'UInt64')", "18446744073709551615")]
    [InlineData("2 + 3 * 4 - -1", "15")]
    [InlineData("(2 + 3) * 4", "20")]
    [InlineData("-2 - 2", "-4")]
    [InlineData("- - 2", "2")]
    [InlineData("5 & 4 | 2", "6")]
    [InlineData("5 ^ 1", "4")]
    [InlineData("1 << 4 >> 2", "4")]
    // casts cut, and read strictly
    [InlineData("cast(2.7 as bigint)", "2")]
    [InlineData("cast(-2.7 as bigint)", "-2")]
    [InlineData("'12'::int + 1", "13")]
    [InlineData("try_cast('x' as bigint)", "-")]
    [InlineData("cast(true as bigint)", "1")]
    [InlineData("cast('2024-01-01' as date) + interval '1 month'", "19754")]
    [InlineData("arrow_cast(5, 'Float64') / 2", "2.5")]
    // comparisons and logic
    [InlineData("1 = 1.0", "true")]
    [InlineData("null = null", "-")]
    [InlineData("null is not distinct from null", "true")]
    [InlineData("1 is distinct from null", "true")]
    [InlineData("not null and false", "false")]
    [InlineData("null or true", "true")]
    [InlineData("true and not false", "true")]
    [InlineData("1 < 2 = true", "true")]
    [InlineData("null in (1, 2)", "-")]
    [InlineData("1 not in (2, null)", "-")]
    [InlineData("2 in (1, 2.0)", "true")]
    [InlineData("'b' between 'a' and 'c'", "true")]
    [InlineData("5 not between 1 and 3", "true")]
    [InlineData("18446744073709551615 > -1", "true")]
    [InlineData("'10' < 9", "true")]
    [InlineData("'abc' like 'a_c'", "true")]
    [InlineData("'a%c' like 'a\\%c'", "true")]
    [InlineData("'axc' like 'a\\%c'", "false")]
    [InlineData("'ABC' ilike 'a%'", "true")]
    [InlineData("'abc' not like 'a%'", "false")]
    [InlineData("'abc' ~ 'B'", "false")]
    [InlineData("'abc' ~* 'B'", "true")]
    [InlineData("'abc' !~ '^b'", "true")]
    [InlineData("true is true", "true")]
    [InlineData("(1 = null) is unknown", "true")]
    // comments and quotes
    [InlineData("1 /* a /* b */ -- c */ + 2 -- 3\n", "3")]
    [InlineData("(select 'it''s' || \"v\" from (values ('--')) as t(\"v\"))", "it's--")]
    [InlineData("sin(cast('inf' as double))", "NaN")]
    // text
    [InlineData("'a' || 1 || null", "-")]
    [InlineData("'a' || 1", "a1")]
    [InlineData("concat('a', null, 1, true)", "a1true")]
    [InlineData("concat_ws('-', 'a', null, 'b')", "a-b")]
    [InlineData("substr('abcdef', 2, 3)", "bcd")]
    [InlineData("substr('abc', 0, 2)", "a")]
    [InlineData("substring('abc' from 2)", "bc")]
    [InlineData("left('abc', -1)", "ab")]
    [InlineData("length('h\u00e4\u00df')", "3")]
    [InlineData("octet_length('h\u00e4\u00df')", "5")]
    [InlineData("initcap('hello wORLD-x')", "Hello World-X")]
    [InlineData("split_part('a.b.c', '.', -1)", "c")]
    [InlineData("trim(both 'x' from 'xax')", "a")]
    [InlineData("overlay('Txxxxas' placing 'hom' from 2 for 4)", "Thomas")]
    [InlineData("position('c' in 'abc')", "3")]
    [InlineData("regexp_replace('aaa', 'a', 'b', 'g')", "bbb")]
    // mathematics outside the domain
    [InlineData("sqrt(-1)", "NaN")]
    [InlineData("ln(0)", "-Infinity")]
    [InlineData("acos(2)", "NaN")]
    [InlineData("log(2, 8)", "3")]
    [InlineData("round(2.5)", "3")]
    [InlineData("round(-2.5)", "-3")]
    [InlineData("power(2, 3)", "8")]
    [InlineData("trunc(-2.789, 2)", "-2.79")]
    [InlineData("abs(-5)", "5")]
    // choosing
    [InlineData("coalesce(null, 2, 3)", "2")]
    [InlineData("nullif(1, 1)", "-")]
    [InlineData("greatest(1, null, 2.5)", "2.5")]
    [InlineData("case when null then 1 else 2 end", "2")]
    [InlineData("case 3 when 1 then 'a' when 3 then 'c' end", "c")]
    [InlineData("case 3 when 1 then 'a' end", "-")]
    // literals
    [InlineData("'it''s'", "it's")]
    [InlineData("1e3", "1000")]
    [InlineData(".5", "0.5")]
    [InlineData("18446744073709551615", "18446744073709551615")]
    [InlineData("[1, 2, null]", "[1 2 -]")]
    [InlineData("make_date(2024, 2, 29) - date '2024-02-28'", "86400")]
    public async Task Value(string expression, string expected) => Assert.Equal(expected, await cpu.Database.ValueAsync(expression));

    [Fact]
    public async Task NulCharactersDoNotEndTheStatement() => Assert.Equal("3", await cpu.Database.ValueAsync("length('a\0b')"));

    [Fact]
    public async Task NullsComeLastAscending_FirstDescending()
    {
        Assert.Equal(["1", "3", "10.5", "20.5", "-"], (await cpu.Database.QueryAsync("select usage from cpu order by usage")).Lines);
        Assert.Equal(["-", "20.5", "10.5", "3", "1"], (await cpu.Database.QueryAsync("select usage from cpu order by usage desc")).Lines);
        Assert.Equal(["-", "1", "3", "10.5", "20.5"], (await cpu.Database.QueryAsync("select usage from cpu order by usage nulls first")).Lines);
    }

    [Theory]
    [InlineData("select distinct host from cpu order by host", "a;b")]
    [InlineData("select host from cpu order by time limit 2 offset 2", "b;a")]
    [InlineData("select host from cpu order by 1 desc, time limit 1", "b")]
    [InlineData("select host as h from cpu order by h limit 1", "a")]
    [InlineData("select usage as load from cpu order by load limit 1", "1")]
    [InlineData("select -load as load from cpu order by load + 0 limit 1", "-10")]
    [InlineData("select host from cpu fetch first 1 rows only", "a;a;a;b;b")]
    [InlineData("select * from (select 1 as x union all select 2) as s order by x desc", "2;1")]
    [InlineData("select host from cpu intersect select 'a'", "a")]
    [InlineData("select host from cpu except select 'a'", "b")]
    [InlineData("select 1 union select 1.0 order by 1", "1")]
    [InlineData("(select 2) union all (select 1 order by 1) order by 1", "1;2")]
    [InlineData("values (1, 'x'), (2, null) order by column1 desc", "2 -;1 x")]
    [InlineData("with a as (select host, load from cpu), b(h, l) as (select host, max(load) from a group by host) select h, l from b order by h", "a 4;b 10")]
    [InlineData("with cpu as (select 1 as x) select * from cpu", "1")]
    [InlineData("select a.host, b.value from cpu as a cross join one as b limit 1", "a 42")]
    [InlineData("select a.load, b.load from cpu a left join cpu b on a.load = b.load + 1 where a.load in (2, 4) order by 1", "2 1;4 -")]
    [InlineData("select host, a.load from cpu a join (select host, max(load) as m from cpu group by host) b using (host) where a.load = m order by host", "a 4;b 10")]
    [InlineData("select count(*) from cpu a left anti join one b on a.load = b.value", "5")]
    [InlineData("select host from cpu c where load = (select max(load) from cpu d where d.host = c.host) order by 1", "a;b")]
    [InlineData("select host from cpu where host in (select 'a') and exists (select 1 from one) limit 1", "a")]
    [InlineData("select (select value from one) + 1", "43")]
    [InlineData("select host, sum(load) from cpu group by all order by host", "a 7;b 3")]
    [InlineData("select upper(host) || '!' as k, sum(load) from cpu group by upper(host) || '!' order by k", "A! 7;B! 3")]
    [InlineData("select upper(host), count(*) from cpu group by host order by host", "A 3;B 2")]
    [InlineData("select host, avg(u) from (select host, date_bin(interval '1 hour', time) as h, max(usage) as u from cpu group by 1, 2) as x group by host order by host", "a 20.5;b 2")]
    [InlineData("select * exclude (note, up, usage, calls, region, time) from cpu order by load limit 1", "b -7")]
    [InlineData("select distinct on (host) host, load from cpu order by host, load", "a 1;b -7")]
    [InlineData("select value from generate_series(1, 3)", "1;2;3")]
    [InlineData("select t.x from (values (1), (2)) as t(x) where t.x > 1", "2")]
    [InlineData("select 'x' as host from 'one'", "x")]
    [InlineData("select host from cpu where region is null", "b")]
    [InlineData("select load from cpu where up order by load", "1;10")]
    [InlineData("select 1 where false", "")]
    public async Task Rows(string sql, string expected) => Assert.Equal(expected, string.Join(';', (await cpu.Database.QueryAsync(sql)).Lines));

    [Theory]
    [InlineData("row_number() over (partition by host order by time)", "1;2;1;3;2")]
    [InlineData("lag(load) over (order by time)", "-;1;2;10;4")]
    [InlineData("lead(load, 2, 0) over (order by time)", "10;4;-7;0;0")]
    [InlineData("sum(load) over (order by time)", "1;3;13;17;10")]
    [InlineData("sum(load) over (order by time rows between 1 preceding and current row)", "1;3;12;14;-3")]
    [InlineData("count(*) over (partition by host)", "3;3;2;3;2")]
    [InlineData("max(load) over (order by time range between interval '30 minutes' preceding and current row)", "1;2;10;4;-7")]
    [InlineData("first_value(load) over w", "1;1;10;1;10")]
    [InlineData("last_value(usage) ignore nulls over (order by time)", "10.5;20.5;1;1;3")]
    [InlineData("difference(load) over (partition by host order by time)", "-;1;-;2;-17")]
    [InlineData("rank() over (order by host)", "1;1;4;1;4")]
    public async Task Windows(string call, string expected) => Assert.Equal(
        expected, string.Join(';', (await cpu.Database.QueryAsync($"select {call} as v from cpu window w as (partition by host order by time) order by time")).Lines));

    [Fact]
    public async Task WindowsOverGroups()
    {
        SqlResult result = await cpu.Database.QueryAsync(
            "select host, sum(load) as s, sum(sum(load)) over (order by host) as running, row_number() over (order by sum(load)) as r from cpu group by host qualify running > 0 order by host");
        Assert.Equal(["a 7 7 2", "b 3 10 1"], result.Lines);
    }

    [Fact]
    public async Task Parameters()
    {
        Dictionary<string, object?> parameters = new() { ["h"] = "a", ["from"] = "2024-01-01T00:05:00Z", ["n"] = 1ul, ["low"] = -5L, ["x"] = 1.5, ["yes"] = true, ["none"] = null };
        Assert.Equal(["20.5"], (await cpu.Database.QueryAsync("select usage from cpu where host = $h and time >= $from and usage > $x order by time limit $n", parameters)).Lines);
        Assert.Equal(["-5 1 true - a"], (await cpu.Database.QueryAsync("select $low as a, $n as b, $yes as c, $none as d, $h as e", parameters)).Lines);
        Assert.Equal(["2024-01-01T00:05:00"], (await cpu.Database.QueryAsync("select cast($from as timestamp) as t", parameters)).Lines);
        parameters["h"] = "'; drop table cpu; --";
        Assert.Empty((await cpu.Database.QueryAsync("select usage from cpu where host = $h", parameters)).Rows);
        Assert.Equal(["a"], (await cpu.Database.QueryAsync("select host from cpu where host <> $h limit 1", parameters)).Lines);
    }

    [Theory]
    [InlineData("select * from read_csv('/etc/passwd')")]
    [InlineData("select * from read_text('/etc/passwd')")]
    [InlineData("select * from glob('/*')")]
    [InlineData("select * from '/etc/passwd'")]
    [InlineData("select * from \"/etc/passwd\"")]
    [InlineData("select * from duckdb_settings()")]
    [InlineData("select * from pragma_database_list")]
    [InlineData("select * from influx.databases")]
    [InlineData("select * from main.t1")]
    [InlineData("select * from sqlite_master")]
    [InlineData("select read_blob('/etc/passwd')")]
    [InlineData("select getenv('HOME')")]
    [InlineData("select current_setting('temp_directory')")]
    [InlineData("select influx_local('UTC', 1)")]
    [InlineData("select query('select 1')")]
    [InlineData("copy cpu to '/tmp/x.csv'")]
    [InlineData("attach '/tmp/x.db'")]
    [InlineData("install httpfs")]
    [InlineData("load httpfs")]
    [InlineData("export database '/tmp/x'")]
    [InlineData("pragma database_list")]
    [InlineData("set enable_external_access = true")]
    [InlineData("call pragma_version()")]
    [InlineData("create table t as select * from read_csv('/etc/passwd')")]
    public async Task NothingReachesTheHost(string sql)
    {
        QueryException error = await cpu.Database.FailAsync(sql);
        Assert.True(error.Kind is QueryErrorKind.Planning or QueryErrorKind.NotImplemented, error.Message);
    }
}
