using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Downsampling;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Query;
using Xunit;

namespace InfluxDownsample.Core.Tests.Downsampling;

public class DownsampleQueryBuilderTests
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
    [InlineData("median", "Boolean Float Integer String Unsigned")]
    [InlineData("stddev", "Boolean Float Float String Float")]
    [InlineData("last", "Boolean Float Integer String Unsigned")]
    [InlineData("p99.9", "Boolean Float Integer String Unsigned")]
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
        Assert.Contains($"approx_percentile_cont(\"f\", {part})", Build(s_raw, text).Query.Text, StringComparison.Ordinal);
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

    [Fact]
    public void A_mean_of_a_rollup_is_its_sum_over_its_count()
    {
        DownsampleQuery sql = Build(s_rollup, "mean");

        Assert.Equal(["time", "host", "f", "s"], sql.Columns.Select(column => column.Name));
        Assert.Contains("CAST(sum(\"f_sum\") AS DOUBLE) / CAST(sum(\"f_count\") AS DOUBLE) AS \"f\"", sql.Query.Text, StringComparison.Ordinal);
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

    [Fact]
    public void Integer_sums_can_be_checked_in_floats()
    {
        DownsampleQuery query = DownsampleQueryBuilder.Build(Options(s_raw) with { Aggregates = Rules("sum"), CheckIntegers = true });

        Assert.Equal(["i_float checks i", "u_float checks u"], query.Columns.Where(column => column.Checks is not null).Select(column => $"{column.Name} checks {column.Checks}"));
        Assert.Contains("sum(CAST(\"i\" AS DOUBLE)) AS \"i_float\"", query.Query.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("30d", 30)]
    [InlineData("2w", 14)]
    [InlineData("1mo", 30)]
    [InlineData("1q", 90)]
    [InlineData("14mo", 425)]
    [InlineData("2y", 730)]
    public void Retention_periods_count_months_as_InfluxDB_does(string text, int days)
        => Assert.Equal(TimeSpan.FromDays(days), RetentionPeriod.Parse(text));

    private static DownsampleQuery Build(InfluxMeasurement source, string functions, QueryLanguage language = QueryLanguage.Sql)
        => DownsampleQueryBuilder.Build(Options(source) with { Aggregates = Rules(functions), Language = language });

    private static IReadOnlyList<AggregateRule> Rules(string functions)
        => [new AggregateRule(NamePattern.All, [.. functions.Split(',').SelectMany(AggregateFunction.Parse)])];

    private static DownsampleQueryOptions Options(InfluxMeasurement source) => new() { Source = source, Every = InfluxDuration.FromNanoseconds(3_600_000_000_000) };
}
