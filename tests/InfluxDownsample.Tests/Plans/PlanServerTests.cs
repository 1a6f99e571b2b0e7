using System.Globalization;
using InfluxDownsample.Tests.Hosting;
using Xunit;
using static InfluxDownsample.Tests.Hosting.DownsampleSite;

namespace InfluxDownsample.Tests.Plans;

/// <summary>Plans and their servers: connections with tokens, databases with retention periods, and what Test-InfluxDownsamplePlan -Online finds.</summary>
public sealed class PlanServerTests(TestServer server) : IClassFixture<TestServer>, IDisposable
{
    private const string Variable = "INFLUXDOWNSAMPLE_PLAN_TESTS";

    private static readonly string[] s_rows
        = ["home,room=kitchen temp=21.5 1767225600000000000", "home,room=kitchen temp=22.5 1767229200000000000", "home,room=kitchen temp=22.5 1767312000000000000"];

    private readonly HostedEngine _engine = new();
    private readonly PlanFile _plans = new();

    public void Dispose()
    {
        _engine.Dispose();
        _plans.Dispose();
    }

    [Fact]
    public async Task Databases_are_created_with_the_retention_of_their_tier_and_never_changed()
    {
        string raw = await RawAsync();
        string path = _plans.Write(Plan(raw, $"@{{ Every = '1h'; TargetDatabase = '{raw}_h'; Retention = '36500d' }}, @{{ Every = '1d'; TargetDatabase = '{raw}_d'; Retention = 'none' }}"));
        string period = $"(Get-InfluxDatabase -Connection plan | Where-Object Name -Like '{raw}_*' | ForEach-Object {{ \"$($_.RetentionPeriod)\" }}) -join ' '";
        Connect();

        Assert.Equal([], Online(path));
        Assert.Equal("", _engine.Run($"$null = Invoke-InfluxDownsample -Path '{path}' -WhatIf; {period}").Succeed().Texts[^1]);
        Answer run = _engine.Run($"Invoke-InfluxDownsample -Path '{path}' -SettleTime 0s; {period}").Succeed();
        Assert.Equal(["Completed", "Completed", " 36500.00:00:00"], run.Output.Select(one => one.Properties["Status"]?.Value.ToString() ?? one.ToString()));
        Assert.Empty(run.Warnings);

        // Somebody wants another period now: said, and left as it is.
        File.WriteAllText(path, File.ReadAllText(path).Replace("36500d", "40000d", StringComparison.Ordinal));
        Answer changed = _engine.Run($"Invoke-InfluxDownsample -Path '{path}' -SettleTime 0s -Lookback 1h; {period}").Succeed();
        Assert.Equal($"Database '{raw}_h' keeps rows for 36500d, and the plan says for 40000d. It is left as it is. "
            + "Change it with Set-InfluxDatabase, or the plan's Retention.", Assert.Single(changed.Warnings));
        Assert.Equal(" 36500.00:00:00", changed.Texts[^1]);
        Assert.Equal(["4 Tiers[0].Retention Warning "], Online(path));
    }

