using System.Diagnostics;
using System.Text;
using System.Text.Json;
using InfluxDownsample.LocalServer.Tests.Hosting;
using Xunit;
using Xunit.Abstractions;

namespace InfluxDownsample.LocalServer.Tests.NodeClient;

/// <summary>
/// The official client for Node.js writes points and reads them back. It runs where node, npm and the package registry are; elsewhere
/// the test says so and proves nothing.
/// </summary>
public sealed class NodeClientTests(ITestOutputHelper output) : IDisposable
{
    private const string Package = "@influxdata/influxdb3-client@2.1.0";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("node-client-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task OfficialClient_WritesAndReadsBack_InSqlAndInfluxQl()
    {
        File.Copy(Path.Combine(AppContext.BaseDirectory, "NodeClient", "roundtrip.mjs"), Path.Combine(_directory.FullName, "roundtrip.mjs"));
        if (await RunAsync("node", "--version") is not (0, _) ||
            await RunAsync(OperatingSystem.IsWindows() ? "npm.cmd" : "npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", _directory.FullName, Package) is not (0, _))
        {
            output.WriteLine($"Not run: node, npm or {Package} can't be had here.");
            return;
        }

        await using RunningServer server = await RunningServer.StartAsync();
        (int exit, string text) = await RunAsync("node", "roundtrip.mjs", server.Host.Address.ToString(), RunningServer.Token, "nodedb");
        Assert.True(exit == 0, text);
        JsonElement result = JsonDocument.Parse(text).RootElement;
        Assert.Equal(
            """[{"b":true,"f":1.5,"i":7,"room":"a b,c=d","s":"say \"x\"","time":1700000000123.4568,"u":"8n"},{"b":null,"f":-2,"i":null,"room":null,"s":null,"time":1700000001000,"u":null}]""",
            result.GetProperty("rows").GetRawText());
        Assert.Equal(
            """{"room":"a b,c=d","types":{"f":"float","i":"integer","u":"uinteger","s":"string","b":"boolean"},"timestamp":"1700000000123.4568"}""",
            result.GetProperty("points")[0].GetRawText());
        Assert.Equal(
            """[{"iox::measurement":"node","time":0,"room":"a b,c=d","f":1.5},{"iox::measurement":"node","time":0,"room":null,"f":-2}]""",
            result.GetProperty("means").GetRawText());
        Assert.StartsWith("3.", result.GetProperty("version").GetString());
        Assert.Contains(
            server.Host.Requests.Entries,
            request => request is { Method: "POST", Database: "nodedb", Status: 204 } && request.Path.Contains("write", StringComparison.Ordinal));
    }

    private async Task<(int Exit, string Text)> RunAsync(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { WorkingDirectory = _directory.FullName, RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = Encoding.UTF8 };
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(1));
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string text = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, process.ExitCode == 0 ? text : text + await errors);
        }
        catch (Exception missing) when (missing is System.ComponentModel.Win32Exception or OperationCanceledException)
        {
            return (-1, missing.Message);
        }
    }
}
