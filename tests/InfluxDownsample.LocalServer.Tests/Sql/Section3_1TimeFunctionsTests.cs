using Xunit;

namespace InfluxDownsample.LocalServer.Tests.Sql;

/// <summary>Wire reference 3.1: binning, truncating, zones, conversions.</summary>
public sealed class Section3_1TimeFunctionsTests(CpuFixture cpu) : IClassFixture<CpuFixture>
{
    [Theory]
    // ns to weeks; the origin is the epoch, a Thursday
    [InlineData("date_bin(interval '1 nanosecond', timestamp '2024-01-03T12:34:56.123456789Z')", "2024-01-03T12:34:56.123456789")]
    // 90 minutes, 1.5 days and a month less a day, by the calendar
    [InlineData("timestamp '2024-01-03T00:00:00Z' + interval '01:30:00'", "2024-01-03T01:30:00")]
    [InlineData("timestamp '2024-01-03T00:00:00Z' - interval '1.5 days'", "2024-01-01T12:00:00")]
    [InlineData("timestamp '2024-01-31T00:00:00Z' + interval '1 month -1 day'", "2024-02-28")]
    [InlineData("timestamp '2024-01-03T00:00:00Z' + interval '-1' hour", "2024-01-02T23:00:00")]
    [InlineData("interval '1 day' + timestamp '2024-01-03 12:00' + interval '2s'", "2024-01-04T12:00:02")]
    [InlineData("timestamp '2024-01-03T00:00:00' + (interval '1 day' - interval '1 hour')", "2024-01-03T23:00:00")]
    [InlineData("timestamp '2024-01-03T12:34:56.5+0530'", "2024-01-03T07:04:56.500000000")]
    [InlineData("date_bin(interval '10 minutes', timestamp '2024-01-03T12:34:56Z')", "2024-01-03T12:30:00")]
    [InlineData("date_bin('1 hour', timestamp '2024-01-03T12:34:56Z')", "2024-01-03T12:00:00")]
    [InlineData("date_bin(interval '1 day', timestamp '2024-01-03T12:34:56Z')", "2024-01-03")]
    [InlineData("date_bin(interval '1 week', timestamp '2024-01-03T12:34:56Z')", "2023-12-28")]
    [InlineData("date_bin(interval '1 week', timestamp '2024-01-03T12:34:56Z', '2024-01-01T00:00:00Z')", "2024-01-01")]
    [InlineData("date_bin(interval '90 minutes', timestamp '2024-01-03T12:34:56Z')", "2024-01-03T12:00:00")]
    // before the epoch and before the origin
    [InlineData("date_bin(interval '1 hour', timestamp '1969-12-31T23:59:59.999999999Z')", "1969-12-31T23:00:00")]
    [InlineData("date_bin(interval '1 day', timestamp '2024-01-03T05:00:00Z', '2024-01-10T06:00:00Z')", "2024-01-02T06:00:00")]
    // calendar
    [InlineData("date_bin(interval '1 month', timestamp '2024-02-29T12:34:56Z')", "2024-02-01")]
    [InlineData("date_bin(interval '3 months', timestamp '2024-05-31T12:34:56Z')", "2024-04-01")]
    [InlineData("date_bin(interval '1 year', timestamp '1969-06-01T00:00:00Z')", "1969-01-01")]
    [InlineData("date_bin(interval '1 month', timestamp '2024-01-14T23:59:59Z', '2020-01-15T00:00:00Z')", "2023-12-15")]
    [InlineData("date_bin(interval '1 month', timestamp '2024-01-15T00:00:00Z', '2020-01-15T00:00:00Z')", "2024-01-15")]
    [InlineData("date_bin(interval '1 month', timestamp '2024-03-01T00:00:00Z', '2024-01-31T00:00:00Z')", "2024-02-29")]
    // truncating
    [InlineData("date_trunc('year', timestamp '2024-05-31T12:34:56Z')", "2024-01-01")]
    [InlineData("date_trunc('quarter', timestamp '2024-05-31T12:34:56Z')", "2024-04-01")]
    [InlineData("date_trunc('week', timestamp '2024-01-03T12:34:56Z')", "2024-01-01")]
    [InlineData("date_trunc('SECOND', timestamp '1969-12-31T23:59:59.5Z')", "1969-12-31T23:59:59")]
    [InlineData("date_trunc('day', tz(timestamp '2024-01-03T23:30:00Z', 'Europe/Berlin'))", "2024-01-03T23:00:00")]
    // parts
    [InlineData("date_part('year', timestamp '2024-02-29T13:14:15.123456789Z')", "2024")]
    [InlineData("extract(doy from timestamp '2024-12-31T00:00:00Z')", "366")]
    [InlineData("extract(dow from timestamp '2024-12-29T00:00:00Z')", "0")]
    [InlineData("date_part('millisecond', timestamp '2024-02-29T13:14:15.123456789Z')", "15123")]
    [InlineData("date_part('epoch', timestamp '1970-01-01T00:00:01.5Z')", "1.5")]
    [InlineData("date_part('hour', tz(timestamp '2024-07-01T23:30:00Z', 'Europe/Berlin'))", "1")]
    // conversions
    [InlineData("to_timestamp('2024-01-01T00:00:00+02:00')", "2023-12-31T22:00:00")]
    [InlineData("to_timestamp_nanos(5)", "1970-01-01T00:00:00.000000005")]
    [InlineData("to_timestamp_micros(1500)", "1500")]
    [InlineData("to_timestamp_millis(-1)", "-1")]
    [InlineData("to_timestamp_seconds('2024-01-01')", "1704067200")]
    [InlineData("to_unixtime(timestamp '1969-12-31T23:59:59.5Z')", "0")]
    [InlineData("now()", "2024-01-02")]
    [InlineData("now() - interval '1 month'", "2023-12-02")]
    [InlineData("timestamp '2024-03-31T00:00:00Z' - interval '1 month 1 day 1 second'", "2024-02-27T23:59:59")]
    [InlineData("timestamp '2024-01-01T00:00:00.000000001Z' + interval '1 month'", "2024-02-01T00:00:00.000000001")]
    [InlineData("current_date", "19724")]
    // zones
    [InlineData("tz(timestamp '2024-01-01T00:00:00Z', 'Asia/Kolkata')", "2024-01-01")]
    [InlineData("timestamp '2024-07-01T00:00:00' at time zone 'Europe/Berlin'", "2024-06-30T22:00:00")]
    [InlineData("to_local_time(tz(timestamp '2024-07-01T00:00:00Z', 'Europe/Berlin'))", "2024-07-01T02:00:00")]
    [InlineData("cast(tz(timestamp '2024-07-01T00:00:00Z', 'Asia/Kolkata') as varchar)", "2024-07-01T05:30:00+05:30")]
    [InlineData("cast(timestamp '1969-12-31T23:59:59.123456789Z' as varchar)", "1969-12-31T23:59:59.123456789")]
    public async Task Value(string expression, string expected) => Assert.Equal(expected, await cpu.Database.ValueAsync(expression));

