using InfluxDownsample.LocalServer.InfluxQl.Syntax;
using InfluxDownsample.LocalServer.Query;
using Xunit;

namespace InfluxDownsample.LocalServer.Tests.InfluxQl;

/// <summary>Wire reference 1.6 and 8.1: what InfluxQL is refused for, and in which words.</summary>
public sealed class Section1_6ErrorsTests(TypesFixture types) : IClassFixture<TypesFixture>
{
    [Theory]
    [InlineData("SELECT f FROM t; SELECT i FROM t", QueryErrorKind.NotImplemented, "This feature is not implemented: The context currently only supports a single InfluxQL statement")]
    [InlineData("", QueryErrorKind.NotImplemented, "This feature is not implemented: The context currently only supports a single InfluxQL statement")]
    [InlineData("SHOW DATABASES", QueryErrorKind.NotImplemented, "This feature is not implemented: SHOW DATABASES")]
    [InlineData("SELECT f FROM db.autogen.t", QueryErrorKind.NotImplemented, "This feature is not implemented: database prefix in qualified measurement syntax")]
    [InlineData("SELECT x FROM (SELECT f AS x FROM db..t)", QueryErrorKind.NotImplemented, "This feature is not implemented: database prefix in qualified measurement syntax")]
    [InlineData("SELECT mean(s) FROM t", QueryErrorKind.Planning, "Error during planning: The function \"avg\" does not support inputs of type Utf8")]
    [InlineData("SELECT sum(o) FROM t", QueryErrorKind.Planning, "Error during planning: The function \"sum\" does not support inputs of type Boolean")]
    [InlineData("SELECT derivative(s) FROM t", QueryErrorKind.Planning, "Error during planning: The function \"derivative\" does not support inputs of type Utf8")]
    [InlineData("SELECT sqrt(s) FROM t", QueryErrorKind.Planning, "Error during planning: The function \"sqrt\" does not support inputs of type Utf8")]
    [InlineData("SELECT mean(f), i FROM t", QueryErrorKind.Planning, "Error during planning: mixing aggregate and non-aggregate columns is not supported")]
    [InlineData("SELECT max(f), min(f), i FROM t", QueryErrorKind.Planning, "Error during planning: mixing multiple selector functions with tags or fields is not supported")]
    [InlineData("SELECT f FROM t GROUP BY time(1s)", QueryErrorKind.Planning, "Error during planning: GROUP BY requires at least one aggregate function")]
    [InlineData("SELECT f FROM t fill(none)", QueryErrorKind.Planning, "Error during planning: FILL(none) must be used with an aggregate or selector function")]
    [InlineData("SELECT f FROM t fill(linear)", QueryErrorKind.Planning, "Error during planning: FILL(linear) must be used with an aggregate or selector function")]
    [InlineData("SELECT distinct(f), i FROM t", QueryErrorKind.Planning, "Error during planning: aggregate function distinct() cannot be combined with other functions or fields")]
    [InlineData("SELECT top(f, 1), bottom(f, 1) FROM t", QueryErrorKind.Planning, "Error during planning: selector function bottom() cannot be combined with other functions")]
    [InlineData("SELECT top(f, 1), max(f) FROM t", QueryErrorKind.Planning, "Error during planning: selector functions top and bottom cannot be combined with other functions")]
    [InlineData("SELECT top(f, 0) FROM t", QueryErrorKind.Planning, "Error during planning: limit (0) for top must be greater than 0")]
    [InlineData("SELECT top(f) FROM t", QueryErrorKind.Planning, "Error during planning: invalid number of arguments for top, expected at least 2, got 1")]
    [InlineData("SELECT percentile(f) FROM t", QueryErrorKind.Planning, "Error during planning: invalid number of arguments for percentile, expected 2, got 1")]
    [InlineData("SELECT percentile(f, 'x') FROM t", QueryErrorKind.Planning, "Error during planning: expected number for percentile(), got 'x'")]
    [InlineData("SELECT mean(f, i) FROM t", QueryErrorKind.Planning, "Error during planning: invalid number of arguments for mean, expected 1, got 2")]
    [InlineData("SELECT mean(f + i) FROM t", QueryErrorKind.Planning, "Error during planning: expected field argument in mean(), got (f::float + i::integer)")]
    [InlineData("SELECT difference(mean(f)) FROM t", QueryErrorKind.Planning, "Error during planning: difference aggregate requires a GROUP BY interval")]
    [InlineData("SELECT difference(f) FROM t GROUP BY time(1s)", QueryErrorKind.Planning, "Error during planning: aggregate function required inside the call to difference")]
    [InlineData("SELECT moving_average(f, 1) FROM t", QueryErrorKind.Planning, "Error during planning: moving_average window must be greater than 1, got 1")]
    [InlineData("SELECT derivative(f, 5) FROM t", QueryErrorKind.Planning, "Error during planning: argument 2 to derivative must be a duration, got 5")]
    [InlineData("SELECT derivative(f, -1s) FROM t", QueryErrorKind.Planning, "Error during planning: duration argument must be positive, got -1000000000ns")]
    [InlineData("SELECT nonsense(f) FROM t", QueryErrorKind.Planning, "Error during planning: unsupported function nonsense()")]
    [InlineData("SELECT 1 FROM t", QueryErrorKind.Planning, "Error during planning: field must contain at least one variable")]
    [InlineData("SELECT f + * FROM t", QueryErrorKind.Planning, "Error during planning: unsupported binary expression: contains a wildcard or regular expression")]
    [InlineData("SELECT count(*::tag) FROM t", QueryErrorKind.Planning, "Error during planning: unable to use tag as wildcard in count()")]
    [InlineData("SELECT s + f FROM t", QueryErrorKind.Planning, "Error during planning: incompatible operands for operator +: string and float")]
    [InlineData("SELECT i + u FROM t", QueryErrorKind.Planning, "Error during planning: cannot use + between an integer and unsigned, an explicit cast is required")]
    [InlineData("SELECT f FROM t WHERE time != 5", QueryErrorKind.Planning, "Error during planning: invalid time comparison operator: !=")]
    [InlineData("SELECT f FROM t WHERE time > 'soon'", QueryErrorKind.Planning, "Error during planning: invalid expression \"'soon'\": 'soon' is not a valid timestamp")]
    [InlineData("SELECT f FROM t WHERE time > f", QueryErrorKind.Planning, "Error during planning: invalid expression \"f::float\": found symbol 'f::float', expected now() or a literal duration, float, integer and timestamp string")]
    [InlineData("SELECT f FROM t WHERE a =~ /(/", QueryErrorKind.Planning, "Error during planning: invalid regular expression '(': missing ): (")]
    [InlineData("SELECT /[/ FROM t", QueryErrorKind.Planning, "Error during planning: invalid regular expression '[': missing ]: [")]
    [InlineData("SELECT f FROM t WHERE mean(f) > 2", QueryErrorKind.Planning, "Error during planning: invalid function call in condition: mean")]
    [InlineData("SELECT f FROM t WHERE a = $who", QueryErrorKind.Planning, "Error during planning: Bind parameter '$who' was referenced in the InfluxQL statement but its value is undefined")]
    [InlineData("SELECT mean(f) FROM t GROUP BY time(0s)", QueryErrorKind.Planning, "Error during planning: GROUP BY time interval must be greater than zero")]
    public async Task Refusals(string query, QueryErrorKind kind, string message)
    {
        InfluxQlDatabase database = await types.Database;

        QueryException error = await database.FailAsync(query);

        Assert.Equal(message, error.Message);
        Assert.Equal(kind, error.Kind);
        Assert.Equal(QueryPhase.LogicalPlanning, error.Phase);
    }

