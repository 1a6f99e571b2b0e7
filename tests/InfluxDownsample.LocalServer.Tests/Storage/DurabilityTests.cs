using System.Diagnostics;
using System.Text.RegularExpressions;
using InfluxDownsample.LocalServer.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.LocalServer.Tests.Storage;

/// <summary>What was acknowledged survives the death of the process. // wire reference 5.1</summary>
public sealed partial class DurabilityTests : IDisposable
{
    private readonly string _directory = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task KilledProcess_HasEveryAcknowledgedLine()
    {
        using (Process process = Start(out Uri address))
        {
            using HttpClient client = new() { BaseAddress = address };
            client.DefaultRequestHeaders.Add("Authorization", "Bearer secret");
            for (int request = 0; request < 20; request++)
            {
                string lines = string.Concat(Enumerable.Range(0, 50).Select(i => $"m,r=r{request} f={i},g{request}=1i {(request * 50) + i}\n"));
                using HttpResponseMessage response = await client.PostAsync("/api/v3/write_lp?db=d&precision=ns", new StringContent(lines));
                Assert.Equal(204, (int)response.StatusCode);
            }

            // The same keys again, so that rows wait to be merged when the process dies.
            using HttpResponseMessage again = await client.PostAsync("/api/v3/write_lp?db=d&precision=ns", new StringContent("m,r=r0 f=-1 0"));
            Assert.Equal(204, (int)again.StatusCode);
            process.Kill();
            await process.WaitForExitAsync();
        }

        await using RunningServer server = await RunningServer.StartAsync(options => options with { DataDirectory = _directory });
        QueryAnswer answer = await server.InfluxQlAsync("SELECT f FROM m");
        Assert.Equal(1000, answer.RowCount);
        Assert.Equal("m,0,-1", answer.Rows[0]);
        Assert.Equal("m,999,49", answer.Rows[^1]);
    }

    private Process Start(out Uri address)
    {
        ProcessStartInfo start = new("dotnet") { RedirectStandardOutput = true, RedirectStandardInput = true };
        foreach (string argument in (string[])[typeof(LocalServerHost).Assembly.Location, "--port", "0", "--data", _directory, "--token", "secret"])
        {
            start.ArgumentList.Add(argument);
        }

        Process process = Process.Start(start)!;
        string line = process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The server said nothing.");
        address = new Uri(ListeningLine().Match(line).Groups[1].Value);
        return process;
    }

    [GeneratedRegex("^Listening on (http://127\\.0\\.0\\.1:[0-9]+/)$")]
    private static partial Regex ListeningLine();
}