    /// <summary>The real server's documented corner cases around Europe's clock changes.</summary>
    [Theory]
    [InlineData("1 day", "2026-03-29T10:00:00Z", "2026-03-28T23:00:00")]
    [InlineData("1 day", "2026-03-29T22:30:00Z", "2026-03-29T22:00:00")]
    [InlineData("1 day", "2026-10-25T22:30:00Z", "2026-10-24T22:00:00")]
    [InlineData("1 day", "2026-10-25T23:30:00Z", "2026-10-25T23:00:00")]
    // the hour from 02:00 is shown twice: short bins exist twice, long ones begin at the first
    [InlineData("30 minutes", "2026-10-25T00:40:00Z", "2026-10-25T00:30:00")]
    [InlineData("30 minutes", "2026-10-25T01:40:00Z", "2026-10-25T01:30:00")]
    [InlineData("1 hour", "2026-10-25T01:40:00Z", "2026-10-25T01:00:00")]
    [InlineData("2 hours", "2026-10-25T01:40:00Z", "2026-10-25")]
    // the hour from 02:00 is skipped
    [InlineData("2 hours", "2026-03-29T01:40:00Z", "2026-03-29T01:00:00")]
    [InlineData("1 hour", "2026-03-29T00:59:00Z", "2026-03-29")]
    public async Task WallclockBin(string stride, string time, string expected) => Assert.Equal(
        expected, await cpu.Database.ValueAsync($"date_bin_wallclock(interval '{stride}', tz(timestamp '{time}', 'Europe/Berlin'))"));

