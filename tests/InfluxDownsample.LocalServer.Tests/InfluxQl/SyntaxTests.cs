using InfluxDownsample.LocalServer.InfluxQl;
using InfluxDownsample.LocalServer.Query;
using Xunit;

namespace InfluxDownsample.LocalServer.Tests.InfluxQl;

/// <summary>How InfluxQL is read: words, quotes, numbers, comments and precedence.</summary>
public sealed class SyntaxTests
{
    [Theory]
    [InlineData("a + b * c", "(a + (b * c))")]
    [InlineData("a - b - c", "((a - b) - c)")]
    [InlineData("(a + b) * c", "((a + b) * c)")]
    [InlineData("a | b & c ^ d", "((a | (b & c)) ^ d)")]
    [InlineData("-a", "(-1 * a)")]
    [InlineData("-9223372036854775808", "-9223372036854775808")]
    [InlineData("18446744073709551615", "18446744073709551615")]
    [InlineData("1.50", "1.5")]
    [InlineData(".5", "0.5")]
    [InlineData("MEAN( a )", "mean(a)")]
    [InlineData("DISTINCT a", "distinct(a)")]
    [InlineData("distinct(a)", "distinct(a)")]
    [InlineData("a::float / b::tag", "(a::float / b::tag)")]
    [InlineData("derivative(mean(a), 1h30m)", "derivative(mean(a), 1h30m)")]
    [InlineData("\"a \\\"b\\\" \\\\ c\"", "\"a \\\"b\\\" \\\\ c\"")]
    [InlineData("\"select\"", "\"select\"")]
    [InlineData("_a1", "_a1")]
    [InlineData("/a\\/b\\.c/", "/a\\/b\\.c/")]
    [InlineData("a/b/c", "((a / b) / c)")]
    [InlineData("*", "*")]
    [InlineData("*::field", "*::field")]
    [InlineData("$p + $\"q r\"", "($p + $q r)")]
    [InlineData("true", "true")]
    [InlineData("a /* b */ + -- c\n d", "(a + d)")]
    public void Fields(string text, string expected)
    {
        var select = (SelectStatement)InfluxQlPlanner.ParseStatements($"SELECT {text} FROM m").Single();

        Assert.Equal(expected, Tree(select.Fields.Single().Expression));
    }

    [Theory]
    [InlineData("a = 1 AND b = 2 OR c = 3", "(((a = 1) AND (b = 2)) OR (c = 3))")]
    [InlineData("a = 1 OR b = 2 AND c = 3", "((a = 1) OR ((b = 2) AND (c = 3)))")]
    [InlineData("(a = 1 or b <> 2) and c >= 3", "(((a = 1) OR (b != 2)) AND (c >= 3))")]
    [InlineData("a =~ /x|y/ AND b !~ /^$/", "((a =~ /x|y/) AND (b !~ /^$/))")]
    [InlineData("time > now() - 1h", "(time > (now() - 60m))")]
    [InlineData("a = 'it\\'s\\n'", "(a = 'it\\'s\\n')")]
    [InlineData("(a + 1) * 2 < b", "(((a + 1) * 2) < b)")]
    public void Conditions(string text, string expected)
    {
        var select = (SelectStatement)InfluxQlPlanner.ParseStatements($"SELECT v FROM m WHERE {text}").Single();

        Assert.Equal(expected, Tree(select.Condition!));
    }

    [Theory]
    [InlineData("m", null, null, "m", null)]
    [InlineData("rp.m", null, "rp", "m", null)]
    [InlineData("db.rp.m", "db", "rp", "m", null)]
    [InlineData("db..m", "db", null, "m", null)]
    [InlineData("\"d.b\".\"r p\".\"m.x\"", "d.b", "r p", "m.x", null)]
    [InlineData("/a.b/", null, null, null, "a.b")]
    [InlineData("db.rp./a/", "db", "rp", null, "a")]
    [InlineData("db../a/", "db", null, null, "a")]
    public void Measurements(string text, string? database, string? policy, string? name, string? pattern)
    {
        var select = (SelectStatement)InfluxQlPlanner.ParseStatements($"SELECT v FROM {text}").Single();

        Assert.Equal(new MeasurementSource(database, policy, name, pattern), select.Sources.Single());
    }

