using System.Diagnostics;
using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests;

/// <summary>QuickStart as a person starts it: a process with output and an exit code.</summary>
[LongTests]
public sealed class QuickStartProgramTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("influxdownsample-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void The_sample_run_shows_hourly_rows_and_reads_back_what_it_wrote()
    {
        (int exitCode, string output, string error) = Run();

        Assert.DoesNotContain("error:", error, StringComparison.Ordinal);
        Assert.StartsWith("Starts the local server in memory", output, StringComparison.Ordinal);
        Assert.Contains("PS> $sql | Invoke-InfluxQuery -Connection raw | Sort-InfluxPoints | Write-InfluxPoints -Measurement occupancy_1h", output, StringComparison.Ordinal);
        Assert.Matches(@"02/02/2015 14:00:00\s+office\s+|office\s+\S+\s+02/02/2015 14:00:00", output);
        Assert.Contains("20560 raw rows", output, StringComparison.Ordinal);
        Assert.Contains("Every point read back equals what was written", output, StringComparison.Ordinal);
        Assert.Equal(0, exitCode);
    }

    [Fact]
    public void A_script_finds_server_token_and_sample_and_the_token_is_never_printed()
    {
        string tokenFile = Path.Combine(_folder.FullName, "token");
        string script = Script($"""
            [IO.File]::WriteAllText('{tokenFile}', [pscredential]::new('x', $token).GetNetworkCredential().Password)
            Connect-InfluxDatabase -Name mine -Uri $server -Database office -Token $token -Verbose
            Get-InfluxConnection
            Invoke-InfluxQuery "SELECT COUNT(*) AS rows FROM occupancy WHERE time >= '2015-02-03' AND time < '2015-02-04'" -Connection mine -Verbose
            $token
            'done'
            """);

        (int exitCode, string output, string error) = Run(script);

        string token = File.ReadAllText(tokenFile);
        Assert.Equal(64, token.Length);
        Assert.DoesNotContain(token, output + error, StringComparison.Ordinal);
        Assert.Matches(@"rows\s+(-+|:)\s+1440", output);
        Assert.Contains("done", output, StringComparison.Ordinal);
        Assert.Equal(0, exitCode);
    }

    [Theory]
    [InlineData("Invoke-InfluxQuery 'SELECT 1' -Connection nowhere", 1, "ConnectionNotFound")]
    [InlineData("throw 'no more'", 1, "no more")]
    [InlineData("exit 3", 3, "")]
    public void A_script_that_fails_gives_a_failing_exit_code(string text, int expectedExitCode, string expectedError)
    {
        (int exitCode, _, string error) = Run(Script(text));

        Assert.Equal(expectedExitCode, exitCode);
        Assert.Contains(expectedError, error, StringComparison.Ordinal);
    }

    private string Script(string text)
    {
        string path = Path.Combine(_folder.FullName, "script.ps1");
        File.WriteAllText(path, text);
        return path;
    }

    private static (int ExitCode, string Output, string Error) Run(params string[] arguments)
    {
        // The tests' own configuration, Debug or Release, is the one that was built.
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        string program = Path.Combine(Checkout.Root, "src", "InfluxDownsample.QuickStart", "bin", configuration, "net10.0", "InfluxDownsample.QuickStart.dll");
        using Process process = Process.Start(new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
