using InfluxDownsample.LocalServer.Query;
using Xunit;

namespace InfluxDownsample.LocalServer.Tests.Sql;

/// <summary>Wire reference 1.6: which SQL fails, with which text.</summary>
public sealed class Section1_6ErrorsTests(CpuFixture cpu) : IClassFixture<CpuFixture>
{
    [Theory]
    [InlineData("selec 1", "Expected: an SQL statement, found: selec at Line: 1, Column: 1")]
    [InlineData("select", "Expected: an expression, found: EOF")]
    [InlineData("select from cpu", "Expected: an expression, found: from at Line: 1, Column: 8")]
    [InlineData("select 1 +", "Expected: an expression, found: EOF")]
    [InlineData("select (1", "Expected: ), found: EOF")]
    [InlineData("select 1\nfrom cpu\nwhere", "Expected: an expression, found: EOF")]
    [InlineData("select 1\n  from cpu group host", "Expected: end of statement, found: group at Line: 2, Column: 12")]
    [InlineData("select case when 1 then", "Expected: an expression, found: EOF")]
    [InlineData("select case 1 end", "Expected: WHEN, found: end at Line: 1, Column: 15")]
    [InlineData("select cast(1 as", "Expected: a data type name, found: EOF")]
    [InlineData("select usage from cpu limit", "Expected: an expression, found: EOF")]
    [InlineData("select usage from cpu left cpu", "Expected: JOIN, found: cpu at Line: 1, Column: 28")]
    public async Task Syntax(string sql, string message)
    {
        QueryException error = await cpu.Database.FailAsync(sql);
        Assert.Equal(QueryErrorKind.Syntax, error.Kind);
        Assert.Equal($"SQL error: ParserError(\"{message}\")", error.Message);
    }

    [Theory]
    [InlineData("select 'abc", "Unterminated string literal at Line: 1, Column: 8")]
    [InlineData("select \"abc", "Expected close delimiter '\\\"' before EOF. at Line: 1, Column: 8")]
    [InlineData("select 1\n, 'it''s", "Unterminated string literal at Line: 2, Column: 3")]
    [InlineData("select 1 /* a /* b */ c", "Unexpected EOF while in a multi-line comment at Line: 1, Column: 10")]
    [InlineData("select 1 \\ 2", "Unexpected character '\\\\' at Line: 1, Column: 10")]
    public async Task Tokens(string sql, string message)
    {
        QueryException error = await cpu.Database.FailAsync(sql);
        Assert.Equal(QueryErrorKind.Syntax, error.Kind);
        Assert.Equal($"SQL error: TokenizerError(\"{message}\")", error.Message);
    }

    [Theory]
    [InlineData("select * from nope", "table 'public.iox.nope' not found")]
    [InlineData("select * from CPU2", "table 'public.iox.cpu2' not found")]
    [InlineData("select * from \"CPU\"", "table 'public.iox.CPU' not found")]
    [InlineData("select * from other.cpu", "table 'public.other.cpu' not found")]
    [InlineData("select * from a.b.c", "table 'a.b.c' not found")]
    [InlineData("select foo(1)", "Invalid function 'foo'.\nDid you mean 'floor'?")]
    [InlineData("select * from foo(1)", "table function 'foo' not found")]
    [InlineData("select tz(time, 'Mars/Base') from cpu", "TZ requires a valid timezone string, got \"Mars/Base\"")]
    [InlineData("select $x", "No value found for placeholder with name $x")]
    [InlineData("select row_number() from cpu", "Invalid function 'row_number': it can't be called here, or not with these clauses")]
    [InlineData("select upper(distinct host) from cpu", "Invalid function 'upper': it can't be called here, or not with these clauses")]
    [InlineData("select upper(host) over () from cpu", "Invalid function 'upper': it can't be called here, or not with these clauses")]
    [InlineData("select upper(host, host) from cpu", "Failed to coerce arguments to satisfy a call to 'upper' function: coercion from Dictionary(Int32, Utf8), Dictionary(Int32, Utf8) to the signature ")]
    [InlineData("select interval '1 hour' * 2", "Cannot coerce arithmetic expression Interval(MonthDayNano) * Int64 to valid types")]
    [InlineData("select host + 1 from cpu", "Cannot coerce arithmetic expression Dictionary(Int32, Utf8) + Int64 to valid types")]
    [InlineData("select usage, usage from cpu", "Projections require unique expression names but the expression \"cpu.usage\" at position 0 and \"cpu.usage\" at position 1 have the same name. Consider aliasing (\"AS\") one of them.")]
    [InlineData("select host from cpu where avg(usage) > 1", "Aggregate functions are not allowed in the WHERE clause. Consider using HAVING instead")]
    [InlineData("select host from cpu order by 3", "Order by column out of bounds, specified: 3, max: 1")]
    [InlineData("select host, count(*) from cpu group by 0", "Cannot find column with position 0 in SELECT clause. Valid columns: 1 to 2")]
    [InlineData("select distinct host from cpu order by usage", "For SELECT DISTINCT, ORDER BY expressions cpu.usage must appear in select list")]
    [InlineData("select 1 union select 1, 2", "UNION queries have different number of columns: left has 1 columns whereas right has 2 columns")]
    [InlineData("insert into cpu values (1)", "DML not supported: Insert Into")]
    [InlineData("delete from cpu", "DML not supported: Delete")]
    [InlineData("update cpu set usage = 1", "DML not supported: Update")]
    [InlineData("drop table cpu", "DDL not supported: Drop")]
    [InlineData("create table t (a int)", "DDL not supported: Create")]
    [InlineData("set timezone = 'UTC'", "Statement not supported: SetVariable")]
    public async Task Planning(string sql, string message)
    {
        QueryException error = await cpu.Database.FailAsync(sql);
        Assert.Equal(QueryErrorKind.Planning, error.Kind);
        Assert.Equal("Error during planning: " + message, error.Message);
    }

