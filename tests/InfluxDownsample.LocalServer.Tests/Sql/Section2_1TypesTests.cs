using Apache.Arrow;
using Apache.Arrow.Types;
using Xunit;

namespace InfluxDownsample.LocalServer.Tests.Sql;

/// <summary>Wire reference 2.1 and 2.2: Arrow types, nullability and metadata of result columns.</summary>
public sealed class Section2_1TypesTests(CpuFixture cpu) : IClassFixture<CpuFixture>
{
    [Theory]
    [InlineData("host", ArrowTypeId.String, true, "tag")]
    [InlineData("time", ArrowTypeId.Timestamp, false, "timestamp")]
    [InlineData("load", ArrowTypeId.Int64, true, "field::integer")]
    [InlineData("calls", ArrowTypeId.UInt64, true, "field::uinteger")]
    [InlineData("usage", ArrowTypeId.Double, true, "field::float")]
    [InlineData("note", ArrowTypeId.String, true, "field::string")]
    [InlineData("up", ArrowTypeId.Boolean, true, "field::boolean")]
    public async Task StoredColumn(string name, ArrowTypeId type, bool nullable, string role)
    {
        Field field = (await cpu.Database.QueryAsync("select * from cpu")).Schema.GetFieldByName(name);
        Assert.Equal((type, nullable), (field.DataType.TypeId, field.IsNullable));
        Assert.Equal("iox::column_type::" + role, field.Metadata["iox::column::type"]);
        if (field.DataType is TimestampType time)
        {
            Assert.Equal((TimeUnit.Nanosecond, null), (time.Unit, time.Timezone));
        }
    }

    [Theory]
    [InlineData("selector_last(usage, time)", "Struct(\"value\": Float64, \"time\": Timestamp(ns))")]
    [InlineData("selector_min(note, time)", "Struct(\"value\": Utf8, \"time\": Timestamp(ns))")]
    [InlineData("selector_max(load, time, usage, host)", "Struct(\"value\": Int64, \"time\": Timestamp(ns), \"other_1\": Float64, \"other_2\": Utf8)")]
    [InlineData("string_agg(host, ',')", "LargeUtf8")]
    [InlineData("array_agg(load)", "List(Int64)")]
    [InlineData("min(current_date)", "Date32")]
    [InlineData("max(time) - min(time)", "Duration(ns)")]
    [InlineData("now()", "Timestamp(ns)")]
    [InlineData("null", "Null")]
    [InlineData("1", "Int64")]
    [InlineData("18446744073709551615", "UInt64")]
    [InlineData("1.5", "Float64")]
    [InlineData("true", "Boolean")]
    [InlineData("'a'", "Utf8")]
    [InlineData("interval '1 hour'", "Interval(MonthDayNano)")]
    [InlineData("cast(1 as int)", "Int32")]
    [InlineData("cast(1 as smallint)", "Int16")]
    [InlineData("cast(1 as real)", "Float32")]
    [InlineData("cast('2024-01-01' as timestamp(3))", "Timestamp(ms)")]
    [InlineData("to_timestamp_seconds(1)", "Timestamp(s)")]
    public async Task Expression(string expression, string type) =>
        Assert.Equal([type], (await cpu.Database.QueryAsync($"select {expression} as v from cpu group by 1=1")).Types);

    [Fact]
    public async Task AwkwardTypesReachTheClient()
    {
        SqlResult result = await cpu.Database.QueryAsync(
            """
            select null as n, string_agg(host, '+' order by host) as s, array_agg(load order by load) as a, date '2024-02-29' as d,
              max(time) - min(time) as span, interval '1 month 2 days 3 seconds' as i, selector_first(up, time) as f, cast('2024-01-01T00:00:00.5' as timestamp(3)) as ms
            from cpu
            """);
        Assert.Equal("- a+a+a+b+b [-7 1 2 4 10] 19782 9000000000000", string.Join(' ', result.Lines[0].Split(' ')[..9]));
        Assert.EndsWith("{true 2024-01-01} 1704067200500", result.Lines[0]);
        object interval = result.Column("i")[0]!;
        Assert.Equal(new Apache.Arrow.Scalars.MonthDayNanosecondInterval(1, 2, 3_000_000_000), interval);
    }

    [Theory]
    [InlineData("select host as h from cpu", "tag")]
    [InlineData("select time as t from cpu", "timestamp")]
    [InlineData("select tz(time, 'Europe/Berlin') as v from cpu", "timestamp")]
    [InlineData("select cast(usage as double) as v from cpu", "field::float")]
    [InlineData("select host from cpu group by host", "tag")]
    [InlineData("select host from (select host, usage from cpu) as s", "tag")]
    [InlineData("select host from cpu union all select host from cpu", "tag")]
    [InlineData("with w as (select host as h from cpu) select h from w", "tag")]
    public async Task MetadataIsKept(string sql, string role)
    {
        Field field = Assert.Single((await cpu.Database.QueryAsync(sql)).Schema.FieldsList);
        Assert.Equal("iox::column_type::" + role, field.Metadata["iox::column::type"]);
    }

    [Theory]
    [InlineData("avg(usage)")]
    [InlineData("max(time)")]
    [InlineData("date_bin(interval '1 hour', time)")]
    [InlineData("usage + 1")]
    [InlineData("upper(host)")]
    [InlineData("'x'")]
    [InlineData("selector_last(usage, time)")]
    [InlineData("selector_last(usage, time)['value']")]
    [InlineData("selector_last(usage, time)['time']")]
    public async Task MetadataIsLost(string expression)
    {
        string group = expression.Contains('(') && !expression.StartsWith("date_bin", StringComparison.Ordinal) && !expression.StartsWith("upper", StringComparison.Ordinal) ? "" : " group by 1";
        Field field = Assert.Single((await cpu.Database.QueryAsync($"select {expression} as v from cpu{group}")).Schema.FieldsList);
        Assert.False(field.HasMetadata);
    }

    [Fact]
    public async Task GapFilledTimeAndValuesLoseMetadata_TagsKeepIt()
    {
        SqlResult result = await cpu.Database.QueryAsync(
            "select date_bin_gapfill(interval '1 hour', time) as time, host, locf(max(usage)) as usage from cpu where time >= '2024-01-01' and time < '2024-01-02' group by 1, host");
        Assert.Equal([false, true, false], result.Schema.FieldsList.Select(field => field.HasMetadata));
    }

    [Fact]
    public async Task SchemaNamesTheMeasurementOnlyOfAPlanWithoutRows()
    {
        Assert.Equal("cpu", (await cpu.Database.QueryAsync("select host from cpu where false")).Schema.Metadata["iox::measurement::name"]);
        Assert.Equal("cpu", (await cpu.Database.QueryAsync("select host from cpu limit 0")).Schema.Metadata["iox::measurement::name"]);
        Assert.False((await cpu.Database.QueryAsync("select host from cpu where usage > 1")).Schema.HasMetadata);
        Assert.False((await cpu.Database.QueryAsync("select avg(usage) from cpu")).Schema.HasMetadata);
    }

    [Fact]
    public async Task AggregatesOfTimeAreNullable() => Assert.True((await cpu.Database.QueryAsync("select max(time) as t from cpu")).Output("t").Nullable);
}
