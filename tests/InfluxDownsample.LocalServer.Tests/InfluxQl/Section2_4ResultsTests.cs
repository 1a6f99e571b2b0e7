using InfluxDownsample.LocalServer.Query;
using Xunit;

namespace InfluxDownsample.LocalServer.Tests.InfluxQl;

/// <summary>Wire reference 2.4: InfluxQL results.</summary>
public sealed class Section2_4ResultsTests(TypesFixture types) : IClassFixture<TypesFixture>
{
    // two rooms; the lab has a gap
    private static readonly string[] s_rooms =
    [
        "climate,room=lab temperature=20,humidity=40i 1704067200000000000",
        "climate,room=lab temperature=22,humidity=42i 1704068100000000000",
        "climate,room=lab temperature=30,humidity=50i 1704074400000000000",
        "climate,room=office temperature=10,humidity=60i 1704067200000000000",
        "climate,room=office temperature=11,humidity=61i 1704070800000000000",
    ];

    [Fact]
    public async Task The_hourly_mean_has_measurement_time_group_tags_then_the_select_list()
    {
        using InfluxQlDatabase database = await InfluxQlDatabase.WithAsync(s_rooms);

        InfluxQlResult result = await database.QueryAsync(
            "SELECT MEAN(temperature) AS temperature, MEAN(humidity) AS humidity FROM climate "
            + "WHERE time >= '2024-01-01T00:00:00Z' AND time < '2024-01-01T03:00:00Z' GROUP BY time(1h), room");

        Assert.Equal(["iox::measurement", "time", "room", "temperature", "humidity"], result.Names);
        Assert.Equal(["Utf8", "Timestamp(ns)", "Utf8", "Float64", "Float64"], result.Types);
        Assert.All(result.Column("iox::measurement"), name => Assert.Equal("climate", name));
        Assert.Equal(
            [
                "2024-01-01 lab 21 41",
                "2024-01-01T01:00:00 lab - -",
                "2024-01-01T02:00:00 lab 30 50",
                "2024-01-01 office 10 60",
                "2024-01-01T01:00:00 office 11 61",
                "2024-01-01T02:00:00 office - -",
            ],
            result.Lines);
        Assert.Equal("""{"tagKeyColumns":[{"tagKey":"room","columnIndex":2}]}""", result.Plan.SchemaMetadata[ColumnMetadata.GroupKeyKey]);
        Assert.Equal("iox::column_type::tag", result.Output("room").Metadata![ColumnMetadata.ColumnTypeKey]);
        Assert.Null(result.Output("temperature").Metadata);
        Assert.Null(result.Output("time").Metadata);
        Assert.True(result.Output("time").Nullable);
        Assert.False(result.Output("iox::measurement").Nullable);
    }

    [Fact]
    public async Task A_raw_select_brings_time_first_and_keeps_the_metadata_of_columns()
    {
        InfluxQlDatabase database = await types.Database;

        InfluxQlResult result = await database.QueryAsync("SELECT f, a, i AS whole FROM t WHERE a = 'x'");

        Assert.Equal(["iox::measurement", "time", "f", "a", "whole"], result.Names);
        Assert.Equal(["1970-01-01T00:00:01 1.5 x 1", "1970-01-01T00:00:02 2.5 x 2"], result.Lines);
        Assert.False(result.Output("time").Nullable);
        Assert.Equal("iox::column_type::timestamp", result.Output("time").Metadata![ColumnMetadata.ColumnTypeKey]);
        Assert.Equal("iox::column_type::field::float", result.Output("f").Metadata![ColumnMetadata.ColumnTypeKey]);
        Assert.Equal("iox::column_type::tag", result.Output("a").Metadata![ColumnMetadata.ColumnTypeKey]);
        Assert.Equal("iox::column_type::field::integer", result.Output("whole").Metadata![ColumnMetadata.ColumnTypeKey]);
        Assert.Equal("{}", result.Plan.SchemaMetadata[ColumnMetadata.GroupKeyKey]);
    }