    [Theory]
    [InlineData("SELEC f FROM t", "invalid InfluxQL statement at pos 0")]
    [InlineData("SELECT FROM t", "invalid SELECT statement, expected field at pos 7")]
    [InlineData("SELECT f", "invalid SELECT statement, expected FROM at pos 8")]
    [InlineData("SELECT f FROM", "invalid FROM clause, expected identifier, regular expression or subquery at pos 13")]
    [InlineData("SELECT f FROM t WHERE", "invalid conditional expression at pos 21")]
    [InlineData("SELECT f FROM t WHERE a =~ 'x'", "invalid conditional, expected regular expression at pos 27")]
    [InlineData("SELECT f FROM t GROUP time(1s)", "invalid GROUP BY clause, expected BY at pos 22")]
    [InlineData("SELECT f FROM t GROUP BY time(x)", "invalid TIME call, expected a duration for the interval at pos 30")]
    [InlineData("SELECT mean(f) FROM t GROUP BY time(1s) fill(nothing)", "invalid FILL option, expected NULL, NONE, PREVIOUS, LINEAR, or a number at pos 45")]
    [InlineData("SELECT f FROM t ORDER BY f", "invalid ORDER BY, expected ASC, DESC or TIME at pos 25")]
    [InlineData("SELECT f FROM t LIMIT -1", "invalid LIMIT clause, expected unsigned integer at pos 22")]
    [InlineData("SELECT f FROM t tz('Mars/Olympus')", "unable to find timezone at pos 19")]
    [InlineData("SELECT f FROM t WHERE s = 'x", "unterminated string literal at pos 26")]
    [InlineData("SELECT \"f FROM t", "unterminated quoted identifier at pos 7")]
    [InlineData("SELECT f FROM /t", "unterminated regex literal at pos 14")]
    [InlineData("SELECT f FROM t WHERE s = '\\q'", "invalid escape sequence, expected \\\\, \\', \\\" or \\n at pos 28")]
    [InlineData("SELECT f FROM t junk", "invalid InfluxQL statement at pos 16")]
    [InlineData("SELECT f AS select FROM t", "invalid field alias, expected identifier at pos 12")]
    [InlineData("SELECT f::word FROM t", "invalid data type for tag or field reference, expected float, integer, unsigned, string, boolean, field, tag at pos 10")]
    [InlineData("SELECT 99999999999999999999 + f FROM t", "unable to parse integer at pos 7")]
    [InlineData("SELECT f FROM t WHERE time > 99999999999999h", "overflow parsing duration at pos 29")]
    [InlineData("SHOW TAG VALUES", "invalid SHOW TAG VALUES statement, expected WITH KEY clause at pos 15")]
    public async Task Text_that_is_no_InfluxQL_says_where(string query, string message)
    {
        InfluxQlDatabase database = await types.Database;

        QueryException error = await database.FailAsync(query);

        Assert.Equal(QueryErrorKind.Syntax, error.Kind);
        Assert.Equal("Error during planning: " + message, error.Message);
        Assert.Equal("error in InfluxQL statement: parsing error: " + message, SyntaxError.HttpText(error));
    }

    [Fact]
    public async Task Nested_without_end_is_refused_and_long_lists_of_alternatives_are_not()
    {
        InfluxQlDatabase database = await types.Database;

        string[] deep =
        [
            $"SELECT {new string('(', 100_000)}f FROM t",
            $"SELECT {new string('-', 100_001).Replace("--", "- ", StringComparison.Ordinal)}f FROM t",
            $"SELECT f FROM {string.Concat(Enumerable.Repeat("(SELECT f FROM ", 10_000))}t",
            $"SELECT {string.Concat(Enumerable.Repeat("abs(", 10_000))}f FROM t",
            $"SELECT f{string.Concat(Enumerable.Repeat(" + f", 10_000))} FROM t",
        ];
        foreach (string query in deep)
        {
            Assert.Equal(QueryErrorKind.Syntax, (await database.FailAsync(query)).Kind);
        }

        string alternatives = string.Join(" OR ", Enumerable.Range(0, 3_000).Select(i => $"a = 'v{i}'"));
        Assert.Single((await database.QueryAsync($"SELECT f FROM t WHERE {alternatives} OR a = 'y'")).Rows);
    }
}