    [Fact]
    public async Task WallclockBin_TakesItsOriginFromTheClock()
    {
        Assert.Equal(
            "2024-06-30T04:00:00",
            await cpu.Database.ValueAsync("date_bin_wallclock(interval '1 day', tz(timestamp '2024-06-30T05:00:00Z', 'Europe/Berlin'), '2020-01-01T06:00:00')"));
        Assert.Equal("2024-01-03", await cpu.Database.ValueAsync("date_bin_wallclock(interval '1 day', timestamp '2024-01-03T05:00:00Z')"));
    }

    [Fact]
    public async Task ZoneIsInTheType()
    {
        SqlResult result = await cpu.Database.QueryAsync(
            "select tz(time, 'Europe/Berlin') as a, date_bin(interval '1 day', tz(time, 'Europe/Berlin')) as b, tz(time) as c, date_bin_wallclock(interval '1 day', tz(time, '+02:00')) as d from one");
        Assert.Equal(["Timestamp(ns, \"Europe/Berlin\")", "Timestamp(ns, \"Europe/Berlin\")", "Timestamp(ns, \"UTC\")", "Timestamp(ns, \"+02:00\")"], result.Types);
        Assert.Equal(["2024-01-01T12:34:56.789000000 2024-01-01 2024-01-01T12:34:56.789000000 2023-12-31T22:00:00"], result.Lines);
    }

    [Theory]
    [InlineData("date_bin(interval '1 month 1 day', time)", "This feature is not implemented: DATE_BIN stride does not support combination of month, day and nanosecond intervals")]
    [InlineData("date_bin(interval '1 hour', time, time)", "This feature is not implemented: DATE_BIN only supports literal values for the origin argument, not arrays")]
    [InlineData("date_bin(interval '1 fortnight', time)", "This feature is not implemented: Unsupported Interval Expression with value \"1 fortnight\": Invalid input syntax for type interval: \"1 fortnight\"")]
    public async Task Refused(string expression, string message) =>
        Assert.Equal(message, (await cpu.Database.FailAsync($"select {expression} from cpu")).Message);

    [Theory]
    [InlineData("group by 1, host")]
    [InlineData("group by t, host")]
    [InlineData("group by date_bin(interval '1 hour', time), host")]
    [InlineData("group by date_bin(interval '1 hour', cpu.time), cpu.host")]
    public async Task GroupsByOrdinalAliasOrExpression(string groupBy)
    {
        SqlResult result = await cpu.Database.QueryAsync(
            $"select date_bin(interval '1 hour', time) as t, host, avg(usage) as u, sum(load) as l from cpu where time >= '2024-01-01T00:00:00Z' and time < '2024-02-01T00:00:00Z' {groupBy} order by host, t");
        Assert.Equal(["2024-01-01 a 15.5 3", "2024-01-01T01:00:00 a - 4", "2024-01-01 b 1 10", "2024-01-01T02:00:00 b 3 -7"], result.Lines);
    }

    [Fact]
    public async Task GroupByTime_NextToAsTime_GroupsByTheColumn()
    {
        SqlResult result = await cpu.Database.QueryAsync("select date_bin(interval '1 hour', time) as time, count(*) as c from cpu group by time order by time");
        Assert.Equal(["2024-01-01 1", "2024-01-01 1", "2024-01-01 1", "2024-01-01T01:00:00 1", "2024-01-01T02:00:00 1"], result.Lines);
    }

    [Fact]
    public async Task ScannedRange_IsWhatTheConditionsLeave()
    {
        SqlResult both = await cpu.Database.QueryAsync("select usage from cpu where time > '1970-01-01T00:00:00.000000005Z' and time <= '1970-01-01T00:00:00.000000009Z' and host = 'a'");
        Assert.Equal((6, 9), Range(both));
        Assert.Equal((null, null), Range(await cpu.Database.QueryAsync("select usage from cpu where time > '2024-01-01' or host = 'a'")));
        SqlResult inside = await cpu.Database.QueryAsync("select * from (select time as t, usage from cpu) as s where t between '1970-01-01' and now()");
        Assert.Equal((0, cpu.Database.Now), Range(inside));
        Assert.Empty((await cpu.Database.QueryAsync("select 1")).Plan.Scans);

        static (long?, long?) Range(SqlResult result) => (Assert.Single(result.Plan.Scans).Range.Lower, result.Plan.Scans[0].Range.Upper);
    }
}