    [Theory]
    [InlineData("select usage from cpu where time > 5", "Cannot infer common argument type for comparison operation Timestamp(ns) > Int64")]
    [InlineData("select time from cpu where time < now() - usage", "Cannot coerce arithmetic expression Timestamp(ns) - Float64 to valid types")]
    public async Task TypesInAFilter(string sql, string message)
    {
        QueryException error = await cpu.Database.FailAsync(sql);
        Assert.Equal((QueryErrorKind.Planning, QueryPhase.PhysicalPlanning), (error.Kind, error.Phase));
        Assert.Equal($"type_coercion\ncaused by\nError during planning: {message}", error.Message);
    }

    [Theory]
    [InlineData("time >= '2024-01-02' and time < '2024-01-02'")]
    [InlineData("time between '2024-01-03' and '2024-01-02'")]
    [InlineData("time > '2024-01-02' and time < '2024-01-02T00:00:00.000000001Z'")]
    [InlineData("time = '2024-01-02' and time = '2024-01-03'")]
    public async Task EmptyTimeRange(string condition)
    {
        QueryException error = await cpu.Database.FailAsync($"select * from (select * from cpu where {condition})");
        Assert.Equal((QueryErrorKind.Internal, QueryPhase.PhysicalPlanning), (error.Kind, error.Phase));
        Assert.Equal("External error: unexpected: provided filters on time column did not produce a valid set of boundaries", error.Message);
    }

    [Fact]
    public async Task OneInstantIsNoEmptyRange() =>
        Assert.Equal(["0"], (await cpu.Database.QueryAsync("select count(*) from cpu where time >= '2024-01-02' and time <= '2024-01-02'")).Lines);

    [Fact]
    public async Task WindowFunctionsThatDifferByACast() => Assert.StartsWith(
        "Error during planning: Windows require unique expression names",
        (await cpu.Database.FailAsync("select lag(load) over (order by time) as a, lag(cast(load as double)) over (order by time) as b from cpu")).Message);

    [Theory]
    [InlineData("select usage from cpu where time > 'garbage'", "Arrow error: Parser error: Error parsing timestamp from 'garbage': timestamp must contain at least 10 characters")]
    [InlineData("select time from cpu where time > '2024-01-01T25:00:00Z'", "Arrow error: Parser error: Error parsing timestamp from '2024-01-01T25:00:00Z': error parsing time")]
    [InlineData("select cast('2.7' as bigint)", "Arrow error: Cast error: Cannot cast string '2.7' to value of Int64 type")]
    public async Task Constants(string sql, string message)
    {
        QueryException error = await cpu.Database.FailAsync(sql);
        Assert.Equal((QueryErrorKind.Execution, QueryPhase.PhysicalPlanning), (error.Kind, error.Phase));
        Assert.Equal($"Optimizer rule 'simplify_expressions' failed\ncaused by\n{message}", error.Message);
    }