    [Fact]
    public async Task Select_star_lists_fields_and_tags_by_name()
    {
        InfluxQlDatabase database = await types.Database;

        InfluxQlResult result = await database.QueryAsync("SELECT * FROM t");

        Assert.Equal(["iox::measurement", "time", "a", "b", "f", "i", "o", "s", "u"], result.Names);
        Assert.Equal(["Utf8", "Timestamp(ns)", "Utf8", "Utf8", "Float64", "Int64", "Boolean", "Utf8", "UInt64"], result.Types);
        Assert.Equal("1970-01-01T00:00:04 - - - 9 - - -", result.Lines[3]);
    }

    [Theory]
    [InlineData("SELECT f FROM t GROUP BY *", "a b f")]
    [InlineData("SELECT * FROM t GROUP BY a", "a b f i o s u")]
    [InlineData("SELECT * FROM t GROUP BY *", "a b f i o s u")]
    [InlineData("SELECT *::field FROM t", "f i o s u")]
    [InlineData("SELECT *::tag FROM t", "")]
    [InlineData("SELECT /^[fi]$/ FROM t GROUP BY /b/", "b f i")]
    [InlineData("SELECT mean(*) FROM t", "mean_f mean_i mean_u")]
    [InlineData("SELECT count(*) FROM t", "count_f count_i count_o count_s count_u")]
    [InlineData("SELECT max(/f|o/) AS top FROM t", "top_f top_o")]
    [InlineData("SELECT mean(f), mean(i), count(f) FROM t", "mean mean_1 count")]
    [InlineData("SELECT mean(f), mean(i), count(f) AS mean_1 FROM t", "mean mean_2 mean_1")]
    [InlineData("SELECT f + i, 1 + f FROM t", "f_i f")]
    [InlineData("SELECT count(f) + sum(i) FROM t", "count_sum")]
    [InlineData("SELECT DISTINCT s FROM t", "distinct")]
    [InlineData("SELECT difference(mean(f)), mean(f) FROM t WHERE time > 0 AND time < 5s GROUP BY time(1s)", "difference mean")]
    [InlineData("SELECT b, f FROM t GROUP BY a, b", "a b f")]
    [InlineData("SELECT top(f, a, 1) FROM t", "top a")]
    public async Task Columns_are_named_and_ordered(string query, string expected)
    {
        InfluxQlDatabase database = await types.Database;

        InfluxQlResult result = await database.QueryAsync(query);

        Assert.Equal(expected, string.Join(' ', result.Names.Skip(2)));
    }

    [Fact]
    public async Task The_metadata_says_which_group_tags_the_select_list_named_itself()
    {
        InfluxQlDatabase database = await types.Database;

        InfluxQlResult result = await database.QueryAsync("SELECT f, b FROM t GROUP BY a, b");

        Assert.Equal(["iox::measurement", "time", "a", "f", "b"], result.Names);
        Assert.Equal(
            """{"tagKeyColumns":[{"tagKey":"a","columnIndex":2},{"tagKey":"b","columnIndex":4,"isProjected":true}]}""",
            result.Plan.SchemaMetadata[ColumnMetadata.GroupKeyKey]);
    }

    [Fact]
    public async Task Rows_come_by_group_tags_then_time_then_selected_tags_and_absent_tags_last()
    {
        using InfluxQlDatabase database = await InfluxQlDatabase.WithAsync(
            "m,g=b,p=2 v=1 10", "m,g=b,p=1 v=2 10", "m,g=a v=3 30", "m,g=a v=4 20", "m v=5 5");

        Assert.Equal(
            ["1970-01-01T00:00:00.000000020 a - 4", "1970-01-01T00:00:00.000000030 a - 3", "1970-01-01T00:00:00.000000010 b 1 2", "1970-01-01T00:00:00.000000010 b 2 1", "1970-01-01T00:00:00.000000005 - - 5"],
            (await database.QueryAsync("SELECT p, v FROM m GROUP BY g")).Lines);
        Assert.Equal(
            ["1970-01-01T00:00:00.000000030 3", "1970-01-01T00:00:00.000000020 4", "1970-01-01T00:00:00.000000010 2", "1970-01-01T00:00:00.000000010 1", "1970-01-01T00:00:00.000000005 5"],
            (await database.QueryAsync("SELECT v FROM m ORDER BY time DESC")).Lines.OrderByDescending(line => line.Split(' ')[0]).ThenByDescending(line => line));
    }

