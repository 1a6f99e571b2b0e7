using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests.Connecting;

/// <summary>Asking whether a connection works.</summary>
public sealed class TestInfluxConnectionTests(TestServer server) : IClassFixture<TestServer>, IDisposable
{
    private readonly HostedEngine _engine = new();

    public void Dispose() => _engine.Dispose();

    [Fact]
    public async Task What_works_is_true_by_object_name_connection_string_and_default()
    {
        string database = await server.DatabaseWith("home temp=1 1");

        Assert.Equal([true, true, true, true, true], _engine.Run($$"""
            $c = Connect-InfluxDatabase {{server.Host.Address}} {{database}} -Token {{TestServer.Token}}
            Test-InfluxConnection
            Test-InfluxConnection default
            Test-InfluxConnection -Connection $c
            $c | Test-InfluxConnection
            Test-InfluxConnection '{{server.Connection(database)}}'
            """).Succeed().Values);
    }

    [Fact]
    public async Task Detailed_tells_what_was_found()
    {
        string database = await server.DatabaseWith("home temp=1 1");
        const string Shown = "ForEach-Object { \"$($_.Reachable) $($_.Authenticated) $($_.DatabaseExists) $($_.Edition) $($_.ServerVersion -match '^3') $($_.Latency -gt 0) $($null -eq $_.Message)\" }";

        Assert.Equal(
            [
                "True True True Core True True True",
                "True True False Core True True False",
                "True False  Auto False True False",
                "False False  Auto False True False",
                "True True  Core True True True",
            ],
            _engine.Run($$"""
                Test-InfluxConnection '{{server.Connection(database)}}' -Detailed | {{Shown}}
                Test-InfluxConnection '{{server.Connection("nosuch")}}' -Detailed | {{Shown}}
                Test-InfluxConnection '{{server.Connection(database, token: "wrong")}}' -Detailed | {{Shown}}
                Test-InfluxConnection 'http://127.0.0.1:1' -Detailed | {{Shown}}
                Test-InfluxConnection '{{server.Host.Address}}?token={{TestServer.Token}}' -Detailed | {{Shown}}
                """).Succeed().Texts);
    }

    [Fact]
    public async Task A_server_that_has_gone_since_is_not_reachable()
    {
        await using LocalServer.LocalServerHost gone = await LocalServer.LocalServerHost.StartAsync(TestServers.Options);
        _engine.Run($"$c = Connect-InfluxDatabase {gone.Address} -Name gone").Succeed();
        await gone.DisposeAsync();

        Assert.Equal(["False False"], _engine.Run("Test-InfluxConnection gone -Detailed | ForEach-Object { \"$($_.Reachable) $($_.Authenticated)\" }").Succeed().Texts);
    }

    [Fact]
    public void What_does_not_work_is_false_and_no_error()
    {
        Assert.Equal([false, false, false, false, false], _engine.Run($$"""
            Test-InfluxConnection
            Test-InfluxConnection nosuch
            Test-InfluxConnection 'https://host?malformed'
            Test-InfluxConnection '{{server.Connection("nosuch")}}'
            Test-InfluxConnection '{{server.Connection("nosuch", token: "wrong")}}'
            """).Succeed().Values);
    }
}
