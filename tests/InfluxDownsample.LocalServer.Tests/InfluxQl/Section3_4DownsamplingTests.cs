using InfluxDownsample.LocalServer.Query;
using Xunit;

namespace InfluxDownsample.LocalServer.Tests.InfluxQl;

/// <summary>Wire reference 3.4: intervals, offsets, filling and bounds.</summary>
public sealed class Section3_4DownsamplingTests(Section3_4DownsamplingTests.Series series) : IClassFixture<Section3_4DownsamplingTests.Series>
{
    // seconds 10, 11 and 14 of one series; 12 of another
    private static readonly string[] s_series =
    [
        "m,k=a v=1,i=10i 10000000000",
        "m,k=a v=3,i=20i 10500000000",
        "m,k=a v=5,i=31i 11000000000",
        "m,k=a v=8,i=90i 14000000000",
        "m,k=b v=7,i=7i 12000000000",
    ];

    /// <summary>One database for the tests that only read the two series.</summary>
    public sealed class Series : IDisposable
    {
        private readonly Lazy<Task<InfluxQlDatabase>> _database = new(() => InfluxQlDatabase.WithAsync(s_series));

        internal Task<InfluxQlDatabase> Database => _database.Value;

        public void Dispose() => _database.Value.GetAwaiter().GetResult().Dispose();
    }

    private const string Where = "WHERE time >= 9s AND time < 16s";

    [Theory]
    [InlineData("mean(v)", "", "09 -|10 2|11 5|12 -|13 -|14 8|15 -")]
    [InlineData("mean(v)", "fill(null)", "09 -|10 2|11 5|12 -|13 -|14 8|15 -")]
    [InlineData("mean(v)", "fill(none)", "10 2|11 5|14 8")]
    [InlineData("mean(v)", "fill(previous)", "09 -|10 2|11 5|12 5|13 5|14 8|15 8")]
    [InlineData("mean(v)", "fill(linear)", "09 -|10 2|11 5|12 6|13 7|14 8|15 -")]
    [InlineData("mean(v)", "fill(-1.5)", "09 -1.5|10 2|11 5|12 -1.5|13 -1.5|14 8|15 -1.5")]
    [InlineData("count(v)", "", "09 0|10 2|11 1|12 0|13 0|14 1|15 0")]
    [InlineData("count(v)", "fill(7)", "09 7|10 2|11 1|12 7|13 7|14 1|15 7")]
    [InlineData("sum(i)", "fill(linear)", "09 -|10 30|11 31|12 50|13 70|14 90|15 -")]
    [InlineData("sum(i)", "fill(2.9)", "09 2|10 30|11 31|12 2|13 2|14 90|15 2")]
    [InlineData("max(v), last(i)", "fill(previous)", "09 - -|10 3 20|11 5 31|12 5 31|13 5 31|14 8 90|15 8 90")]
    [InlineData("max(v), i", "", "09 - -|10 3 20|11 5 31|12 - -|13 - -|14 8 90|15 - -")]
    [InlineData("max(v), i", "fill(previous)", "09 - -|10 3 20|11 5 31|12 5 31|13 5 31|14 8 90|15 8 90")]
    [InlineData("mean(v) * 2", "fill(0)", "09 0|10 4|11 10|12 0|13 0|14 16|15 0")]
    [InlineData("mode(v), count(v)", "", "09 - 0|10 1 2|11 5 1|12 - 0|13 - 0|14 8 1|15 - 0")]
    [InlineData("integral(v)", "", "10 3|11 5.5")]
    [InlineData("difference(mean(v))", "", "11 3|14 3")]
    [InlineData("difference(mean(v)), mean(v)", "", "09 - -|10 - 2|11 3 5|12 - -|13 - -|14 3 8|15 - -")]
    [InlineData("derivative(mean(v))", "", "11 3|14 1")]
    [InlineData("derivative(mean(v), 500ms)", "", "11 1.5|14 0.5")]
    [InlineData("cumulative_sum(sum(i))", "fill(0)", "09 0|10 30|11 61|12 61|13 61|14 151|15 151")]
    [InlineData("moving_average(mean(v), 2)", "fill(previous)", "11 3.5|12 5|13 5|14 6.5|15 8")]
    [InlineData("moving_average(difference(mean(v)), 2)", "fill(none)", "14 3")]
    [InlineData("abs(difference(max(v)))", "fill(none)", "11 2|14 3")]
    public async Task Empty_windows_are_filled(string list, string fill, string expected)
    {
        InfluxQlDatabase database = await series.Database;

        InfluxQlResult result = await database.QueryAsync($"SELECT {list} FROM m {Where} AND k = 'a' GROUP BY time(1s) {fill}");

        Assert.Equal(expected.Split('|').Select(line => "1970-01-01T00:00:" + line), result.Lines);
    }