    [Fact]
    public async Task History_that_a_tier_does_not_keep_is_missed_with_a_warning_and_the_cure_works()
    {
        // Sixty days up to now: servers forget by their own clock.
        DateTime today = DateTime.UtcNow.Date;
        await RawAsync();
        string raw = await server.DatabaseWith([.. Enumerable.Range(0, 240).Select(row => string.Create(CultureInfo.InvariantCulture,
            $"home v={row % 7} {(today.AddDays(-60).AddHours(6 * row) - DateTime.UnixEpoch).Ticks * 100}"))]);
        string path = _plans.Write(Plan(raw, $"@{{ Every = '1h'; TargetDatabase = '{raw}_h'; Retention = '30d' }}, @{{ Every = '1d'; TargetDatabase = '{raw}_d' }}"));
        string first = today.AddDays(-60).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        string expected = $"'home/1h': database '{raw}_h' keeps rows for 30d, so from {today.AddDays(-30):yyyy-MM-dd}T";
        Connect();

        Assert.Equal(["4 Tiers[0].Retention Warning "], Online(path));
        string finding = _engine.Run($"(Test-InfluxDownsamplePlan '{path}' -Online).Message").Succeed().Texts[0];
        Assert.StartsWith(expected, finding, StringComparison.Ordinal);
        Assert.Contains($"the rows of 'home' begin at {first}. What is older is gone at once, and missing in 'home/1d'.", finding, StringComparison.Ordinal);
        foreach (string rehearsal in new[] { " -WhatIf", "" })
        {
            string warning = Assert.Single(_engine.Run($"Invoke-InfluxDownsample -Path '{path}' -SettleTime 0s{rehearsal}").Succeed().Warnings);
            Assert.StartsWith(expected, warning, StringComparison.Ordinal);
            Assert.Contains($"this run's windows begin at {first}. What is older is gone at once, and missing in 'home/1d'.", warning, StringComparison.Ordinal);
        }

        string days = $"(Invoke-InfluxQuery -Connection plan -Database {raw}_d -Query 'SELECT count(v_count) AS n FROM home').n";
        Assert.InRange(int.Parse(_engine.Run(days).Succeed().Texts[0], CultureInfo.InvariantCulture), 28, 30);
        // Later runs, and checks, have nothing to say: what they write is kept long enough.
        Assert.Empty(_engine.Run($"Invoke-InfluxDownsample -Path '{path}' -SettleTime 0s -Lookback 1d").Succeed().Warnings);
        Assert.Equal([], Online(path));

        Answer cured = _engine.Run($"Set-InfluxDatabase {raw}_h 90d -Force -Connection plan; Invoke-InfluxDownsample -Path '{path}' -SettleTime 0s -Start {first}").Succeed();
        Assert.DoesNotContain(cured.Warnings, warning => warning.StartsWith("'home/1h'", StringComparison.Ordinal));
        Assert.Equal("60", _engine.Run($"Set-InfluxDatabase {raw}_h 30d -Force -Connection plan; {days}").Succeed().Texts[^1]);
    }

    [Fact]
    public async Task Wildcards_leave_out_what_runs_have_made()
    {
        string raw = await RawAsync();
        string path = _plans.Write(Plan(raw, "@{ Every = '1h'; TargetMeasurement = '{measurement}_{every}' }").Replace("'home'", "'h*'", StringComparison.Ordinal));
        Connect();
        Assert.Equal(["home/1h"], Ran(path));

        // Another interval makes another table of the raw one, and none of the table made before.
        File.WriteAllText(path, File.ReadAllText(path).Replace("'1h'", "'2h'", StringComparison.Ordinal));
        string warning = $"'h*' does not pick 'home_1h' of database '{raw}': on record it is a target of earlier runs. Measurements takes it by name, without wildcards.";
        Assert.Equal(["home/2h"], Ran(path, warning));
        Assert.Equal(["home/2h"], Ran(path, warning));
        Assert.Equal([warning], _engine.Run($"(Test-InfluxDownsamplePlan '{path}' -Online).Message").Succeed().Texts);

        File.WriteAllText(path, File.ReadAllText(path).Replace("'h*'", "'h*', 'home_1h'", StringComparison.Ordinal));
        Assert.Equal(["home/2h", "home_1h/2h"], Ran(path));
    }