    [Fact]
    public void Every_clause_in_its_place()
    {
        var select = (SelectStatement)InfluxQlPlanner.ParseStatements(
            "select mean(v) as x from m where k = 'a' group by time(10m, 5m), k, /re/, * fill(previous) order by time desc limit 3 offset 4 slimit 5 soffset 6 tz('Asia/Tokyo');").Single();

        Assert.Equal("x", select.Fields.Single().Alias);
        Assert.Equal("10m", select.GroupBy!.Time!.Interval.ToString());
        Assert.Equal("5m", select.GroupBy.Time.Offset!.ToString());
        Assert.Equal(["k", "/re/", "*"], select.GroupBy.Tags.Select(tag => tag.ToString()));
        Assert.Equal(FillMode.Previous, select.Fill!.Mode);
        Assert.True(select.Descending);
        Assert.Equal(3UL, select.Limit);
        Assert.Equal(4UL, select.Offset);
        Assert.True(select.LimitsSeries);
        Assert.Equal("Asia/Tokyo", select.TimeZone);
    }

    [Fact]
    public void Statements_are_split_at_semicolons_outside_quotes()
    {
        IReadOnlyList<Statement> statements = InfluxQlPlanner.ParseStatements(
            "; SELECT v FROM \"a;b\" WHERE s = ';' ;;\nSHOW MEASUREMENTS; -- the end;\n");

        Assert.Equal(2, statements.Count);
        Assert.IsType<SelectStatement>(statements[0]);
        Assert.Equal(ShowKind.Measurements, Assert.IsType<ShowStatement>(statements[1]).Kind);
        Assert.Empty(InfluxQlPlanner.ParseStatements(" ; "));
    }

    [Theory]
    [InlineData("'2024-01-01'", 1704067200000000000)]
    [InlineData("'2024-01-01 12:30:00'", 1704112200000000000)]
    [InlineData("'2024-01-01 12:30:00.5'", 1704112200500000000)]
    [InlineData("'2024-01-01T12:30:00.123456789Z'", 1704112200123456789)]
    [InlineData("'2024-01-01T12:30:00+02:00'", 1704105000000000000)]
    [InlineData("'2024-01-01T12:30:00-05:30'", 1704132000000000000)]
    [InlineData("1704067200000000000", 1704067200000000000)]
    [InlineData("1704067200s", 1704067200000000000)]
    [InlineData("1704067200000000000.0", 1704067200000000000)]
    [InlineData("'2024-01-01' + 1d - 12h * 2", 1704067200000000000)]
    [InlineData("now()", 1704153600000000000)]
    [InlineData("now() - 1d", 1704067200000000000)]
    [InlineData("'1969-12-31T23:59:59.999999999Z'", -1)]
    [InlineData("3 * 7", 21)]
    [InlineData("100 / 7 % 4", 2)]
    public async Task Times_in_conditions(string text, long expected)
    {
        using InfluxQlDatabase database = await InfluxQlDatabase.WithAsync("m v=1 1");

        InfluxQlResult result = await database.QueryAsync($"SELECT v FROM m WHERE time >= {text}");

        Assert.Equal(expected, Assert.Single(result.Plan.Scans).Range.Lower);
    }

    [Theory]
    [InlineData("'2026-03-29'", "2026-03-28T23:00:00Z")]
    [InlineData("'2026-03-29 12:00:00'", "2026-03-29T10:00:00Z")]
    [InlineData("'2026-10-25 02:30:00'", "2026-10-25T00:30:00Z")]
    [InlineData("'2026-10-25T02:30:00Z'", "2026-10-25T02:30:00Z")]
    public async Task Times_without_an_offset_are_on_the_clock_of_tz(string text, string expected)
    {
        using InfluxQlDatabase database = await InfluxQlDatabase.WithAsync("m v=1 1");

        InfluxQlResult result = await database.QueryAsync($"SELECT v FROM m WHERE time >= {text} tz('Europe/Berlin')");

        Assert.Equal(InfluxQlDatabase.At(expected), Assert.Single(result.Plan.Scans).Range.Lower);
    }

    private static string Tree(Expression expression) => expression switch
    {
        BinaryExpression binary => $"({Tree(binary.Left)} {binary.Operator} {Tree(binary.Right)})",
        NestedExpression nested => Tree(nested.Inner),
        _ => expression.ToString(),
    };
}