    [Fact]
    public async Task Integrals_split_at_the_border_of_two_windows()
    {
        using InfluxQlDatabase database = await InfluxQlDatabase.WithAsync("m v=0 500000000", "m v=2 1500000000", "m v=2 1700000000");

        // a line from 0 at 0.5 s to 2 at 1.5 s, then level: 0.25 before the border, 0.75 + 0.4 after it
        object?[] areas = (await database.QueryAsync("SELECT integral(v) FROM m WHERE time >= 0 AND time < 2s GROUP BY time(1s)")).Column("integral");

        Assert.Equal(2, areas.Length);
        Assert.Equal(0.25, (double)areas[0]!, 1e-12);
        Assert.Equal(1.15, (double)areas[1]!, 1e-12);
    }

    [Fact]
    public async Task Each_series_gets_the_whole_range_and_one_without_rows_is_not_invented()
    {
        InfluxQlDatabase database = await series.Database;

        InfluxQlResult result = await database.QueryAsync("SELECT count(v) FROM m WHERE time >= 11s AND time < 14s GROUP BY k, time(1s)");

        Assert.Equal(
            ["11 a 1", "12 a 0", "13 a 0", "11 b 0", "12 b 1", "13 b 0"],
            result.Lines.Select(line => line["1970-01-01T00:00:".Length..]));
    }

    [Fact]
    public async Task Without_a_lower_bound_a_series_begins_with_its_data_and_the_end_is_now()
    {
        using InfluxQlDatabase database = await InfluxQlDatabase.WithAsync(s_series);
        database.Now = 13_500_000_000;

        InfluxQlResult result = await database.QueryAsync("SELECT count(v) FROM m GROUP BY time(1s), k");

        Assert.Equal(
            ["10 a 2", "11 a 1", "12 a 0", "13 a 0", "12 b 1", "13 b 0"],
            result.Lines.Select(line => line["1970-01-01T00:00:".Length..]));
    }

    [Fact]
    public async Task Now_minus_a_duration_bounds_the_range()
    {
        using InfluxQlDatabase database = await InfluxQlDatabase.WithAsync(s_series);
        database.Now = 14_000_000_001;

        Assert.Equal([4L], (await database.QueryAsync("SELECT count(v) FROM m WHERE time > now() - 4s AND time < now()")).Column("count"));
        Assert.Equal([1L], (await database.QueryAsync("SELECT count(v) FROM m WHERE time > now() - 2s - 500ms + 1s * 2")).Column("count"));
    }

    [Fact]
    public async Task Windows_end_before_the_upper_bound_when_it_is_excluded()
    {
        InfluxQlDatabase database = await series.Database;

        Assert.Equal(3, (await database.QueryAsync("SELECT count(v) FROM m WHERE time >= 10s AND time < 13s GROUP BY time(1s)")).Rows.Count);
        Assert.Equal(4, (await database.QueryAsync("SELECT count(v) FROM m WHERE time >= 10s AND time <= 13s GROUP BY time(1s)")).Rows.Count);
    }

    [Fact]
    public async Task No_data_gives_no_row_whatever_the_fill()
    {
        InfluxQlDatabase database = await series.Database;

        Assert.Empty((await database.QueryAsync("SELECT mean(v) FROM m WHERE time > 1h AND time < 2h GROUP BY time(1m) fill(0)")).Rows);
    }

