using System.Text.Json;
using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests.Queries;

/// <summary>What Invoke-InfluxQuery sends, and how it hands on what comes back.</summary>
public sealed class InvokeInfluxQueryTests : IDisposable
{
    private readonly HostedEngine _engine = new();

    public void Dispose() => _engine.Dispose();

    [Fact]
    public async Task It_sends_text_language_database_and_parameters()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(Rows.Room(1));

        _engine.Run($$"""
            $host8 = '{{server.Connection}}'
            $null = Invoke-InfluxQuery 'SELECT $a' -Parameter @{ a = 'office'; '$b' = 5; c = 2.0; d = $null; e = $true } -Connection $host8
            $null = 'SHOW', 'SELECT' | Invoke-InfluxQuery -Language InfluxQL -Database other -Connection $host8
            """).Succeed();

        Assert.Equal(3, server.Tickets.Count);
        JsonElement first = JsonDocument.Parse(server.Tickets[0]).RootElement;
        Assert.Equal("SELECT $a", first.GetProperty("sql_query").GetString());
        Assert.Equal("sql", first.GetProperty("query_type").GetString());
        Assert.Equal("db", first.GetProperty("database").GetString());
        JsonElement parameters = first.GetProperty("params");
        Assert.Equal(
            ["\"office\"", "5", "2.0", "null", "true"],
            new[] { "a", "b", "c", "d", "e" }.Select(name => parameters.GetProperty(name).GetRawText()));
        Assert.Equal(
            ["SHOW influxql other", "SELECT influxql other"],
            server.Tickets.Skip(1).Select(ticket => JsonDocument.Parse(ticket).RootElement).Select(ticket =>
                $"{ticket.GetProperty("sql_query")} {ticket.GetProperty("query_type")} {ticket.GetProperty("database")}"));
    }

    [Fact]
    public async Task Rows_come_before_the_answer_is_complete()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync([Rows.Room(5)], holdOpen: true);
        using RunningScript script = _engine.Start($"Invoke-InfluxQuery 'SELECT' -Connection '{server.Connection}'");

        await script.FirstOutput.WaitAsync(TimeSpan.FromSeconds(30));
        await script.StopAsync();
    }

    [Fact]
    public async Task An_answer_without_rows_gives_nothing()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(Rows.Room(0));

        Assert.Empty(_engine.Run($"Invoke-InfluxQuery 'SELECT' -Connection '{server.Connection}'; Invoke-InfluxQuery 'SELECT' -AsBatch -Connection '{server.Connection}'").Succeed().Output);
    }

    [Fact]
    public async Task Verbose_says_what_is_asked_but_not_with_which_token()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(Rows.Room(1));

        Answer answer = _engine.Run($"Invoke-InfluxQuery 'SELECT 7' -Verbose -Connection '{server.Connection}&token=apiv3_secret'").Succeed();

        Assert.Contains(answer.Verbose, text => text.Contains("SELECT 7", StringComparison.Ordinal));
        Assert.DoesNotContain(answer.Verbose, text => text.Contains("apiv3_secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_limit_ends_an_answer_that_takes_too_long()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync([], holdOpen: true);

        Answer answer = _engine.Run($"Invoke-InfluxQuery 'SELECT' -TimeoutSec 1 -Connection '{server.Connection}'");

        Assert.Equal(System.Management.Automation.ErrorCategory.OperationTimeout, answer.FailWith("OperationTimeout").CategoryInfo.Category);
    }

    [Theory]
    [InlineData("Invoke-InfluxQuery 'SELECT 1' -Connection nosuch", "ConnectionNotFound", "There is no connection named 'nosuch'")]
    [InlineData("Invoke-InfluxQuery 'SELECT 1' -Connection 'https://host:8181?database'", "InvalidParameter", "connection string is malformed")]
    [InlineData("Invoke-InfluxQuery 'SELECT 1' -Connection 'https://host:8181?nokey=1'", "InvalidParameter", "unknown key 'nokey'")]
    [InlineData("Invoke-InfluxQuery 'SELECT 1' -Connection 'http://example.test?token=t'", "InsecureConnection", "example.test")]
    [InlineData("Invoke-InfluxQuery 'SELECT 1' -Connection 'http://127.0.0.1:1'", "InvalidParameter", "-Database")]
    [InlineData("Invoke-InfluxQuery ' ' -Connection 'http://127.0.0.1:1?database=db'", "InvalidParameter", "-Query")]
    [InlineData("Invoke-InfluxQuery 42 -Connection 'http://127.0.0.1:1?database=db'", "InvalidParameter", "42")]
    [InlineData("Invoke-InfluxQuery 'x' -Parameter @{ a = @(1) } -Connection 'http://127.0.0.1:1?database=db'", "InvalidParameter", "'a'")]
    [InlineData("Invoke-InfluxQuery 'SELECT 1' -Connection 'http://127.0.0.1:1?database=db'", "ConnectionFailed", "127.0.0.1:1")]
    [InlineData("Invoke-InfluxQuery 'SELECT 1' -Connection 'https://no-such-host.invalid?database=db'", "ConnectionFailed", "no-such-host.invalid")]
    public void What_is_wrong_before_or_at_the_door_has_its_error_id(string script, string id, string message)
    {
        Answer answer = _engine.Run(script);

        Assert.Contains(message, answer.FailWith(id).ToString(), StringComparison.Ordinal);
        Assert.Empty(answer.Output);
    }

    [Fact]
    public void Without_any_connection_the_error_names_the_ways_to_give_one()
    {
        string text = _engine.Run("Invoke-InfluxQuery 'SELECT 1'").FailWith("ConnectionNotFound").ToString();

        Assert.Contains("-Connection", text, StringComparison.Ordinal);
        Assert.Contains("Connect-InfluxDatabase", text, StringComparison.Ordinal);
        Assert.Contains("INFLUX_HOST", text, StringComparison.Ordinal);
    }
}
