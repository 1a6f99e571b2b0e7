using System.Net;
using System.Net.Sockets;
using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests.Queries;

/// <summary>
/// However a pipeline ends, its query ends with it. A second is the promise and stopping takes milliseconds; nothing here would end by itself before it.
/// </summary>
[Collection(AloneCollection.Name)]
public sealed class EarlyEndTests : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(30);

    private readonly HostedEngine _engine = new();

    public void Dispose() => _engine.Dispose();

    [Theory]
    // The server has not sent anything yet, or has sent rows and keeps the answer open.
    [InlineData(false, "")]
    [InlineData(true, "")]
    [InlineData(true, "-AsBatch")]
    // Downstream collects, drops or sorts.
    [InlineData(true, "| ForEach-Object { $null = $_ }")]
    [InlineData(true, "| Remove-MeasurementColumn")]
    [InlineData(true, "| Sort-InfluxPoints")]
    public async Task Stopping_ends_the_query_here_and_on_the_server(bool rows, string rest)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(rows ? [Rows.Room(100)] : [], holdOpen: true);
        using RunningScript script = _engine.Start($"Invoke-InfluxQuery 'SELECT' -Connection '{server.Connection}' {rest}");
        await server.Asked.WaitAsync(s_deadline);

        await script.StopAsync().WaitAsync(s_limit);

        await server.Cancelled.WaitAsync(s_deadline);
        Assert.Empty(script.Errors);
    }

    [Fact]
    public async Task Stopping_ends_rows_that_never_end()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(Endless(), holdOpen: true);
        using RunningScript script = _engine.Start($"Invoke-InfluxQuery 'SELECT' -Connection '{server.Connection}' | ForEach-Object {{ if ($_.co -eq 0) {{ $_ }} }}");
        await script.FirstOutput.WaitAsync(s_deadline);

        await script.StopAsync().WaitAsync(s_limit);

        await server.Cancelled.WaitAsync(s_deadline);
    }

    [Theory]
    // Leaving a loop is how Select-Object -First ends a pipeline as well: through an exception from WriteObject, and nothing calls StopProcessing.
    [InlineData("foreach ($once in 1) { Invoke-InfluxQuery 'SELECT' -Connection $server | ForEach-Object { $_; break } }", 1)]
    [InlineData("foreach ($once in 1) { Invoke-InfluxQuery 'SELECT' -AsBatch -Connection $server | ForEach-Object { $_; break } }", 1)]
    [InlineData("foreach ($once in 1) { Invoke-InfluxQuery 'SELECT' -Connection $server | Remove-MeasurementColumn | ForEach-Object { $_; break } }", 1)]
    [InlineData("try { Invoke-InfluxQuery 'SELECT' -Connection $server | ForEach-Object { throw 'downstream' } } catch { \"$_\" }", 1)]
    public async Task A_downstream_end_ends_the_query(string script, int expected)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(Endless(), holdOpen: true);
        _engine.Set("server", server.Connection);

        Answer answer = _engine.Run(script).Succeed();

        Assert.Equal(expected, answer.Output.Count);
        await server.Cancelled.WaitAsync(s_deadline);
    }

    [Fact]
    public async Task The_downstream_failure_is_the_one_reported()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(Endless(), holdOpen: true);
        _engine.Set("server", server.Connection);

        Answer answer = _engine.Run("Invoke-InfluxQuery 'SELECT' -Connection $server | ForEach-Object { throw 'downstream' }");

        Assert.Equal("downstream", Assert.Single(answer.Errors).ToString());
    }

    [Theory]
    [InlineData("Connect-InfluxDatabase $address")]
    [InlineData("Test-InfluxConnection $address")]
    [InlineData("[pscustomobject]@{ time = 1; v = 1 } | Write-InfluxPoints -Measurement m -Connection \"$($address)?database=db\"")]
    [InlineData("[pscustomobject]@{ time = 1; v = 1 } | Write-InfluxPoints -Measurement m -Connection \"$($address)?database=db&edition=Core\"")]
    public async Task Stopping_ends_a_request_that_is_never_answered(string script)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        _engine.Set("address", $"http://{listener.LocalEndpoint}/");
        using RunningScript running = _engine.Start(script);
        using TcpClient request = await listener.AcceptTcpClientAsync().WaitAsync(s_deadline);
        byte[] received = new byte[1024];
        Assert.NotEqual(0, await request.GetStream().ReadAsync(received));

        await running.StopAsync().WaitAsync(s_limit);

        Assert.Empty(running.Errors);
    }

    private static IEnumerable<Apache.Arrow.RecordBatch> Endless()
    {
        while (true)
        {
            yield return Rows.Room(1000);
        }
    }
}