    [Theory]
    [InlineData("SELECT sum(i) FROM t", "1970-01-01 17")]
    [InlineData("SELECT sum(i) FROM t WHERE time >= 2s", "1970-01-01T00:00:02 16")]
    [InlineData("SELECT sum(i) FROM t WHERE time > 2s", "1970-01-01T00:00:02.000000001 14")]
    [InlineData("SELECT max(f) FROM t", "1970-01-01T00:00:03 4.5")]
    [InlineData("SELECT first(f) FROM t WHERE time > 0", "1970-01-01T00:00:01 1.5")]
    [InlineData("SELECT percentile(i, 50) FROM t", "1970-01-01T00:00:02 2")]
    [InlineData("SELECT first(f), last(f) FROM t", "1970-01-01 1.5 4.5")]
    [InlineData("SELECT max(f), mean(f) FROM t WHERE time >= 1s", "1970-01-01T00:00:01 4.5 2.8333333333333335")]
    [InlineData("SELECT last(f), a, s FROM t", "1970-01-01T00:00:03 4.5 y one")]
    [InlineData("SELECT min(f), i * 2 FROM t", "1970-01-01T00:00:01 1.5 2")]
    [InlineData("SELECT percentile(i, 75), a FROM t", "1970-01-01T00:00:03 5 y")]
    public async Task The_time_of_an_aggregate_is_the_lower_bound_and_of_one_selector_its_row(string query, string expected)
    {
        InfluxQlDatabase database = await types.Database;

        Assert.Equal([expected], (await database.QueryAsync(query)).Lines);
    }

    [Fact]
    public async Task Distinct_stands_at_the_lower_bound_too()
    {
        InfluxQlDatabase database = await types.Database;

        InfluxQlResult result = await database.QueryAsync("SELECT DISTINCT(s) FROM t WHERE time >= 1s");

        Assert.Equal(["1970-01-01T00:00:01 one", "1970-01-01T00:00:01 two"], result.Lines.Order());
    }

    [Fact]
    public async Task Tz_labels_the_time_and_aligns_windows_to_the_clock()
    {
        using InfluxQlDatabase database = await InfluxQlDatabase.WithAsync("m v=1 1704063600000000000", "m v=2 1704067200000000000");

        InfluxQlResult result = await database.QueryAsync(
            "SELECT sum(v) FROM m WHERE time >= '2024-01-01' AND time < '2024-01-02' GROUP BY time(1d) tz('Europe/Berlin')");

        // the day begins at 23:00 UTC
        Assert.Equal(["2023-12-31T23:00:00 3"], result.Lines);
        Assert.Equal("Timestamp(ns, \"Europe/Berlin\")", result.Types[1]);
        Assert.Equal("Timestamp(ns, \"Asia/Kolkata\")", (await database.QueryAsync("SELECT v FROM m tz('Asia/Kolkata')")).Types[1]);
    }

