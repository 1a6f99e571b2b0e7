using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using InfluxDownsample.LocalServer;
using InfluxDownsample.LocalServer.Faults;
using InfluxDownsample.Shell.Tests.Hosting;
using Xunit;
using Xunit.Abstractions;

namespace InfluxDownsample.Shell.Tests;

/// <summary>The runbook out of the zip, in a PowerShell as a cloud's sandbox starts it: without a console, in 400 MB, with the account's variables and identity.</summary>
public sealed class RunbookTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const string Token = "apiv3_OnlyForRunbooks0123456789";
    private const int SandboxMB = 400;
    private const int Days = 1;

    private readonly AheadClock _clock = new();
    private readonly string _modules = Directory.CreateTempSubdirectory().FullName;
    private LocalServerHost _server = null!;
    private AutomationAccount _account = null!;

    public async Task InitializeAsync()
    {
        _server = await LocalServerHost.StartAsync(new LocalServerOptions { Token = Token, Clock = _clock });
        _account = await AutomationAccount.StartAsync(
            new Dictionary<string, string> { ["influx-token"] = Token, ["plan"] = Plan }, new Dictionary<string, string> { ["influx"] = Token });
        ZipFile.ExtractToDirectory(HandedOut.Zip, _modules);
        // The account's own command for its variables: https://learn.microsoft.com/azure/automation/shared-resources/variables
        string assets = Directory.CreateDirectory(Path.Combine(_modules, "Orchestrator.AssetManagement.Cmdlets")).FullName;
        await File.WriteAllTextAsync(Path.Combine(assets, "Orchestrator.AssetManagement.Cmdlets.psm1"),
            "function Get-AutomationVariable([string] $Name) { (Invoke-WebRequest \"$env:TEST_VARIABLES/$Name\").Content }");
        await WriteRawAsync();
    }

    public async Task DisposeAsync()
    {
        await _account.DisposeAsync();
        await _server.DisposeAsync();
        Directory.Delete(_modules, recursive: true);
    }

    [Fact]
    public async Task With_an_encrypted_variable_it_tells_each_job_in_a_line_of_JSON()
    {
        PwshRun run = await RunAsync("-PlanVariable plan -Token influx-token");

        string[] lines = run.Succeed().Split('\n');
        JsonElement[] said = [.. lines[..^1].Select(static line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(["home/minutes", "home/hours"], said[..^1].Select(static job => job.GetProperty("Job").GetString()));
        Assert.All(said[..^1], static job => Assert.Equal("Completed", job.GetProperty("Status").GetString()));
        Assert.Equal([Days * 1440, Days * 24], said[..^1].Select(static job => job.GetProperty("PointsWritten").GetInt32()));
        Assert.Equal(2, said[^1].GetProperty("Jobs").GetInt32());
        Assert.Equal(0, said[^1].GetProperty("Failed").GetInt32());
        Assert.DoesNotContain(Token, run.Output, StringComparison.Ordinal);
        output.WriteLine(lines[^1]);
        Assert.InRange(int.Parse(lines[^1]["peakMB=".Length..], CultureInfo.InvariantCulture), 1, SandboxMB);
        Assert.Equal(await SumsAsync("raw", "sum(v)"), await SumsAsync("hours", "sum(v_sum)"));
    }

    [Fact]
    public async Task With_a_secret_of_Key_Vault_it_asks_the_identity_of_the_account()
    {
        PwshRun run = await RunAsync($"-PlanVariable plan -Token '{_account.Address}secrets/influx' -Job home/minutes");

        Assert.Contains("\"Status\":\"Completed\"", run.Succeed(), StringComparison.Ordinal);
        Assert.Equal(["/identity https://vault.azure.net", "/secrets/influx"], _account.Asked.Where(static path => !path.StartsWith("/variables", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task It_fails_when_a_job_fails_and_says_which_after_the_others_have_run()
    {
        string plan = Plan.Replace("\"hours\", \"Every\"", "\"hours\", \"FieldType\": { \"nothing\": \"integer\" }, \"Every\"", StringComparison.Ordinal);

        PwshRun run = await RunAsync("-Plan $env:TEST_PLAN -Token influx-token", ("TEST_PLAN", plan));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("\"Job\":\"home/minutes\",\"Status\":\"Completed\"", run.Output, StringComparison.Ordinal);
        Assert.Contains("\"Job\":\"home/hours\",\"Status\":\"Failed\"", run.Output, StringComparison.Ordinal);
        Assert.Contains("\"Jobs\":2,\"Failed\":1", run.Output, StringComparison.Ordinal);
        Assert.Contains("A downsampling job failed", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_with_an_error_is_not_run_and_the_error_stands_in_the_last_line()
    {
        string plan = Plan.Replace("\"1h\"", "\"1hour\"", StringComparison.Ordinal);

        PwshRun run = await RunAsync("-Plan $env:TEST_PLAN -Token influx-token", ("TEST_PLAN", plan));

        Assert.Equal(1, run.ExitCode);
        JsonElement last = JsonDocument.Parse(run.Output.Split('\n')[0]).RootElement;
        Assert.Equal("Failed", last.GetProperty("Status").GetString());
        Assert.Equal(0, last.GetProperty("Jobs").GetInt32());
        Assert.Contains("plan.json, line 7", last.GetProperty("Errors")[0].GetString(), StringComparison.Ordinal);
        Assert.Contains("The plan was not run", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(_server.Requests.Entries, static request => IsWrite(request, "minutes"));
    }

    [Fact]
    public async Task Killed_by_the_sandbox_and_started_again_it_goes_on_by_itself()
    {
        using (Process killed = Process.Start(Pwsh.StartInfo(["-NonInteractive", "-Command", Command("-PlanVariable plan -Token influx-token")], _modules, Variables()))!)
        {
            await BeforeEndAsync(_server.Requests.WaitForAsync(static request => IsWrite(request, "minutes")), killed.WaitForExitAsync());
            killed.Kill();
            await killed.WaitForExitAsync();
        }

        PwshRun locked = await RunAsync("-PlanVariable plan -Token influx-token -LockWaitSec 0");
        Assert.Equal(1, locked.ExitCode);
        Assert.Contains("\"Job\":\"home/minutes\",\"Status\":\"Failed\"", locked.Output, StringComparison.Ordinal);

        // The next one meets the lock of the dead run too, and tries again until that is stale.
        int writes = Writes();
        Task<PwshRun> again = RunAsync("-PlanVariable plan -Token influx-token");
        await BeforeEndAsync(_server.Requests.WaitForAsync(request => IsWrite(request, "minutes") && Writes() > writes), again);
        _clock.Advance(TimeSpan.FromMinutes(3));
        PwshRun run = await again;

        Assert.Contains("\"Failed\":0", run.Succeed(), StringComparison.Ordinal);
        Assert.Equal(await SumsAsync("raw", "sum(v)"), await SumsAsync("hours", "sum(v_sum)"));
    }

    private static async Task BeforeEndAsync(Task seen, Task end)
    {
        await Task.WhenAny(seen, end);
        Assert.True(seen.IsCompleted, "The runbook ended before it wrote.");
    }

    private int Writes() => _server.Requests.Entries.Count(static request => IsWrite(request, "minutes"));

    private static bool IsWrite(LoggedRequest request, string database) => request.Method == "POST" && request.Path.Contains("write", StringComparison.Ordinal) && request.Database == database;

    private string Plan => $$"""
        {
          "Connections": { "influx": { "Uri": "{{_server.Address}}", "Database": "raw", "TokenVariable": "INFLUX_TOKEN" } },
          "Defaults": { "Source": "influx", "Target": "influx", "Aggregate": "rollup", "Stop": "2026-01-02", "SettleTime": "0s" },
          "Measurements": "home",
          "Tiers": [
            { "Name": "minutes", "Every": "1m", "TargetDatabase": "minutes", "Retention": "none" },
            { "Name": "hours", "Every": "1h", "TargetDatabase": "hours", "Retention": "none" }
          ]
        }
        """;

    private Task<PwshRun> RunAsync(string arguments, params (string Name, string Value)[] variables)
        => Pwsh.RunUnattendedAsync(Command(arguments), _modules, Variables(variables));

    private string Command(string arguments)
        => $"try {{ & '{Path.Combine(_modules, "InfluxDownsample", "module", "runbooks", "Invoke-DownsamplePlan.ps1")}' {arguments} }} "
            + "finally { \"peakMB=$([int]([System.Diagnostics.Process]::GetCurrentProcess().PeakWorkingSet64 / 1MB))\" }";

    private Dictionary<string, string> Variables(params (string Name, string Value)[] more)
        => new(more.Select(static variable => KeyValuePair.Create(variable.Name, variable.Value)))
        {
            ["PSModulePath"] = _modules,
            ["DOTNET_GCTotalPhysicalMemory"] = $"0x{SandboxMB * 1024L * 1024:X}",
            ["TEST_VARIABLES"] = $"{_account.Address}variables",
            ["IDENTITY_ENDPOINT"] = $"{_account.Address}identity",
            ["IDENTITY_HEADER"] = AutomationAccount.IdentityHeader,
        };

    private async Task WriteRawAsync()
    {
        var lines = new StringBuilder();
        long start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
        for (int second = 0; second < Days * 86_400; second += 10)
        {
            lines.Append(CultureInfo.InvariantCulture, $"home,room=a v={second % 977}i {start + second}\n");
        }

        using HttpClient client = Client();
        using var content = new StringContent(lines.ToString());
        using HttpResponseMessage answer = await client.PostAsync("api/v3/write_lp?db=raw&precision=second", content);
        answer.EnsureSuccessStatusCode();
    }

    private async Task<string> SumsAsync(string database, string sum)
    {
        using HttpClient client = Client();
        using var content = new StringContent(JsonSerializer.Serialize(new Dictionary<string, string>
        {
            ["db"] = database,
            ["q"] = $"SELECT {sum} AS v FROM home WHERE time >= '2026-01-01T00:00:00Z' AND time < '2026-01-02T00:00:00Z'",
            ["format"] = "csv",
        }), Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await client.PostAsync("api/v3/query_sql", content);
        return await answer.Content.ReadAsStringAsync();
    }

    private HttpClient Client()
        => new() { BaseAddress = _server.Address, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", Token) } };
}