    [Theory]
    [InlineData("time(1000ms)", 10, 11, 14)]
    [InlineData("time(2s)", 10, 14)]
    [InlineData("time(2s, 1s)", 9, 11, 13)]
    [InlineData("time(2s, -1s)", 9, 11, 13)]
    [InlineData("time(3s, 7s)", 10, 13)]
    [InlineData("time(1m)", 0)]
    [InlineData("time(5000000u)", 10)]
    [InlineData("time(5000000µs)", 10)]
    [InlineData("time(5000000000ns)", 10)]
    [InlineData("time(1s500ms)", 9, 10, 13)]
    public async Task Windows_start_at_multiples_of_the_interval_shifted_by_the_offset(string time, params int[] seconds)
    {
        InfluxQlDatabase database = await series.Database;
        if (time.Contains('µ', StringComparison.Ordinal))
        {
            time = time.Replace("µs", "µ", StringComparison.Ordinal);
        }

        InfluxQlResult result = await database.QueryAsync($"SELECT count(v) FROM m WHERE k = 'a' GROUP BY {time} fill(none)");

        Assert.Equal(seconds, result.Column("time").Select(start => (int)((long)start! / 1_000_000_000)));
    }

    [Fact]
    public async Task The_offset_may_be_now()
    {
        using InfluxQlDatabase database = await InfluxQlDatabase.WithAsync(s_series);
        database.Now = 20_250_000_000;

        InfluxQlResult result = await database.QueryAsync("SELECT count(v) FROM m WHERE k = 'b' GROUP BY time(1s, now()) fill(none)");

        Assert.Equal([11_250_000_000L], result.Column("time"));
    }

    [Fact]
    public async Task Times_before_the_epoch_fall_into_the_window_below()
    {
        using InfluxQlDatabase database = await InfluxQlDatabase.WithAsync("m v=1 -1", "m v=2 -1000000001", "m v=3 0");

        InfluxQlResult result = await database.QueryAsync("SELECT sum(v) FROM m WHERE time >= -2s AND time <= 0 GROUP BY time(1s)");

        Assert.Equal([-2_000_000_000L, -1_000_000_000L, 0L], result.Column("time"));
        Assert.Equal([2.0, 1.0, 3.0], result.Column("sum"));
    }

    [Fact]
    public async Task Weeks_begin_on_the_epochs_weekday()
    {
        using InfluxQlDatabase database = await InfluxQlDatabase.WithAsync($"m v=1 {InfluxQlDatabase.At("2024-01-10T12:00:00Z")}");

        InfluxQlResult result = await database.QueryAsync("SELECT count(v) FROM m GROUP BY time(1w) fill(none)", null);

        Assert.Empty(result.Rows);
        database.Now = InfluxQlDatabase.At("2024-02-01T00:00:00Z");
        Assert.Equal(["2024-01-04 1"], (await database.QueryAsync("SELECT count(v) FROM m GROUP BY time(1w) fill(none)")).Lines);
        Assert.Equal(["2024-01-08 1"], (await database.QueryAsync("SELECT count(v) FROM m GROUP BY time(1w, 4d) fill(none)")).Lines);
    }

    [Fact]
    public async Task The_newest_window_comes_first_when_asked()
    {
        InfluxQlDatabase database = await series.Database;

        Assert.Equal(
            ["1970-01-01T00:00:14 8", "1970-01-01T00:00:11 5", "1970-01-01T00:00:10 2"],
            (await database.QueryAsync($"SELECT mean(v) FROM m {Where} AND k = 'a' GROUP BY time(1s) fill(none) ORDER BY time DESC")).Lines);
        Assert.Equal(
            ["1970-01-01T00:00:11 -3", "1970-01-01T00:00:10 -3"],
            (await database.QueryAsync($"SELECT difference(mean(v)) FROM m {Where} AND k = 'a' GROUP BY time(1s) fill(none) ORDER BY time DESC")).Lines);
    }

    [Fact]
    public async Task The_window_before_the_range_feeds_the_first_difference()
    {
        InfluxQlDatabase database = await series.Database;

        Assert.Equal(
            ["1970-01-01T00:00:11 3"],
            (await database.QueryAsync("SELECT difference(mean(v)) FROM m WHERE time >= 11s AND time < 12s AND k = 'a' GROUP BY time(1s)")).Lines);
    }

