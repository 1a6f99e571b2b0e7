using InfluxDownsample.LocalServer.Query;
using Xunit;

namespace InfluxDownsample.LocalServer.Tests.InfluxQl;

/// <summary>Rules of InfluxDB's InfluxQL engine that no recording shows. Expected values follow from its documentation and from arithmetic.</summary>
public sealed class EngineRulesTests
{
    [Fact]
    public async Task Limit_counts_the_nulls_of_aggregates()
    {
        using InfluxQlDatabase database = await InfluxQlDatabase.WithAsync("m v=1 1000000000", "m v=3 3000000000");

        InfluxQlResult result = await database.QueryAsync("SELECT mean(v) FROM m WHERE time >= 1s AND time < 5s GROUP BY time(1s) LIMIT 3");

        Assert.Equal(["1 1", "2 -", "3 3"], Seconds(result));
    }

    /// <summary>InfluxDB 1's algorithm takes values in order, and of equally frequent ones each that began before the last one ended.</summary>
    [Theory]
    [InlineData("1 2 2 1", 2)]
    [InlineData("1 1 2 2", 1)]
    [InlineData("2 1 1 2", 2)]
    [InlineData("3 2 1", 1)]
    [InlineData("5 3 3 5 5 3", 5)]
    public async Task Mode_of_equally_frequent_values(string values, long expected)
    {
        using InfluxQlDatabase database = await InfluxQlDatabase.WithAsync([.. values.Split(' ').Select((value, second) => $"m v={value}i {second}000000000")]);

        Assert.Equal([expected], (await database.QueryAsync("SELECT mode(v) FROM m")).Column("mode"));
    }

    [Fact]
    public async Task Of_rows_at_one_time_the_first_of_the_series_key_is_chosen_and_one_without_the_tag_before_it()
    {
        using InfluxQlDatabase database = await InfluxQlDatabase.WithAsync("m,k=b v=2 1", "m,k=a v=3 1", "m v=1 1", "n,k=b v=2 1", "n,k=a v=3 1");

        Assert.Equal([1.0], (await database.QueryAsync("SELECT last(v) FROM m")).Column("last"));
        Assert.Equal([1.0], (await database.QueryAsync("SELECT first(v) FROM m")).Column("first"));
        Assert.Equal([3.0, 2.0], (await database.QueryAsync("SELECT v FROM n")).Column("v"));
        Assert.Equal([-1.0], (await database.QueryAsync("SELECT difference(v) FROM n")).Column("difference"));
    }

    [Fact]
    public async Task Minus_zero_lies_below_zero_and_is_another_value()
    {
        using InfluxQlDatabase database = await InfluxQlDatabase.WithAsync("m v=-0.0 1", "m v=0.0 2", "m v=-0.0 3");

        Assert.Equal([2L], (await database.QueryAsync("SELECT max(v) FROM m")).Column("time"));
        Assert.Equal([1L], (await database.QueryAsync("SELECT min(v) FROM m")).Column("time"));
        Assert.Equal([2L], (await database.QueryAsync("SELECT v FROM m WHERE v >= 0")).Column("time"));
        Assert.Equal([1L, 3L], (await database.QueryAsync("SELECT v FROM m WHERE v < 0")).Column("time"));
        Assert.Equal([2L], (await database.QueryAsync("SELECT count(distinct(v)) FROM m")).Column("count"));
        Assert.Equal(2, (await database.QueryAsync("SELECT distinct(v) FROM m")).Rows.Count);
    }

