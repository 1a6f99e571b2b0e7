using InfluxDownsample.LocalServer.Query;
using Xunit;

namespace InfluxDownsample.LocalServer.Tests.InfluxQl;

/// <summary>Wire reference 2.5: what InfluxQL supports, function by function.</summary>
public sealed class Section2_5FunctionsTests(Section2_5FunctionsTests.Series series) : IClassFixture<Section2_5FunctionsTests.Series>
{
    /// <summary>Seconds 10 to 16 of one series, with a row that lacks the fields; and two hosts.</summary>
    public sealed class Series : IDisposable
    {
        private readonly Lazy<Task<InfluxQlDatabase>> _database = new(() => InfluxQlDatabase.WithAsync(
            "s f=2,i=4i,t=\"b\" 10000000000",
            "s f=8,i=1i,t=\"a\" 11000000000",
            "s other=1 12000000000",
            "s f=5,i=4i,t=\"a\" 13000000000",
            "s f=-1,i=7i,t=\"b\" 15000000000",
            "s f=8,i=10i,t=\"c\" 16000000000",
            "h,host=a v=1,w=10i 1000000000",
            "h,host=a v=5,w=20i 2000000000",
            "h,host=b v=4,w=30i 1000000000",
            "h,host=b v=3,w=40i 2000000000",
            "h,host=c v=5,w=50i 3000000000",
            "neg v=4 1000000000",
            "neg v=0 2000000000",
            "neg v=100 3000000000"));

        internal Task<InfluxQlDatabase> Database => _database.Value;

        public void Dispose() => _database.Value.GetAwaiter().GetResult().Dispose();
    }

    [Theory]
    [InlineData("count(f)", "5")]
    [InlineData("count(distinct(f))", "4")]
    [InlineData("count(DISTINCT t)", "3")]
    [InlineData("sum(f)", "22")]
    [InlineData("sum(i)", "26")]
    [InlineData("mean(f)", "4.4")]
    [InlineData("median(f)", "5")]
    [InlineData("median(i)", "4")]
    [InlineData("mode(f)", "8")]
    [InlineData("mode(t)", "b")]
    [InlineData("spread(f)", "9")]
    [InlineData("spread(i)", "9")]
    [InlineData("stddev(i)", "3.420526275297414")]
    [InlineData("integral(f)", "25.5")]
    [InlineData("integral(f, 2s)", "12.75")]
    public async Task Aggregates(string expression, string expected)
    {
        InfluxQlDatabase database = await series.Database;

        Assert.Equal([$"1970-01-01 {expected}"], (await database.QueryAsync($"SELECT {expression} FROM s")).Lines);
    }

    [Theory]
    [InlineData("first(f)", "10 2")]
    [InlineData("last(t)", "16 c")]
    [InlineData("max(f)", "11 8")]
    [InlineData("min(f)", "15 -1")]
    [InlineData("percentile(f, 40)", "10 2")]
    [InlineData("percentile(i, 50.5)", "13 4")]
    public async Task Selectors(string expression, string expected)
    {
        InfluxQlDatabase database = await series.Database;

        Assert.Equal([$"1970-01-01T00:00:{expected}"], (await database.QueryAsync($"SELECT {expression} FROM s")).Lines);
    }

    [Fact]
    public async Task A_percentile_below_the_first_row_chooses_none()
    {
        InfluxQlDatabase database = await series.Database;

        Assert.Empty((await database.QueryAsync("SELECT percentile(f, 5) FROM s")).Rows);
    }

    [Theory]
    [InlineData("SELECT top(f, 2) FROM s", "11 8|16 8")]
    [InlineData("SELECT bottom(f, 2) FROM s", "10 2|15 -1")]
    [InlineData("SELECT bottom(i, 2), t FROM s", "10 4 b|11 1 a")]
    [InlineData("SELECT top(v, host, 2) FROM h", "02 5 a|03 5 c")]
    [InlineData("SELECT top(v, 1) FROM h GROUP BY host", "02 a 5|01 b 4|03 c 5")]
    [InlineData("SELECT top(v, 1), w FROM h WHERE time >= 1s AND time <= 3s GROUP BY time(2s)", "01 4 30|02 5 20")]
    [InlineData("SELECT top(f, 99) FROM s WHERE i = 4", "10 2|13 5")]
    public async Task Top_and_bottom_choose_rows_with_their_own_times(string query, string expected)
    {
        InfluxQlDatabase database = await series.Database;

        Assert.Equal(expected.Split('|').Select(line => "1970-01-01T00:00:" + line), (await database.QueryAsync(query)).Lines);
    }

