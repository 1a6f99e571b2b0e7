using System.Diagnostics;
using System.Net.Http.Headers;
using Xunit;

namespace InfluxDownsample.LocalServer.Tests;

/// <summary>The program as it is started by hand.</summary>
public sealed class ProgramTests
{
    [Fact]
    public async Task Help_NamesTheOptions()
    {
        using Process process = Start("--help");
        string text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        Assert.All(["--port", "--data", "--token", "--like", "--fail-writes", "--stale-overwrite", "--hide-rows", "--mix-versions", "--snapshot-every", "--seed"], option => Assert.Contains(option, text));
    }

    [Fact]
    public async Task UnknownOption_IsAnError()
    {
        using Process process = Start("--prot", "1");
        string text = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.NotEqual(0, process.ExitCode);
        Assert.Contains("--prot", text);
    }

    [Fact]
    public async Task DataDirectoryThatCanNotBe_IsToldWithoutAStackTrace()
    {
        string file = Path.GetTempFileName();
        try
        {
            using Process process = Start("--port", "0", "--data", file);
            string text = await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.Equal(1, process.ExitCode);
            Assert.StartsWith("The server did not start: ", text);
            Assert.DoesNotContain("   at ", text);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Interrupt_StopsCleanly()
    {
        // Only here can a test send what Ctrl+C sends.
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using Process process = Start("--port", "0", "--token", "hidden-token");
        string line = await process.StandardOutput.ReadLineAsync() ?? "";
        Assert.StartsWith("Listening on http://127.0.0.1:", line);
        Task<string> rest = process.StandardOutput.ReadToEndAsync();
        bool hasEnded = false;
        for (int attempt = 0; attempt < 12 && !hasEnded; attempt++)
        {
            // A signal that meets the runtime on its way up may be lost; a person presses the keys again.
            using Process kill = Process.Start("kill", ["-INT", $"{process.Id}"]);
            hasEnded = process.WaitForExit(TimeSpan.FromSeconds(5));
        }

        if (!hasEnded)
        {
            process.Kill();
        }

        Assert.True(hasEnded, "It did not end. Do these tests run in a background job of a script, which ignores interrupts, and so do all that it starts?");
        Assert.Equal(0, process.ExitCode);
        Assert.DoesNotContain("hidden-token", line + await rest);
    }

    [Theory]
    [InlineData("from-variable", null, "from-variable")]
    [InlineData("from-variable", "from-option", "from-option")]
    [InlineData("", null, null)]
    public async Task Token_ComesFromTheOption_ElseFromTheVariable(string variable, string? option, string? expected)
    {
        ProcessStartInfo start = StartInfo(["--port", "0", .. option is null ? [] : (string[])["--token", option]]);
        start.Environment["INFLUXDOWNSAMPLE_LOCAL_TOKEN"] = variable;
        using Process process = Process.Start(start)!;
        try
        {
            string line = await process.StandardOutput.ReadLineAsync() ?? "";
            using HttpClient http = new() { BaseAddress = new Uri(line.Split(' ')[^1]) };
            Assert.Equal(expected is null ? 200 : 401, await StatusAsync(http, null));
            Assert.Equal(200, await StatusAsync(http, expected));
            Assert.Equal(expected is null ? 200 : 401, await StatusAsync(http, "another"));
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    private static async Task<int> StatusAsync(HttpClient http, string? token)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/health");
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        using HttpResponseMessage response = await http.SendAsync(request);
        return (int)response.StatusCode;
    }

    private static Process Start(params string[] arguments) => Process.Start(StartInfo(arguments))!;

    private static ProcessStartInfo StartInfo(string[] arguments) =>
        new("dotnet", [typeof(LocalServerHost).Assembly.Location, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
}