    [Fact]
    public async Task Several_measurements_make_one_stream_with_one_schema()
    {
        using InfluxQlDatabase database = await InfluxQlDatabase.WithAsync("b,host=h x=2i 1", "a,host=h x=1.5,y=true 2", "c,other=o z=\"s\" 3");

        InfluxQlResult result = await database.QueryAsync("SELECT * FROM b, /^[ac]$/");

        Assert.Equal(["iox::measurement", "time", "host", "other", "x", "y", "z"], result.Names);
        Assert.Equal(["a", "b", "c"], result.Column("iox::measurement"));
        // of two number types the column is float
        Assert.Equal("Float64", result.Types[4]);
        Assert.Equal(
            ["1970-01-01T00:00:00.000000002 h - 1.5 true -", "1970-01-01T00:00:00.000000001 h - 2 - -", "1970-01-01T00:00:00.000000003 - o - - s"],
            result.Lines);
    }

    [Fact]
    public async Task A_field_that_one_of_several_measurements_lacks_takes_the_number_of_fill()
    {
        using InfluxQlDatabase database = await InfluxQlDatabase.WithAsync("cpu idle=2.98 10000000000", "cpu idle=0.98 40000000000", "disk free=1234i 10000000000");

        Assert.Equal(
            ["cpu 2.98 3", "cpu 0.98 3", "disk 3.14 1234"],
            (await database.QueryAsync("SELECT idle, free FROM cpu, disk fill(3.14)")).Rows.Select(row => FormattableString.Invariant($"{row[0]} {row[2]} {row[3]}")));
        Assert.Equal(
            ["cpu 1 3", "cpu 1 3", "disk 3 1", "disk 3 3"],
            (await database.QueryAsync("SELECT count(idle), count(free) FROM cpu, disk WHERE time >= 0 AND time < 1m GROUP BY time(30s) fill(3.14)")).Rows
                .Select(row => FormattableString.Invariant($"{row[0]} {row[2]} {row[3]}")));
    }

    [Fact]
    public async Task Time_can_be_renamed_and_stays_first()
    {
        InfluxQlDatabase database = await types.Database;

        InfluxQlResult result = await database.QueryAsync("SELECT f, time AS t FROM t LIMIT 1");

        Assert.Equal(["iox::measurement", "t", "f"], result.Names);
        Assert.Equal("iox::column_type::timestamp", result.Output("t").Metadata![ColumnMetadata.ColumnTypeKey]);
        Assert.Equal(["1970-01-01T00:00:01 1.5"], result.Lines);
    }

    [Theory]
    [InlineData("SELECT v FROM nothing")]
    [InlineData("SELECT mean(v) FROM nothing WHERE time > 0 AND time < 10 GROUP BY time(1ns)")]
    [InlineData("SELECT a FROM t")]
    [InlineData("SELECT unknown FROM t")]
    [InlineData("SELECT mean(unknown) FROM t")]
    [InlineData("SELECT * FROM /nothing/")]
    public async Task What_is_unknown_gives_no_row_and_only_the_measurement_column(string query)
    {
        InfluxQlDatabase database = await types.Database;

        InfluxQlResult result = await database.QueryAsync(query);

        Assert.Equal(["iox::measurement"], result.Names);
        Assert.Empty(result.Rows);
        Assert.Equal("{}", result.Plan.SchemaMetadata[ColumnMetadata.GroupKeyKey]);
    }

    [Theory]
    [InlineData("SELECT f, unknown FROM t WHERE a = 'y'", "1970-01-01T00:00:03 4.5 -")]
    [InlineData("SELECT mean(f), mean(unknown) FROM t WHERE a = 'y'", "1970-01-01 4.5 -")]
    [InlineData("SELECT mean(f), f + unknown FROM t", null)]
    public async Task An_unknown_field_beside_known_ones_is_a_column_of_nulls(string query, string? expected)
    {
        InfluxQlDatabase database = await types.Database;
        if (expected is null)
        {
            Assert.Contains("mixing aggregate and non-aggregate columns", (await database.FailAsync(query)).Message, StringComparison.Ordinal);
            return;
        }

        InfluxQlResult result = await database.QueryAsync(query);

        Assert.Equal([expected], result.Lines);
        Assert.Equal("Null", result.Types[^1]);
    }

