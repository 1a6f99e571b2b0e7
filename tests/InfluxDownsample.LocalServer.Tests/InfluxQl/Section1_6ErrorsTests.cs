using InfluxDownsample.LocalServer.Http;
using InfluxDownsample.LocalServer.Query;
using Xunit;

namespace InfluxDownsample.LocalServer.Tests.InfluxQl;

/// <summary>Wire reference 1.6 and 8.1: what InfluxQL is refused for, and in which words.</summary>
public sealed class Section1_6ErrorsTests(TypesFixture types) : IClassFixture<TypesFixture>
{
    /// <summary>What no recorded statement shows: where a rest begins, in bytes, and what a clause that does not fit leaves behind.</summary>
    [Theory]
    [InlineData("SELECT f FROM t WHERE s = 'ä' x", "invalid InfluxQL statement at pos 31. Parsing Error: Nom(\"x\", Tag)")]
    [InlineData("SELECT f FROM t; SELECT f", "invalid InfluxQL statement at pos 17. Parsing Error: Nom(\"SELECT f\", Tag)")]
    [InlineData("SELECT f FROM t LIMIT5", "invalid InfluxQL statement at pos 16. Parsing Error: Nom(\"LIMIT5\", Tag)")]
    [InlineData("SELECT f FROM t WHERE time > 10us", "invalid InfluxQL statement at pos 32. Parsing Error: Nom(\"s\", Tag)")]
    [InlineData("SELECT f + FROM t", "invalid InfluxQL statement at pos 0. Parsing Failure: Nom(\"FROM t\", Char)")]
    [InlineData("SELECT f FROM t /* no end", "invalid inline comment, missing closing */ at pos 18")]
    public async Task Text_that_is_no_InfluxQL_says_where(string query, string message)
    {
        InfluxQlDatabase database = await types.Database;

        QueryException error = await database.FailAsync(query);

        Assert.Equal(QueryErrorKind.Syntax, error.Kind);
        Assert.Equal("Error during planning: " + message, error.Message);
        Assert.Equal("error in InfluxQL statement: parsing error: " + message, InfluxQlQueries.SyntaxText(error));
    }

    /// <summary>Over HTTP each stage has a line of its own.</summary>
    [Theory]
    [InlineData("SELECT f FROM t WHERE time > '2300-01-01'", "split condition", "timestamp out of range: 2300-01-01 00:00:00 +00:00")]
    [InlineData("SELECT f FROM t WHERE time > now() - 's'", "split condition", "invalid expression \"now() - 's'\": 's' is not a valid timestamp")]
    [InlineData("SELECT f FROM t WHERE time > '2026-01-01T00:00:00'", "split condition", "invalid expression \"'2026-01-01T00:00:00'\": '2026-01-01T00:00:00' is not a valid timestamp")]
    [InlineData("SELECT mean(f) FROM t GROUP BY time(5)", "find interval offset", "found literal '5', expected duration, float, integer, or timestamp string")]
    [InlineData("SELECT sample(f, 1) FROM t", "gather information about select statement", "sample window must be greater than 1, got 1")]
    [InlineData("SELECT mean((f)) FROM t", "gather information about select statement",
        "expected field argument in mean(), got Nested(VarRef(VarRef { name: Identifier(\"f\"), data_type: Some(Float) }))")]
    public async Task A_fault_says_in_which_stage_it_was_met(string query, string stage, string message)
    {
        InfluxQlDatabase database = await types.Database;

        QueryException error = await database.FailAsync(query);

        Assert.Equal(["rewriting statement", "caused by", stage, "caused by", "Error during planning: " + message], error.Message.Split('\n'));
        Assert.Equal(QueryErrorKind.Planning, error.Kind);
    }

    /// <summary>What the engine fails on is a fault of the server, not of the statement.</summary>
    [Theory]
    [InlineData("SELECT abs(first(f)) FROM t", "unexpected selector function: abs")]
    [InlineData("SELECT (*) FROM t", "unexpected wildcard")]
    [InlineData("SELECT f FROM t WHERE i AND time > 0", "invalid expr stack")]
    public async Task Some_statements_are_faults_of_the_server(string query, string message)
    {
        InfluxQlDatabase database = await types.Database;

        QueryException error = await database.FailAsync(query);

        Assert.EndsWith("External error: InfluxQL internal error: " + message, error.Message, StringComparison.Ordinal);
        Assert.Equal(QueryErrorKind.Internal, error.Kind);
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