    [Theory]
    [InlineData("difference(f)", "11 6|13 -3|15 -6|16 9")]
    [InlineData("difference(i)", "11 -3|13 3|15 3|16 3")]
    [InlineData("non_negative_difference(f)", "11 6|16 9")]
    [InlineData("derivative(f)", "11 6|13 -1.5|15 -3|16 9")]
    [InlineData("derivative(f, 2s)", "11 12|13 -3|15 -6|16 18")]
    [InlineData("non_negative_derivative(i, 1m)", "13 90|15 90|16 180")]
    [InlineData("cumulative_sum(i)", "10 4|11 5|13 9|15 16|16 26")]
    [InlineData("moving_average(f, 3)", "13 5|15 4|16 4")]
    [InlineData("difference(f) * 2", "11 12|13 -6|15 -12|16 18")]
    [InlineData("abs(difference(f))", "11 6|13 3|15 6|16 9")]
    public async Task Functions_of_successive_rows_pass_over_rows_without_the_field(string expression, string expected)
    {
        InfluxQlDatabase database = await series.Database;

        InfluxQlResult result = await database.QueryAsync($"SELECT {expression} FROM s");

        Assert.Equal(expected.Split('|').Select(line => "1970-01-01T00:00:" + line), result.Lines);
    }

    [Fact]
    public async Task Elapsed_counts_every_row_and_begins_with_0()
    {
        InfluxQlDatabase database = await series.Database;

        Assert.Equal(
            ["10 0", "11 1", "13 2", "15 2", "16 1"],
            (await database.QueryAsync("SELECT elapsed(f, 1s) FROM s")).Lines.Select(line => line["1970-01-01T00:00:".Length..]));
    }

    [Fact]
    public async Task The_highest_percentile_of_rows_chooses_none()
    {
        InfluxQlDatabase database = await series.Database;

        Assert.Empty((await database.QueryAsync("SELECT percentile(f, 100) FROM s")).Rows);
    }

    [Fact]
    public async Task Functions_of_successive_rows_go_series_by_series()
    {
        InfluxQlDatabase database = await series.Database;

        Assert.Equal(
            ["1970-01-01T00:00:02 a 4", "1970-01-01T00:00:02 b -1"],
            (await database.QueryAsync("SELECT difference(v) FROM h GROUP BY host")).Lines);
    }

