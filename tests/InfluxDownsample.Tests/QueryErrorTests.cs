using System.Management.Automation;
using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests;

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
    public async Task An_error_ends_the_whole_call()
    {
        string database = await server.DatabaseWith("home,room=kitchen temp=1 1");

        Answer answer = _engine.Run($"'SELECT temp FROM home', 'SELEC', 'SELECT temp FROM home' | Invoke-InfluxQuery -Connection '{server.Connection(database)}'");

        Assert.Single(answer.Output);
        answer.FailWith("QueryRejected");
    }
}