    [Fact]
    public async Task A_retention_that_the_edition_cannot_set_fails_the_jobs_of_its_tier()
    {
        string raw = await RawAsync();
        string path = _plans.Write(Plan(raw, $"@{{ Every = '1h'; TargetDatabase = '{raw}_x'; Retention = '30d' }}").Replace("TokenVariable", "Edition = 'CloudDedicated'; TokenVariable", StringComparison.Ordinal));

        Answer run = _engine.Run($"Invoke-InfluxDownsample -Path '{path}' -SettleTime 0s");

        string message = Assert.Single(run.Errors).ToString();
        Assert.StartsWith($"home/1h: Database '{raw}_x' is not there, and can't be created so that it keeps rows for 30d: ", message, StringComparison.Ordinal);
        Assert.Equal("Failed", Status(Result(run)));
        Assert.Single(Online(path), finding => finding.StartsWith("4 Tiers.Retention Error", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_only_the_servers_know_is_found_online()
    {
        string raw = await RawAsync();
        // A target whose column is text.
        await server.WriteAsync($"{raw}_h", "home,room=kitchen temp_max=\"high\" 1767225600000000000");
        string path = _plans.Write(Plan(raw, $$"""
            @{ Every = '1h'; TargetDatabase = '{{raw}}_h' }
            @{ Every = '1d'; TargetDatabase = '{{raw}}_d'; Aggregate = @{
                'tmep' = 'max' } }
            @{ Every = '1w'; Source = 'plan'; TargetDatabase = '{{raw}}_w'; Where = @{
                rom = 'kitchen' } }
            """));
        Connect();

        Assert.Equal(["4 Tiers[0] Error SchemaConflict", "6 Tiers[1].Aggregate.tmep Error ColumnNotFound", "8 Tiers[2].Where.rom Error ColumnNotFound"], Online(path));
        // With a table that fits, the tier above is tried on what the one below will make.
        File.WriteAllText(path, File.ReadAllText(path).Replace($"{raw}_h", $"{raw}_h2", StringComparison.Ordinal).Replace("rom =", "room =", StringComparison.Ordinal));
        Assert.Equal(["6 Tiers[1].Aggregate.tmep Error ColumnNotFound"], Online(path));
        File.WriteAllText(path, File.ReadAllText(path).Replace("tmep", "temp", StringComparison.Ordinal));
        Assert.Equal([], Online(path));

        File.WriteAllText(path, File.ReadAllText(path).Replace("'home'", "'hom', 'x*'", StringComparison.Ordinal));
        Assert.Equal(["3 Measurements[0] Error MeasurementNotFound", "3 Measurements[1] Error MeasurementNotFound"], Online(path));
        Environment.SetEnvironmentVariable(Variable, "apiv3_wrong");
        Assert.Equal(["2 Connections.plan Error AuthenticationFailed"], Online(path));
    }

    [Fact]
    public async Task A_tier_over_one_that_is_not_enabled_and_was_never_made_says_so()
    {
        string raw = await RawAsync();
        string path = _plans.Write(Plan(raw, $$"""
            @{ Name = 'min'; Every = '30m'; TargetDatabase = '{{raw}}_m'; Enabled = $false }
            @{ Name = 'hour'; Every = '1h'; TargetDatabase = '{{raw}}_h' }
            @{ Name = 'day'; Every = '1d'; TargetDatabase = '{{raw}}_d' }
            """));
        string told = $"'home/hour' has nothing to read: 'home/min', which would make measurement 'home' in database '{raw}_m', is not enabled, and nothing has made it so far. "
            + "Enable 'home/min', or let the tier read another Source.";

        Answer found = _engine.Run($"Test-InfluxDownsamplePlan '{path}' -Online").Succeed();
        Assert.Equal(["5 Tiers[1] Warning "], PlanFile.Findings(found));
        Assert.Equal(told, PlanFile.Text(found.Output[0], "Message"));
        // Once, at the bottom: the tier above has its own to wait for.
        Assert.Equal(["home/hour", "home/day"], Ran(path, told));

        // A tier that was made before it was left out may be read.
        File.WriteAllText(path, File.ReadAllText(path).Replace("$false", "$true", StringComparison.Ordinal));
        Assert.Equal([], Online(path));
        Assert.Equal(["home/min", "home/hour", "home/day"], Ran(path));
        File.WriteAllText(path, File.ReadAllText(path).Replace("$true", "$false", StringComparison.Ordinal));
        Assert.Equal([], Online(path));
        Assert.Equal(["home/hour", "home/day"], Ran(path));
    }

    private string[] Ran(string path, params string[] warnings)
    {
        Answer run = _engine.Run($"Invoke-InfluxDownsample -Path '{path}' -SettleTime 0s").Succeed();
        Assert.Equal(warnings, run.Warnings.Where(warning => warning.StartsWith('\'')));
        return [.. run.Output.Select(result => result.Properties["Job"].Value.ToString()!)];
    }

    private string[] Online(string path) => PlanFile.Findings(_engine.Run($"Test-InfluxDownsamplePlan '{path}' -Online"));

    private void Connect() => _engine.Run($"Connect-InfluxDatabase {server.Host.Address} -Token {TestServer.Token} -Name plan").Succeed();

    private string Plan(string raw, string tiers)
    {
        Environment.SetEnvironmentVariable(Variable, TestServer.Token);
        return $$"""
            @{
                Connections = @{ plan = @{ Uri = '{{server.Host.Address}}'; Database = '{{raw}}'; TokenVariable = '{{Variable}}' } }
                Measurements = 'home'; Defaults = @{ Source = 'plan'; Aggregate = 'rollup' }
                Tiers = {{(tiers.Contains('\n', StringComparison.Ordinal) ? $"@({tiers})" : tiers)}}
            }
            """;
    }

    private async Task<string> RawAsync()
    {
        // More than the limit that Core has by itself: this server has another.
        for (int database = 0; database < 5; database++)
        {
            await server.DatabaseWith("other v=1 1767225600000000000");
        }

        return await server.DatabaseWith(s_rows);
    }
}