    /// <summary>Where a signed and an unsigned integer meet in a condition, the signed one is made unsigned: below 0 it is very great.</summary>
    [Fact]
    public async Task Conditions_take_signed_integers_beside_unsigned_ones()
    {
        using InfluxQlDatabase database = await InfluxQlDatabase.WithAsync("m i=-7i,u=1u 1", "m i=0i,u=1u 2", "m i=3i,u=1u 3");

        Assert.Equal([1L, 3L], (await database.QueryAsync("SELECT i FROM m WHERE i > u")).Column("time"));
        Assert.Equal([1L, 3L], (await database.QueryAsync("SELECT i FROM m WHERE i > $n", new Dictionary<string, object?> { ["n"] = 1UL })).Column("time"));
        Assert.Contains("cannot use + between an integer and unsigned", (await database.FailAsync("SELECT i + u FROM m")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_is_a_tag_here_and_a_field_there_groups_as_text()
    {
        using InfluxQlDatabase database = await InfluxQlDatabase.WithAsync("a,x=tag v=1 1000000000", "b x=2.5,v=2 2000000000");

        InfluxQlResult result = await database.QueryAsync("SELECT v FROM a, b GROUP BY x");

        Assert.Equal(["1 tag 1", "2 2.5 2"], Seconds(result));
        Assert.Equal("Utf8", result.Output("x").Type.ToString());
    }

    /// <summary>The same names mixed within one FROM are refused.</summary>
    [Fact]
    public async Task Subqueries_may_not_mix_tags_and_fields()
    {
        using InfluxQlDatabase database = await InfluxQlDatabase.WithAsync("a,x=tag v=1 1");

        QueryException error = await database.FailAsync("SELECT x, v FROM (SELECT v, x FROM a), (SELECT v, v AS x FROM a)");

        Assert.Equal("This feature is not implemented: cannot mix tag and field columns with the same name: x", error.Message);
    }

    /// <summary>A lone percentile, top or bottom gives the stored column, whatever stands around the call.</summary>
    [Theory]
    [InlineData("percentile(v, 50) * 100", "2 2")]
    [InlineData("percentile(v::integer, 50)", "2 2.5")]
    [InlineData("top(v, 1) + 1", "3 4")]
    public async Task Ranked_rows_give_the_bare_column(string expression, string expected)
    {
        string second = expression.Contains("integer", StringComparison.Ordinal) ? "2.5" : "2";
        using InfluxQlDatabase database = await InfluxQlDatabase.WithAsync("m v=1 1000000000", $"m v={second} 2000000000", "m v=4 3000000000");

        Assert.Equal([expected], Seconds(await database.QueryAsync($"SELECT {expression} FROM m")));
    }

    /// <summary>A fault while groups are closed, which a selection of rows does not know. // wire reference 3.5</summary>
    [Fact]
    public async Task Percentiles_of_integers_fail_where_a_group_has_none()
    {
        using InfluxQlDatabase database = await InfluxQlDatabase.WithAsync("m,k=a i=1i,f=1 1", "m,k=b f=2 1");

        Assert.EndsWith(
            "Inconsistent types in ScalarValue::iter_to_array. Expected Int64, got Float64(NULL)",
            (await database.FailAsync("SELECT percentile(i, 50), mean(f) FROM m GROUP BY k")).Message, StringComparison.Ordinal);
        Assert.EndsWith(
            "column types must match schema types, expected Int64 but found Float64 at column index 0",
            (await database.FailAsync("SELECT percentile(i, 0), mean(f) FROM m")).Message, StringComparison.Ordinal);
        Assert.EndsWith(
            "expected Int64 but found Float64 at column index 0",
            (await database.FailAsync("SELECT percentile(i, 50), mean(f) FROM m WHERE time > 5")).Message, StringComparison.Ordinal);
        Assert.Equal(2, (await database.QueryAsync("SELECT percentile(i::float, 50), mean(f) FROM m GROUP BY k")).Rows.Count);
    }

    private static string[] Seconds(InfluxQlResult result) => [.. result.Rows.Select(row => string.Join(' ', row.Skip(1).Select((value, i) =>
        i == 0 ? $"{(long)value! / 1_000_000_000}" : value switch
        {
            null => "-",
            IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
            _ => value.ToString()!,
        })))];
}