    [Fact]
    public async Task Counting_nothing_gives_no_row()
    {
        InfluxQlDatabase database = await types.Database;

        Assert.Empty((await database.QueryAsync("SELECT count(f) FROM t WHERE time > 1h")).Rows);
        Assert.Empty((await database.QueryAsync("SELECT count(f) FROM t WHERE time > 1h AND time < 2h GROUP BY time(1m)")).Rows);
    }

    [Theory]
    [InlineData("mean(i)", "Float64")]
    [InlineData("stddev(i)", "Float64")]
    [InlineData("integral(i)", "Float64")]
    [InlineData("count(s)", "Int64")]
    [InlineData("count(distinct(s))", "Int64")]
    [InlineData("sum(i)", "Int64")]
    [InlineData("sum(u)", "UInt64")]
    [InlineData("sum(f)", "Float64")]
    [InlineData("first(s)", "Utf8")]
    [InlineData("last(o)", "Boolean")]
    [InlineData("min(u)", "UInt64")]
    [InlineData("max(o)", "Boolean")]
    [InlineData("mode(s)", "Utf8")]
    [InlineData("spread(i)", "Int64")]
    [InlineData("spread(u)", "UInt64")]
    [InlineData("percentile(u, 50)", "UInt64")]
    [InlineData("median(i)", "Int64")]
    [InlineData("median(u)", "UInt64")]
    [InlineData("median(f)", "Float64")]
    [InlineData("difference(i)", "Int64")]
    [InlineData("cumulative_sum(u)", "UInt64")]
    [InlineData("derivative(i)", "Float64")]
    [InlineData("moving_average(i, 2)", "Float64")]
    [InlineData("elapsed(s)", "Int64")]
    [InlineData("i / 2", "Float64")]
    [InlineData("i + 2", "Int64")]
    [InlineData("u * 2", "UInt64")]
    [InlineData("i + f", "Float64")]
    [InlineData("abs(i)", "Int64")]
    [InlineData("floor(i)", "Float64")]
    [InlineData("f::integer", "Int64")]
    [InlineData("u::float", "Float64")]
    public async Task Result_types(string expression, string type)
    {
        InfluxQlDatabase database = await types.Database;

        InfluxQlResult result = await database.QueryAsync($"SELECT {expression} FROM t");

        Assert.Equal(type, result.Types[2]);
        Assert.NotEmpty(result.Rows);
    }

    [Theory]
    [InlineData("i / 2", "0.5")]
    [InlineData("i / 0", "0")]
    [InlineData("f / 0", "0")]
    [InlineData("u / 3", "3")]
    [InlineData("u / 0", "0")]
    [InlineData("f::integer", "1")]
    [InlineData("s::integer", "-")]
    [InlineData("-f", "-1.5")]
    [InlineData("2 * (i + 3) - 1", "7")]
    [InlineData("i | 6", "7")]
    [InlineData("i & 6", "0")]
    [InlineData("i ^ 3", "2")]
    [InlineData("7 % (i + 3)", "3")]
    [InlineData("u - 11", "18446744073709551615")]
    [InlineData("i + 9223372036854775807", "-9223372036854775808")]
    public async Task Arithmetic(string expression, string expected)
    {
        using InfluxQlDatabase database = await InfluxQlDatabase.WithAsync("t i=1i,f=1.5,u=10u,s=\"x\" 1");

        Assert.Equal($"1970-01-01T00:00:00.000000001 {expected}", (await database.QueryAsync($"SELECT {expression} FROM t")).Lines.SingleOrDefault());
    }

    [Fact]
    public async Task Sums_of_integers_wrap_like_the_real_server()
    {
        using InfluxQlDatabase database = await InfluxQlDatabase.WithAsync("t i=4611686018427387904i 1", "t i=4611686018427387904i 2");

        Assert.Equal(["1970-01-01 -9223372036854775808"], (await database.QueryAsync("SELECT sum(i) FROM t")).Lines);
    }
}
