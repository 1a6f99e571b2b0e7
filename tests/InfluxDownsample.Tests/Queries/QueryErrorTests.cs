using System.Management.Automation;
using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests.Queries;

/// <summary>What a server refuses, by error id, category and target; always with the server's own words.</summary>
public sealed class QueryErrorTests(TestServer server) : IClassFixture<TestServer>, IDisposable
{
    private readonly HostedEngine _engine = new();

    public void Dispose() => _engine.Dispose();

    [Theory]
    [InlineData("SELEC 1", "QueryRejected", ErrorCategory.SyntaxError, "ParserError")]
    [InlineData("SELECT * FROM nosuch", "MeasurementNotFound", ErrorCategory.ObjectNotFound, "nosuch")]
    [InlineData("SELECT nosuch FROM home", "ColumnNotFound", ErrorCategory.ObjectNotFound, "nosuch")]
    [InlineData("SELECT temp FROM home WHERE room = $room", "QueryRejected", ErrorCategory.SyntaxError, "$room")]
    public async Task A_refused_statement_has_its_error_id(string sql, string id, ErrorCategory category, string words)
    {
        string database = await server.DatabaseWith("home,room=kitchen temp=1 1");
        _engine.Set("sql", sql);

        ErrorRecord error = _engine.Run($"Invoke-InfluxQuery $sql -Connection '{server.Connection(database)}'").FailWith(id);

        Assert.Equal(category, error.CategoryInfo.Category);
        Assert.Contains(words, error.ToString(), StringComparison.Ordinal);
        Assert.Equal(category == ErrorCategory.ObjectNotFound ? "nosuch" : sql, error.TargetObject);
    }

    [Fact]
    public async Task A_syntax_error_in_influxql_is_one_too()
    {
        string database = await server.DatabaseWith("home,room=kitchen temp=1 1");

        _engine.Run($"Invoke-InfluxQuery 'SELECT FROM' -Language InfluxQL -Connection '{server.Connection(database)}'").FailWith("QueryRejected");
    }

    [Fact]
    public void An_unknown_database_has_its_error_id()
    {
        ErrorRecord error = _engine.Run($"Invoke-InfluxQuery 'SELECT 1' -Connection '{server.Connection("nosuch")}'").FailWith("DatabaseNotFound");

        Assert.Equal(ErrorCategory.ObjectNotFound, error.CategoryInfo.Category);
        Assert.Contains("nosuch", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_query_over_too_many_files_says_what_to_do()
    {
        string database = await server.DatabaseWith([.. Enumerable.Range(0, 432).Select(block => $"home temp={block} {block * 600_000_000_000}")]);

        ErrorRecord error = _engine.Run($"Invoke-InfluxQuery 'SELECT max(temp) FROM home' -Connection '{server.Connection(database)}'").FailWith("QueryTooLarge");

        Assert.Contains("file limit", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("time >= ", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Contains("Invoke-InfluxDownsample", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        // Bound on both sides, it is an answer.
        Assert.Equal(["99"], _engine.Run($"Invoke-InfluxQuery \"SELECT max(temp) AS t FROM home WHERE time >= '1970-01-01' AND time < '1970-01-01T16:40:00Z'\" -Connection '{server.Connection(database)}' | ForEach-Object t").Succeed().Texts);
    }

    [Fact]
    public async Task A_range_that_ends_before_it_begins_is_refused_and_not_repeated()
    {
        string database = await server.DatabaseWith("home,room=kitchen temp=1 1");

        ErrorRecord error = _engine.Run($"Invoke-InfluxQuery \"SELECT temp FROM home WHERE time >= '2026-01-02' AND time < '2026-01-01'\" -Connection '{server.Connection(database)}'").FailWith("QueryRejected");

        Assert.Contains("the end must lie after the start", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_query_of_the_pipeline_that_fails_keeps_no_other_from_its_rows()
    {
        string database = await server.DatabaseWith("home,room=kitchen temp=1 1");

        Answer answer = _engine.Run($"'SELECT temp FROM home', 'SELEC', 'SELECT temp FROM home' | Invoke-InfluxQuery -Connection '{server.Connection(database)}'");

        Assert.Equal(2, answer.Output.Count);
        answer.FailWith("QueryRejected");
    }
}
