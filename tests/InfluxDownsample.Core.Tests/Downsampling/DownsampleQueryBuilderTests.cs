using System.Text.RegularExpressions;
using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Downsampling;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Query;
using Xunit;

namespace InfluxDownsample.Core.Tests.Downsampling;

public partial class DownsampleQueryBuilderTests
{
    private static readonly InfluxMeasurement s_raw = new()
    {
        Name = "m",
        Database = "db",
        Tags = ["host"],
        Fields = [new("b", PointType.Boolean), new("f", PointType.Float), new("i", PointType.Integer), new("s", PointType.String), new("u", PointType.Unsigned)],
    };

    private static readonly InfluxMeasurement s_rollup = new()
    {
        Name = "m_1h",
        Database = "db",
        Tags = ["host"],
        Fields = [new("f_count", PointType.Integer), new("f_max", PointType.Float), new("f_min", PointType.Float), new("f_sum", PointType.Float), new("s", PointType.String)],
    };

    [Fact]
    public void Columns_are_described_by_type_role_source_and_function()
    {
        DownsampleQuery query = Build(s_raw, "mean,count");

        Assert.Equal(
            [
                "time Timestamp Time  ", "host String Tag  ", "b_last Boolean Field b last", "b_count Integer Field b count", "f_mean Float Field f mean", "f_count Integer Field f count",
                "i_mean Float Field i mean", "i_count Integer Field i count", "s_last String Field s last", "s_count Integer Field s count", "u_mean Float Field u mean", "u_count Integer Field u count",
            ],
            query.Columns.Select(column => $"{column.Name} {column.Type} {column.Role} {column.Source?.Name} {column.Function}"));
    }

    [Theory]
    // functions, types over Boolean, Float, Integer, String, Unsigned
    [InlineData("mean", "Boolean Float Float String Float")]
    [InlineData("sum", "Boolean Float Integer String Unsigned")]
    [InlineData("count", "Integer Integer Integer Integer Integer")]
    [InlineData("median", "Boolean Float Float String Float")]
    [InlineData("stddev", "Boolean Float Float String Float")]
    [InlineData("last", "Boolean Float Integer String Unsigned")]
    [InlineData("p99.9", "Boolean Float Float String Float")]
    [InlineData("spread", "Boolean Float Integer String Unsigned")]
    public void A_single_function_keeps_the_name_and_gives_its_type(string function, string types)
    {
        DownsampleQuery query = Build(s_raw, function);

        Assert.Equal(["b", "f", "i", "s", "u"], query.Columns.Skip(2).Select(column => column.Name));
        Assert.Equal(types, string.Join(' ', query.Columns.Skip(2).Select(column => column.Type)));
    }