    [Theory]
    [InlineData("select usage from cpu group by host", "\"cpu.usage\" must appear in the GROUP BY clause or must be part of an aggregate function, currently only \"cpu.host\" appears")]
    [InlineData("select avg(host) from cpu", "No function matches the given name and argument types 'avg(Dictionary(Int32, Utf8))'. You might need to add explicit type casts.")]
    [InlineData("select date_bin(usage, time) from cpu", "No function matches the given name and argument types 'date_bin(Float64, Timestamp(ns))'.")]
    public async Task PlanningContains(string sql, string part)
    {
        QueryException error = await cpu.Database.FailAsync(sql);
        Assert.Equal(QueryErrorKind.Planning, error.Kind);
        Assert.Contains(part, error.Message);
    }

    [Theory]
    [InlineData("select one_time from one", "No field named one_time. Did you mean 'one.time'?.")]
    [InlineData("select absolutely_not_there from one", "No field named absolutely_not_there. Valid fields are one.time, one.value.")]
    [InlineData("select \"one.TIME\" from one", "No field named \"one.TIME\". Column names are case sensitive. You can use double quotes to refer to the \"\"one.TIME\"\" column or set the datafusion.sql_parser.enable_ident_normalization configuration. Did you mean 'one.time'?.")]
    [InlineData("select xxxxxxxxxxxxxxxxxx from mixed", "No field named xxxxxxxxxxxxxxxxxx. Valid fields are mixed.\"Field\", mixed.\"Tag One\", mixed.field, mixed.time.")]
    [InlineData("select a.value from one", "No field named a.value. Did you mean 'one.value'?.")]
    [InlineData("select time from cpu a join cpu b on a.host = b.host", "Ambiguous reference to unqualified field time")]
    [InlineData("select usage as load from cpu order by cpu.load limit 1", "Schema contains qualified field name cpu.load and unqualified field name load which would be ambiguous")]
    [InlineData("select sum(load), sum(cast(load as double)) as d from cpu", "Schema contains duplicate unqualified field name \"sum(cpu.load)\"")]
    [InlineData("select selector_last(load, time)['value'], selector_last(cast(load as double), time)['time'] from cpu", "Schema contains duplicate unqualified field name \"selector_last(cpu.load,cpu.time)\"")]
    [InlineData("select time, date_bin(interval '1 hour', time) as time from cpu", "Schema contains qualified field name cpu.time and unqualified field name time which would be ambiguous")]
    public async Task Schema(string sql, string message)
    {
        QueryException error = await cpu.Database.FailAsync(sql);
        Assert.Equal(QueryErrorKind.Schema, error.Kind);
        Assert.Equal("Schema error: " + message, error.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ; ; ")]
    [InlineData("-- nothing")]
    [InlineData("select 1; select 2")]
    [InlineData("attach 'x'")]
    [InlineData("pragma x")]
    [InlineData("show databases")]
    [InlineData("select count(*) from cpu group by rollup(host)")]
    [InlineData("select cast(1 as geometry)")]
    [InlineData("select (1, 2)")]
    public async Task NotImplementedOrRefused(string sql)
    {
        QueryException error = await cpu.Database.FailAsync(sql);
        Assert.True(error.Kind is QueryErrorKind.NotImplemented or QueryErrorKind.Planning, error.Message);
        Assert.Matches("^(This feature is not implemented|Error during planning): ", error.Message);
    }

    [Theory]
    [InlineData("select load / 0 from cpu", "Arrow error: Divide by zero error")]
    [InlineData("select load % (load - load) from cpu", "Arrow error: Divide by zero error")]
    [InlineData("select cast(note as bigint) from cpu", "Arrow error: Cast error: Cannot cast string 'x' to value of Int64 type")]
    [InlineData("select date_trunc('fortnight', time) from cpu", "Execution error: Unsupported date_trunc granularity: 'fortnight'. Supported values are: microsecond, millisecond, second, minute, hour, day, week, month, quarter, year")]
    [InlineData("select date_bin(interval '0 seconds', time) from cpu", "Execution error: DATE_BIN stride must be non-zero")]
    public async Task Execution(string sql, string message)
    {
        QueryException error = await cpu.Database.FailAsync(sql);
        Assert.Equal(QueryErrorKind.Execution, error.Kind);
        Assert.Equal(message, error.Message);
    }

    [Fact]
    public async Task NoErrorShowsPhysicalNames()
    {
        foreach (string sql in new[] { "select cast(usage as tinyint) * 1000 from (select 1e30 as usage)", "select sqrt(usage) from cpu where regexp_like(host, '(')" })
        {
            QueryException error = await cpu.Database.FailAsync(sql);
            Assert.DoesNotMatch(@"\b[a-z]\d+\.[a-z]\d+\b|LINE 1|SELECT", error.Message);
        }
    }
}