    [Fact]
    public async Task Days_of_23_and_25_hours_in_Berlin_are_one_window_each()
    {
        // a value each hour from 2026-03-28T00:00 to 2026-03-31T00:00 Berlin, and over the end of October
        using InfluxQlDatabase database = await InfluxQlDatabase.WithAsync(
            [.. Hours("2026-03-27T23:00:00Z", 71), .. Hours("2026-10-23T22:00:00Z", 73)]);
        database.Now = InfluxQlDatabase.At("2027-01-01T00:00:00Z");

        InfluxQlResult spring = await database.QueryAsync(
            "SELECT count(v) FROM m WHERE time >= '2026-03-28' AND time < '2026-03-31' GROUP BY time(1d) tz('Europe/Berlin')");
        InfluxQlResult autumn = await database.QueryAsync(
            "SELECT count(v) FROM m WHERE time >= '2026-10-24' AND time < '2026-10-27' GROUP BY time(1d) tz('Europe/Berlin')");

        Assert.Equal(["2026-03-27T23:00:00 24", "2026-03-28T23:00:00 23", "2026-03-29T22:00:00 24"], spring.Lines);
        Assert.Equal(["2026-10-23T22:00:00 24", "2026-10-24T22:00:00 25", "2026-10-25T23:00:00 24"], autumn.Lines);
    }

    [Fact]
    public async Task The_hour_that_comes_twice_is_two_windows_and_the_skipped_one_none()
    {
        using InfluxQlDatabase database = await InfluxQlDatabase.WithAsync(
            [.. Hours("2026-03-29T00:00:00Z", 3), .. Hours("2026-10-25T00:00:00Z", 3)]);
        database.Now = InfluxQlDatabase.At("2027-01-01T00:00:00Z");

        InfluxQlResult autumn = await database.QueryAsync(
            "SELECT count(v) FROM m WHERE time >= '2026-10-25T00:00:00Z' AND time < '2026-10-25T04:00:00Z' GROUP BY time(1h) tz('Europe/Berlin')");
        InfluxQlResult spring = await database.QueryAsync(
            "SELECT count(v) FROM m WHERE time >= '2026-03-29T00:00:00Z' AND time < '2026-03-29T03:00:00Z' GROUP BY time(1h) tz('Europe/Berlin')");
        InfluxQlResult long6 = await database.QueryAsync(
            "SELECT count(v) FROM m WHERE time >= '2026-10-24T22:00:00Z' AND time < '2026-10-25T05:00:00Z' GROUP BY time(6h) tz('Europe/Berlin')");

        Assert.Equal(["2026-10-25 1", "2026-10-25T01:00:00 1", "2026-10-25T02:00:00 1", "2026-10-25T03:00:00 0"], autumn.Lines);
        Assert.Equal(["2026-03-29 1", "2026-03-29T01:00:00 1", "2026-03-29T02:00:00 1"], spring.Lines);
        Assert.Equal(["2026-10-24T22:00:00 3"], long6.Lines);
    }

    [Fact]
    public async Task Half_hour_zones_and_offsets_align_to_their_clocks()
    {
        using InfluxQlDatabase database = await InfluxQlDatabase.WithAsync(Hours("2026-06-01T00:00:00Z", 24));
        database.Now = InfluxQlDatabase.At("2027-01-01T00:00:00Z");

        InfluxQlResult kolkata = await database.QueryAsync("SELECT count(v) FROM m GROUP BY time(1d) fill(none) tz('Asia/Kolkata')");
        InfluxQlResult shifted = await database.QueryAsync("SELECT count(v) FROM m GROUP BY time(1d, 6h) fill(none) tz('America/New_York')");
        InfluxQlResult filled = await database.QueryAsync("SELECT count(v) FROM m WHERE time < '2026-06-02' GROUP BY time(12h) tz('Asia/Kolkata')");

        Assert.Equal(["2026-05-31T18:30:00 19", "2026-06-01T18:30:00 5"], kolkata.Lines);
        Assert.Equal(["2026-05-31T10:00:00 10", "2026-06-01T10:00:00 14"], shifted.Lines);
        Assert.Equal(["2026-05-31T18:30:00 7", "2026-06-01T06:30:00 12"], filled.Lines);
    }

    [Fact]
    public async Task A_range_of_too_many_windows_is_refused()
    {
        InfluxQlDatabase database = await series.Database;

        QueryException error = await database.FailAsync("SELECT mean(v) FROM m WHERE time >= 0 AND time < 1000d GROUP BY time(1ms)");

        Assert.Equal(QueryErrorKind.ResourcesExhausted, error.Kind);
        Assert.StartsWith("Resources exhausted: ", error.Message, StringComparison.Ordinal);
    }

    private static string[] Hours(string from, int count) =>
        [.. Enumerable.Range(0, count).Select(hour => $"m v={hour} {InfluxQlDatabase.At(from) + (hour * 3_600_000_000_000)}")];
}