    [Theory]
    [InlineData("p95", "p95", "0.95")]
    [InlineData("percentile(95)", "p95", "0.95")]
    [InlineData(" Percentile( 99.9 ) ", "p99.9", "0.999")]
    [InlineData("p0", "p0", "0.0")]
    [InlineData("p100", "p100", "1.0")]
    public void Percentiles_are_named_after_their_percent(string text, string name, string part)
    {
        AggregateFunction function = Assert.Single(AggregateFunction.Parse(text));

        Assert.Equal(name, function.Name);
        Assert.Contains($"approx_percentile_cont({part}) WITHIN GROUP (ORDER BY \"f\")", Build(s_raw, text).Query.Text, StringComparison.Ordinal);
        string exact = DownsampleQueryBuilder.Build(Options(s_raw) with { Aggregates = Rules(text), ExactPercentiles = true }).Query.Text;
        Assert.Contains($"percentile_cont(\"f\", {part})", exact, StringComparison.Ordinal);
        Assert.DoesNotContain("approx", exact, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("p")]
    [InlineData("p101")]
    [InlineData("p-1")]
    [InlineData("percentile")]
    [InlineData("percentile(95")]
    [InlineData("0")]
    [InlineData("")]
    [InlineData("meann")]
    public void An_unknown_function_is_InvalidParameter(string text)
        => Assert.Equal(InfluxErrorId.InvalidParameter, Assert.Throws<InfluxException>(() => AggregateFunction.Parse(text)).Id);

    [Theory]
    [InlineData("avg", "Did you mean 'mean'?")]
    [InlineData("meen", "Did you mean 'mean'?")]
    [InlineData("stdev", "Did you mean 'stddev'?")]
    [InlineData("nothing like it", "'nothing like it'.")]
    public void UnknownFunction_IsToldTheNearestOne(string text, string end)
        => Assert.EndsWith(end, Assert.Throws<InfluxException>(() => AggregateFunction.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_mean_of_a_rollup_is_its_sum_over_its_count()
    {
        DownsampleQuery sql = Build(s_rollup, "mean");

        Assert.Equal(["time", "host", "f", "s"], sql.Columns.Select(column => column.Name));
        Assert.Contains("sum(\"f_sum\") / arrow_cast(sum(CAST(\"f_count\" AS DECIMAL(38,0))), 'Float64') AS \"f\"", sql.Query.Text, StringComparison.Ordinal);
        Assert.Contains("sum(\"f_sum\") / sum(\"f_count\") AS \"f\"", Build(s_rollup, "mean", QueryLanguage.InfluxQL).Query.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rollup_of_a_rollup_keeps_its_columns()
        => Assert.Equal(
            s_rollup.Fields.Where(field => field.Name != "s").Select(field => (field.Name, field.Type)),
            Build(s_rollup, "rollup").Columns.Where(column => column.Source?.Name == "f").Select(column => (column.Name, column.Type)).Order());

    [Fact]
    public void A_column_of_a_rollup_can_be_asked_for_by_name()
    {
        DownsampleQuery query = DownsampleQueryBuilder.Build(Options(s_rollup) with { Fields = [NamePattern.Exactly("f_max")], Aggregates = Rules("max") });

        Assert.Contains("max(\"f_max\") AS \"f_max\"", query.Query.Text, StringComparison.Ordinal);
        Assert.Equal(3, query.Columns.Count);
    }

    [Fact]
    public void Counters_of_other_tools_are_no_rollup()
    {
        // Floats, as every number without a suffix is.
        InfluxMeasurement counters = s_rollup with { Fields = [new("req_count", PointType.Float), new("req_sum", PointType.Float)] };

        Assert.Equal(["time", "host", "req_count", "req_sum"], Build(counters, "mean").Columns.Select(column => column.Name));
    }

    [Theory]
    [InlineData("median", InfluxErrorId.TierInvalid)]
    [InlineData("p95", InfluxErrorId.TierInvalid)]
    [InlineData("last", InfluxErrorId.TierInvalid)]
    public void What_a_rollup_has_not_kept_is_TierInvalid(string function, InfluxErrorId id)
        => Assert.Equal(id, Assert.Throws<InfluxException>(() => Build(s_rollup, function)).Id);

    [Fact]
    public void Two_columns_of_one_name_are_refused()
    {
        InfluxMeasurement clash = s_raw with { Tags = ["f_max"] };

        Assert.Equal(InfluxErrorId.InvalidParameter, Assert.Throws<InfluxException>(() => Build(clash, "mean,max")).Id);
        Assert.Equal(
            InfluxErrorId.InvalidParameter,
            Assert.Throws<InfluxException>(() => DownsampleQueryBuilder.Build(Options(s_raw) with { NameTemplate = "{function}" })).Id);
    }

    [Fact]
    public void A_name_template_takes_field_and_function_as_they_are()
    {
        InfluxMeasurement odd = s_raw with { Fields = [new("{function}", PointType.Float)] };

        Assert.Equal("mean of {function}", DownsampleQueryBuilder.Build(Options(odd) with { NameTemplate = "{function} of {field}" }).Columns[^1].Name);
    }

    [Theory]
    [InlineData(WindowFill.None)]
    [InlineData(WindowFill.Null)]
    [InlineData(WindowFill.Previous)]
    [InlineData(WindowFill.Linear)]
    public void No_aggregate_of_a_column_stands_beside_the_same_over_a_cast_of_it(WindowFill fill)
    {
        // Every function at once, over raw fields and over a rollup whose columns are also asked for by their names.
        const string Functions = "mean,sum,count,min,max,median,stddev,spread,p50,p95,rollup";
        InfluxMeasurement rollup = s_rollup with { Fields = [new("i_count", PointType.Integer), new("i_max", PointType.Integer), new("i_min", PointType.Integer), new("i_sum", PointType.Integer)] };
        string kept = fill is WindowFill.None or WindowFill.Null ? "mean,sum,count,min,max,spread" : "sum,count,min,max,spread";
        DownsampleQueryOptions filled = Options(s_raw) with { Fill = fill, Start = 0, Stop = 7_200_000_000_000 };
        string[] texts =
        [
            DownsampleQueryBuilder.Build(filled with { Aggregates = Rules(Functions) }).Query.Text,
            DownsampleQueryBuilder.Build(filled with
            {
                Source = rollup,
                NameTemplate = "{field}_{function}",
                Aggregates = [.. Rules(kept), .. new[] { "i_count", "i_sum" }.Select(name => new AggregateRule(NamePattern.Exactly(name), AggregateFunction.Parse("sum")))],
            }).Query.Text,
        ];
        foreach (string text in texts)
        {
            // Casts vanish from the names that a server makes; calls that are the same then must be the same before.
            string[] calls = [.. Calls().Matches(text).Select(match => match.Value).Distinct()];
            string[] names = [.. calls.Select(call => Casts().Replace(call, "$1")).Distinct()];
            Assert.True(calls.Length == names.Length, string.Join("\n", calls));
        }
    }

    [Fact]
    public void Percentiles_and_medians_of_integers_are_floats_in_InfluxQL_too()
    {
        string text = Build(s_raw, "median,p95,p0,spread", QueryLanguage.InfluxQL).Query.Text;

        Assert.Contains("median(\"i\"::float) AS \"i_median\", percentile(\"i\"::float, 95) AS \"i_p95\", min(\"i\"::float) AS \"i_p0\", max(\"i\") - min(\"i\") AS \"i_spread\"", text, StringComparison.Ordinal);
        Assert.Contains("median(\"f\") AS \"f_median\", percentile(\"f\", 95) AS \"f_p95\", min(\"f\") AS \"f_p0\"", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(WindowFill.Previous)]
    [InlineData(WindowFill.Linear)]
    public void InfluxQL_does_not_fill_counts(WindowFill fill)
    {
        InfluxException refused = Assert.Throws<InfluxException>(() => DownsampleQueryBuilder.Build(
            Options(s_raw) with { Aggregates = Rules("count"), Fill = fill, Start = 0, Stop = 7_200_000_000_000, Language = QueryLanguage.InfluxQL }));

        Assert.Equal(InfluxErrorId.InvalidParameter, refused.Id);
        Assert.Contains("SQL", refused.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void InfluxQL_fills_no_line_beside_text()
    {
        DownsampleQueryOptions options = Options(s_raw) with { Fill = WindowFill.Linear, Start = 0, Stop = 7_200_000_000_000, Language = QueryLanguage.InfluxQL };

        Assert.Equal(InfluxErrorId.InvalidParameter, Assert.Throws<InfluxException>(() => DownsampleQueryBuilder.Build(options)).Id);
        Assert.Contains("fill(linear)", DownsampleQueryBuilder.Build(options with { Fields = [NamePattern.Exactly("f"), NamePattern.Exactly("i")] }).Query.Text, StringComparison.Ordinal);
    }

    [Theory]
    // The first time that a literal can name, and the last before it (wire reference 3.1).
    [InlineData(-9_223_372_036_000_000_000, "time >= '1677-09-21T00:12:44Z'")]
    [InlineData(-9_223_372_036_000_000_001, "time >= to_timestamp_nanos(-9223372036000000001)")]
    [InlineData(long.MinValue, "time >= to_timestamp_nanos(-9223372036854775808)")]
    public void Times_before_the_first_literal_are_numbers(long start, string condition)
        => Assert.Contains(condition, DownsampleQueryBuilder.Build(Options(s_raw) with { Start = start }).Query.Text, StringComparison.Ordinal);

    [Theory]
    [InlineData(1L << 62, "TIMESTAMP '1970-01-01T00:")]
    [InlineData(-(1L << 62) - 1, "TIMESTAMP '1969-12-31T23:")]
    public void An_origin_is_never_so_far_that_windows_wrap_around(long origin, string near)
        => Assert.Contains(near, DownsampleQueryBuilder.Build(Options(s_raw) with { Origin = origin + 1 - (origin & 1) }).Query.Text, StringComparison.Ordinal);

    [Theory]
    [InlineData("30d", 30)]
    [InlineData("2w", 14)]
    [InlineData("1mo", 30)]
    [InlineData("1q", 90)]
    [InlineData("14mo", 425)]
    [InlineData("2y", 730)]
    public void Retention_periods_count_months_as_InfluxDB_does(string text, int days)
        => Assert.Equal(TimeSpan.FromDays(days), RetentionPeriod.Parse(text));

    [GeneratedRegex(@"\b(?:sum|avg|count|min|max|median|stddev|percentile_cont)\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)")]
    private static partial Regex Calls();

    [GeneratedRegex(@"CAST\((""[^""]*"") AS [A-Z]+(?:\([0-9,]*\))?\)")]
    private static partial Regex Casts();

    private static DownsampleQuery Build(InfluxMeasurement source, string functions, QueryLanguage language = QueryLanguage.Sql)
        => DownsampleQueryBuilder.Build(Options(source) with { Aggregates = Rules(functions), Language = language });

    private static IReadOnlyList<AggregateRule> Rules(string functions)
        => [new AggregateRule(NamePattern.All, [.. functions.Split(',').SelectMany(AggregateFunction.Parse)])];

    private static DownsampleQueryOptions Options(InfluxMeasurement source) => new() { Source = source, Every = InfluxDuration.FromNanoseconds(3_600_000_000_000) };
}