    [Theory]
    [InlineData("abs(v - 5)", "1|5|95")]
    [InlineData("ceil(v / 3)", "2|0|34")]
    [InlineData("floor(v / 3)", "1|0|33")]
    [InlineData("round(v / 8)", "1|0|13")]
    [InlineData("pow(v, 2)", "16|0|10000")]
    [InlineData("sqrt(v)", "2|0|10")]
    [InlineData("sqrt(v - 4)", "0|NaN|9.797958971132712")]
    [InlineData("ln(v)", "1.3862943611198906|-Infinity|4.605170185988092")]
    [InlineData("log(v, 10)", "0.6020599913279623|-Infinity|2")]
    [InlineData("log2(v)", "2|-Infinity|6.643856189774724")]
    [InlineData("log10(v)", "0.6020599913279624|-Infinity|2")]
    [InlineData("exp(v - 4)", "1|0.01831563888873418|4.923458286012058E+41")]
    [InlineData("sin(v - 4)", "0|0.7568024953079282|0.983587745434345")]
    [InlineData("cos(v - 4)", "1|-0.6536436208636119|-0.18043044929108254")]
    [InlineData("tan(v - 4)", "0|-1.1578212823495775|-5.451340110823241")]
    [InlineData("asin(v / 4)", "1.5707963267948966|0|NaN")]
    [InlineData("acos(v / 4)", "0|1.5707963267948966|NaN")]
    [InlineData("atan(v)", "1.3258176636680326|0|1.5607966601082313")]
    [InlineData("atan2(v, 4)", "0.7853981633974483|0|1.5308176396716067")]
    public async Task Functions_of_one_row(string expression, string expected)
    {
        InfluxQlDatabase database = await series.Database;

        object?[] values = (await database.QueryAsync($"SELECT {expression} AS x FROM neg")).Column("x");

        double[] numbers = [.. expected.Split('|').Select(text => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture))];
        Assert.Equal(numbers.Length, values.Length);
        Assert.All(values.Zip(numbers), pair => Assert.Equal(pair.Second, Convert.ToDouble(pair.First, null), double.IsFinite(pair.Second) ? 1e-12 * Math.Max(1, Math.Abs(pair.Second)) : 0));
    }

    [Theory]
    [InlineData("SELECT mean(f) / max(f) FROM s", "1970-01-01 0.55")]
    [InlineData("SELECT max(f) - min(f) AS range FROM s", "1970-01-01 9")]
    [InlineData("SELECT round(mean(f)) FROM s", "1970-01-01 4")]
    [InlineData("SELECT count(f) * 1.5 FROM s", "1970-01-01 7.5")]
    public async Task Arithmetic_on_aggregates(string query, string expected)
    {
        InfluxQlDatabase database = await series.Database;

        Assert.Equal([expected], (await database.QueryAsync(query)).Lines);
    }

    [Theory]
    [InlineData("v > 3", "a5 b4 c5")]
    [InlineData("v >= 3 AND host != 'c'", "a5 b4 b3")]
    [InlineData("host = 'a' OR host = 'c'", "a1 a5 c5")]
    [InlineData("host =~ /^[ab]$/ AND v < 4", "a1 b3")]
    [InlineData("host !~ /a|b/", "c5")]
    [InlineData("(v = 5 OR w = 30) AND host <> 'c'", "a5 b4")]
    [InlineData("v * 10 = w", "a1 c5")]
    [InlineData("4 <= v", "a5 b4 c5")]
    [InlineData("missing = ''", "")]
    [InlineData("missing != 'x'", "")]
    [InlineData("v = 'x'", "")]
    [InlineData("host > 'a'", "")]
    [InlineData("abs(v - 4) < 1", "b4")]
    [InlineData("host::tag = 'a'", "a1 a5")]
    [InlineData("time >= 2s OR host = 'b'", "b3")]
    [InlineData("'a' = host", "a1 a5")]
    [InlineData("true", "a1 a5 b4 b3 c5")]
    [InlineData("false", "")]
    public async Task Where(string condition, string expected)
    {
        InfluxQlDatabase database = await series.Database;

        InfluxQlResult result = await database.QueryAsync($"SELECT v FROM h WHERE {condition} GROUP BY host");

        Assert.Equal(expected, string.Join(' ', result.Rows.Select(row => $"{row[2]}{row[3]}")));
    }

    [Fact]
    public async Task An_absent_tag_is_empty_in_conditions()
    {
        using InfluxQlDatabase database = await InfluxQlDatabase.WithAsync("m,k=x v=1 1", "m v=2 2");

        Assert.Equal([2.0], (await database.QueryAsync("SELECT v FROM m WHERE k = ''")).Column("v"));
        Assert.Equal([2.0], (await database.QueryAsync("SELECT v FROM m WHERE k != 'x'")).Column("v"));
        Assert.Equal([2.0], (await database.QueryAsync("SELECT v FROM m WHERE k !~ /./")).Column("v"));
        Assert.Equal([1.0], (await database.QueryAsync("SELECT v FROM m WHERE k != ''")).Column("v"));
    }

    [Theory]
    [InlineData("SELECT max(mean) FROM (SELECT mean(v) FROM h GROUP BY host)", "1970-01-01 5")]
    [InlineData("SELECT mean * 2 FROM (SELECT mean(v) FROM h GROUP BY host)", "1970-01-01 6|1970-01-01 7|1970-01-01 10")]
    [InlineData("SELECT mean(m) FROM (SELECT max(v) AS m FROM h GROUP BY time(1s), host) WHERE time >= 1s AND time < 4s", "1970-01-01T00:00:01 3.6")]
    [InlineData("SELECT sum(v) FROM (SELECT v FROM h WHERE host = 'b') GROUP BY host", "1970-01-01 b 7")]
    [InlineData("SELECT x FROM (SELECT v + w AS x FROM h) WHERE x > 40", "1970-01-01T00:00:02 43|1970-01-01T00:00:03 55")]
    [InlineData("SELECT count(v) FROM (SELECT v FROM h LIMIT 3)", "1970-01-01 3")]
    [InlineData("SELECT sum(d) FROM (SELECT difference(v) AS d FROM h GROUP BY host) GROUP BY host", "1970-01-01 a 4|1970-01-01 b -1")]
    [InlineData("SELECT * FROM (SELECT v AS value FROM h GROUP BY host) WHERE host = 'c'", "1970-01-01T00:00:03 c 5")]
    [InlineData("SELECT max(x) FROM (SELECT min(n) AS x FROM (SELECT v AS n FROM h GROUP BY host) GROUP BY host)", "1970-01-01T00:00:03 5")]
    public async Task Subqueries(string query, string expected)
    {
        InfluxQlDatabase database = await series.Database;

        Assert.Equal(expected.Split('|'), (await database.QueryAsync(query)).Lines);
    }

    [Theory]
    [InlineData("SELECT v FROM h GROUP BY host LIMIT 1", "a1 b4 c5")]
    [InlineData("SELECT v FROM h GROUP BY host LIMIT 1 OFFSET 1", "a5 b3")]
    [InlineData("SELECT v FROM h GROUP BY host OFFSET 1", "a5 b3")]
    [InlineData("SELECT v FROM h GROUP BY host ORDER BY time DESC LIMIT 1", "a5 b3 c5")]
    [InlineData("SELECT sum(v) FROM h WHERE time >= 1s AND time <= 3s GROUP BY time(1s), host LIMIT 1", "a1 b4 c-")]
    [InlineData("SELECT v FROM h GROUP BY host LIMIT 0", "")]
    public async Task Limit_and_offset_count_in_each_series(string query, string expected)
    {
        InfluxQlDatabase database = await series.Database;

        InfluxQlResult result = await database.QueryAsync(query);

        Assert.Equal(expected, string.Join(' ', result.Rows.Select(row => $"{row[2]}{row[3] ?? "-"}")));
    }

    [Fact]
    public async Task Without_group_tags_limit_counts_over_all_rows()
    {
        InfluxQlDatabase database = await series.Database;

        Assert.Equal([1.0, 4.0, 5.0], (await database.QueryAsync("SELECT v, host FROM h LIMIT 3")).Column("v"));
    }

    [Theory]
    [InlineData("SELECT v FROM h WHERE host = $host", "host", "b", "4 3")]
    [InlineData("SELECT v FROM h WHERE w > $least", "least", 25L, "4 3 5")]
    [InlineData("SELECT v FROM h WHERE w > $least", "least", 25UL, "4 3 5")]
    [InlineData("SELECT v FROM h WHERE v = $\"the v\"", "the v", 5.0, "5 5")]
    [InlineData("SELECT v + $plus AS v FROM h WHERE host = 'c'", "plus", 1L, "6")]
    [InlineData("SELECT v FROM h WHERE time > $t", "t", "1970-01-01T00:00:02Z", "5")]
    [InlineData("SELECT v FROM h WHERE $yes", "yes", true, "1 4 5 3 5")]
    [InlineData("SELECT v FROM h WHERE host = $host", "host", "b' OR '1' = '1", "")]
    public async Task Bind_parameters(string query, string name, object? value, string expected)
    {
        InfluxQlDatabase database = await series.Database;

        InfluxQlResult result = await database.QueryAsync(query, new Dictionary<string, object?> { [name] = value });

        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(), result.Rows.Select(row => row[^1]!.ToString()).Order());
    }

    [Theory]
    [InlineData("SELECT sample(v, 2) FROM h", QueryErrorKind.NotImplemented, "sample selector function")]
    [InlineData("SELECT v FROM h SLIMIT 1", QueryErrorKind.NotImplemented, "SLIMIT or SOFFSET")]
    [InlineData("SELECT v FROM h SOFFSET 1", QueryErrorKind.NotImplemented, "SLIMIT or SOFFSET")]
    [InlineData("SELECT holt_winters(mean(v), 1, 0) FROM h GROUP BY time(1s)", QueryErrorKind.Planning, "Invalid function 'holt_winters'")]
    [InlineData("SELECT v INTO x FROM h", QueryErrorKind.Syntax, "invalid InfluxQL statement at pos 0")]
    [InlineData("SHOW SERIES", QueryErrorKind.Syntax, "invalid SHOW statement, expected DATABASES, FIELD KEYS, MEASUREMENTS, TAG KEYS, TAG VALUES, or RETENTION POLICIES following SHOW at pos 5")]
    [InlineData("SHOW TAG KEY CARDINALITY", QueryErrorKind.Syntax, "invalid SHOW TAG statement")]
    [InlineData("CREATE DATABASE x", QueryErrorKind.NotImplemented, "CREATE DATABASE")]
    [InlineData("DROP MEASUREMENT h", QueryErrorKind.NotImplemented, "DROP MEASUREMENT")]
    [InlineData("DELETE FROM h WHERE time < 5", QueryErrorKind.NotImplemented, "DELETE")]
    [InlineData("CREATE CONTINUOUS QUERY q ON d BEGIN SELECT 1 END", QueryErrorKind.Syntax, "Invalid CREATE statement, expected DATABASE following CREATE at pos 7")]
    [InlineData("DROP SERIES FROM h", QueryErrorKind.Syntax, "invalid DROP statement, expected MEASUREMENT at pos 5")]
    public async Task What_is_not_supported_says_so(string query, QueryErrorKind kind, string message)
    {
        InfluxQlDatabase database = await series.Database;

        QueryException error = await database.FailAsync(query);

        Assert.Equal(kind, error.Kind);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }
}
