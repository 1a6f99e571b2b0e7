using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests.Plans;

/// <summary>Test-InfluxDownsamplePlan without a server: everything that is wrong is found where it stands.</summary>
public sealed class PlanCheckTests(PlanEngine shared) : IClassFixture<PlanEngine>, IDisposable
{
    private readonly HostedEngine _engine = shared.Engine;
    private readonly PlanFile _plans = new();

    public void Dispose() => _plans.Dispose();

    [Theory]
    // The file.
    [InlineData("@{\nMeasurements = 'a'\nTiers = @{ Every = '1h' }", "1  Error InvalidParameter", "closing '}'")]
    [InlineData("Get-Date", "1  Error InvalidParameter", "one hashtable")]
    [InlineData("@{\nMeasurements = 'a'\nTiers = @{ Every = 15m }\n}", "3 Tiers.Every Error InvalidParameter", "quotes: '15m'")]
    [InlineData("@{\nMeasurements = 'a'\nTiers = @{ Every = '1h'; Start = (Get-Date) }\n}", "3 Tiers.Start Error InvalidParameter", "only values")]
    [InlineData("@{\nMeasurements = $env:X\nTiers = @{ Every = '1h' }\n}", "2 Measurements Error InvalidParameter", "$env:X has no value here")]
    // Names.
    [InlineData("@{\nMeasurements = 'a'\nTier = @{ Every = '1h' }\n}", "3 Tier Error InvalidParameter", "Did you mean 'Tiers'?")]
    [InlineData("@{\nMeasurements = 'a'\nTiers = @(\n@{ Every = '1h' }\n@{ Every = '1d'; Agregate = 'max' }\n)\n}", "5 Tiers[1].Agregate Error InvalidParameter", "Did you mean 'Aggregate'?")]
    [InlineData("@{\nDefaults = @{ Every = '1h' }\nMeasurements = 'a'\nTiers = @{ every = '1h' }\n}", "2 Defaults.Every Error InvalidParameter", "'Every'")]
    [InlineData("@{\nMeasurements = 'a'\nTiers = @{ Every = '1h' }\nJobs = @{ Tier = '1hour'; Delay = '1m' }\n}", "4 Jobs.Tier Error InvalidParameter", "no tier '1hour'")]
    [InlineData("@{\nMeasurements = 'a'\nTiers = @{ Every = '1h' }\nJobs = @{ Measurement = 'b'; Delay = '1m' }\n}", "4 Jobs.Measurement Warning ", "no measurement 'b'")]
    // What is not there.
    [InlineData("@{\nTiers = @{ Every = '1h' }\n}", "1  Error InvalidParameter", "names no measurement")]
    [InlineData("@{\nMeasurements = 'a'\nTiers = @{ Name = 'x' }\n}", "3 Tiers Error InvalidParameter", "no Every")]
    [InlineData("@{\nMeasurements = 'a'\nTiers = @{ Every = '1h'\nTarget = 'hurly' }\n}", "4 Tiers.Target Error ConnectionNotFound", "Did you mean 'hourly'?")]
    [InlineData("@{\nConnections = @{ x = @{ Uri = 'http://127.0.0.1:1'\nTokenVariable = 'NO_SUCH_TOKEN' } }\nMeasurements = 'a'\nTiers = @{ Every = '1h' }\n}", "3 Connections.x.TokenVariable Warning ", "'NO_SUCH_TOKEN' is not set")]
    // Values.
    [InlineData("@{\nMeasurements = 'a'\nTiers = @{ Every = '1hr' }\n}", "3 Tiers.Every Error InvalidParameter", "no duration")]
    [InlineData("@{\nMeasurements = 'a'\nDefaults = @{\nTimeZone = 'Europe/Berlinn' }\nTiers = @{ Every = '1d' }\n}", "4 Defaults.TimeZone Error InvalidParameter", "Europe/Berlin")]
    [InlineData("@{\nMeasurements = 'a'\nTiers = @{ Every = '1h'; Aggregate = @{\nv = 'men' } }\n}", "3 Tiers.Aggregate Error InvalidParameter", "Did you mean 'mean'")]
    [InlineData("@{\nMeasurements = 'a'\nTiers = @{ Every = '1h'; OnChange = 'Maybe' }\n}", "3 Tiers.OnChange Error InvalidParameter", "one of Report, Write, Fail")]
    [InlineData("@{\nMeasurements = 'a'\nTiers = @{ Every = '1h'\nNonFinite = 1 }\n}", "4 Tiers.NonFinite Error InvalidParameter", "one of Skip, Error")]
    [InlineData("@{\nMeasurements = 'a'\nTiers = @{ Every = '1h'; OnChange = '2' }\n}", "3 Tiers.OnChange Error InvalidParameter", "one of Report, Write, Fail")]
    [InlineData("@{\nMeasurements = 'a'\nTiers = @{ Every = '1h'; OnChange = 'Report, Write' }\n}", "3 Tiers.OnChange Error InvalidParameter", "one of Report, Write, Fail")]
    [InlineData("@{\nMeasurements = 'a'\nTiers = @{ Every = '1h'; Stamp = 0 }\n}", "3 Tiers.Stamp Error InvalidParameter", "one of Start, End")]
    [InlineData("@{\nMeasurements = 'a'\nTiers = @{ Every = '1h'\nWhere = @{ h = @{ a = 1 } } }\n}", "4 Tiers.Where Error InvalidParameter", "an object of type Hashtable")]
    [InlineData("@{\nMeasurements = 'a'\nTiers = @{ Every = '1h'\nAggregate = @{ v = @{ a = 1 } } }\n}", "4 Tiers.Aggregate Error InvalidParameter", "an object of type Hashtable")]
    [InlineData("@{\nMeasurements = 'a'\nTiers = @{ Every = '1h'; TargetMeasurement = '{table}' }\n}", "3 Tiers.TargetMeasurement Error InvalidParameter", "stands for nothing")]
    [InlineData("@{\nMeasurements = 'a'\nTiers = @{ Every = '1h'; Retention = 'a month' }\n}", "3 Tiers.Retention Error InvalidParameter", "'30d'")]
    [InlineData("@{\nMeasurements = 'a'\nTiers = @{ Every = '1h'; Start = '2026-02-01'\nStop = '2026-01-01' }\n}", "3 Tiers.Start Error InvalidParameter", "is not before")]
    // Tiers.
    [InlineData("@{\nMeasurements = 'a'\nTiers = @(\n@{ Every = '1m' }\n@{ Every = '1h'; TargetMeasurement = 'b' }\n@{ Every = '90m'; TargetMeasurement = 'c'; Aggregate = 'max' }\n)\n}", "6 Tiers[2].Every Error TierInvalid", "no whole multiple")]
    [InlineData("@{\nMeasurements = 'a'\nTiers = @(\n@{ Every = '1h' }\n@{ Every = '90m'; TargetMeasurement = 'b'; Aggregate = 'max' }\n)\n}", "5 Tiers[1].Every Error TierInvalid", "no whole multiple")]
    [InlineData("@{\nMeasurements = 'a'\nTiers = @(\n@{ Every = '1h' }\n@{ Every = '1d'; TargetMeasurement = 'b' }\n)\n}", "5 Tiers[1] Error TierInvalid", "'{field}' of 'a' holds means over 1h")]
    [InlineData("@{\nMeasurements = 'a'\nTiers = @(\n@{ Every = '1h'; Aggregate = 'rollup' }\n@{ Every = '1d'; TargetMeasurement = 'b'\nAggregate = 'p95' }\n)\n}", "6 Tiers[1].Aggregate Error TierInvalid", "p95")]
    [InlineData("@{\nMeasurements = 'a'\nTiers = @(\n@{ Every = '1h'; Aggregate = 'rollup' }\n@{ Every = '1d'; TargetMeasurement = 'b'; Aggregate = 'rollup'\nTimeZone = 'Asia/Kolkata' }\n)\n}", "6 Tiers[1].TimeZone Error TierInvalid", "not made of whole ones")]
    [InlineData("@{\nMeasurements = 'a'\nDefaults = @{ Aggregate = 'rollup' }\nTiers = @(\n@{ Every = '1h' }\n@{ Every = '1d' }\n)\n}", "6 Tiers[1] Error SourceEqualsTarget", "'{measurement}_{every}'")]
    // Back into the raw measurement, at once and by way of another tier.
    [InlineData("@{\nMeasurements = 'a'\nDefaults = @{ Aggregate = 'rollup' }\nTiers = @(\n@{ Every = '1h'; Target = 'raw'; TargetMeasurement = 'a_1h' }\n@{ Every = '1d'; Target = 'raw' }\n)\n}", "6 Tiers[1].Target Error SourceEqualsTarget", "the tiers below it are made")]
    [InlineData("@{\nMeasurements = 'a'\nDefaults = @{ Aggregate = 'rollup' }\nTiers = @(\n@{ Every = '1m' }\n@{ Every = '1h'; TargetMeasurement = 'a_1h' }\n@{ Every = '1d'\nTarget = 'raw' }\n)\n}", "8 Tiers[2].Target Error SourceEqualsTarget", "the tiers below it are made")]
    [InlineData("@{\nMeasurements = 'a'\nTiers = @(\n@{ Name = 'x'; Every = '1h'; Source = 'y' }\n@{ Name = 'y'; Every = '1d'; Source = 'x' }\n)\n}", "4 Tiers[0].Source Error InvalidParameter", "Tier 'y' stands no earlier in the plan")]
    // What takes text.
    [InlineData("@{\nMeasurements = 'a'\nTiers = @{ Every = '1h'; TargetMeasurement = @{ x = 1 } }\n}", "3 Tiers.TargetMeasurement Error InvalidParameter", "takes text")]
    [InlineData("@{\nMeasurements = 'a'\nTiers = @{ Every = '1h'; TargetDatabase = 7 }\n}", "3 Tiers.TargetDatabase Error InvalidParameter", "takes text")]
    [InlineData("@{\nMeasurements = 'a'\nTiers = @{ Every = '1h'; TargetDatabase = 'x', 'y' }\n}", "3 Tiers.TargetDatabase Error InvalidParameter", "takes text")]
    [InlineData("@{\nMeasurements = 'a'\nTiers = @{ Every = '1h'; TargetDatabase = $true }\n}", "3 Tiers.TargetDatabase Error InvalidParameter", "takes text")]
    [InlineData("@{\nMeasurements = 'a'\nTiers = @{ Every = '1h'; Tag = 'room',\n5 }\n}", "4 Tiers.Tag[1] Error InvalidParameter", "takes text")]
    [InlineData("@{\nMeasurements = 'a'\nTiers = @{ Every = '1h'; MinimumSamples = 1.5 }\n}", "3 Tiers.MinimumSamples Error InvalidParameter", "a whole number")]
    [InlineData("@{\nMeasurements = 'a', 'b'\nTiers = @{ Every = '1h'\nTargetMeasurement = 'one' }\n}", "4 Tiers.TargetMeasurement Error InvalidParameter", "'a/1h' and 'b/1h' would write to one measurement")]
    [InlineData("@{\nMeasurements = 'a'\nDefaults = @{ Aggregate = 'rollup' }\nTiers = @(\n@{ Every = '1h'\nRetention = '12h' }\n@{ Every = '1d'; TargetMeasurement = 'b' }\n)\n}", "6 Tiers[0].Retention Error TierInvalid", "gone before a window")]
    [InlineData("@{\nMeasurements = 'a'\nTiers = @{ Every = '1mo'\nRetention = '1mo' }\n}", "4 Tiers.Retention Error InvalidParameter", "keeps rows for 30d is too short-lived")]
    [InlineData("@{\nMeasurements = 'a'\nTiers = @{ Every = '1y'\nRetention = '366d' }\n}", "4 Tiers.Retention Error InvalidParameter", "gone at once")]
    [InlineData("@{\nMeasurements = 'a'\nTiers = @{ Every = '1d'; TimeZone = 'Europe/Berlin'\nRetention = '25h' }\n}", "4 Tiers.Retention Error InvalidParameter", "gone at once")]
    [InlineData("@{\nMeasurements = 'a'\nTiers = @{ Every = '1h'; Retention = '1.5s' }\n}", "3 Tiers.Retention Error InvalidParameter", "months of 30 and years of 365 days")]
    [InlineData("@{\nMeasurements = 'a'\nTiers = @(\n@{ Every = '1h'; Aggregate = 'rollup' }\n@{ Every = '1d'; TargetMeasurement = 'b'; Aggregate = 'mean', 'max'\nNameTemplate = 'x' }\n)\n}", "6 Tiers[1].NameTemplate Error InvalidParameter", "Let -NameTemplate hold {function}")]
    [InlineData("@{\nMeasurements = 'a'\nTiers = @{ Every = '1d'\nRetention = '1h' }\n}", "4 Tiers.Retention Error InvalidParameter", "gone at once")]
    [InlineData("@{\nMeasurements = 'a'\nDefaults = @{ Aggregate = 'rollup' }\nTiers = @(\n@{ Every = '1h'; Retention = '30d' }\n@{ Every = '1d'; TargetMeasurement = 'b'\nRetention = 'none' }\n)\n}", "5 Tiers[0].Retention Error InvalidParameter", "one retention period")]
    public void What_is_wrong_is_found_where_it_stands(string plan, string expected, string message)
    {
        if (!plan.Contains("Source", StringComparison.Ordinal) && plan.Contains("Tiers", StringComparison.Ordinal))
        {
            // Without another line.
            plan = plan.Contains("Defaults = @{", StringComparison.Ordinal)
                ? plan.Replace("Defaults = @{", "Defaults = @{ Source = 'raw'; Target = 'hourly';", StringComparison.Ordinal)
                : plan.Replace("Measurements =", "Defaults = @{ Source = 'raw'; Target = 'hourly' }; Measurements =", StringComparison.Ordinal);
        }

        Answer answer = _engine.Run($"Test-InfluxDownsamplePlan '{_plans.Write(plan)}'");

        int found = Array.IndexOf(PlanFile.Findings(answer), expected);
        Assert.True(found >= 0, string.Join('\n', PlanFile.Findings(answer)));
        Assert.Contains(message, PlanFile.Text(answer.Output[found], "Message"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a b/c", false)]
    [InlineData("a b", false)]
    [InlineData("_x", false)]
    [InlineData("-x", false)]
    [InlineData("x;y", false)]
    [InlineData("ä", false)]
    [InlineData("aä", false)]
    [InlineData("a/", false)]
    [InlineData("a/b/c", false)]
    [InlineData("a-b_1", true)]
    [InlineData("1a/autogen", true)]
    public void Names_that_no_server_creates_a_database_of_are_found(string name, bool isFitting)
    {
        string tiers = $"Tiers = @(\n@{{ Every = '1h'; Aggregate = 'rollup'\nTargetDatabase = '{name}' }}\n@{{ Every = '1d'; Aggregate = 'rollup'; TargetDatabase = 'days' }}\n)\n}}";
        string[] expected = isFitting ? [] : ["4 Tiers[0].TargetDatabase Error InvalidParameter"];

        Answer answer = _engine.Run($"Test-InfluxDownsamplePlan '{_plans.Write("@{ Defaults = @{ Source = 'raw' }; Measurements = 'a', 'b'\n" + tiers)}'");
        Assert.Equal(expected, PlanFile.Findings(answer));
        Assert.All(answer.Output, found => Assert.Contains($"'{name}'", PlanFile.Text(found, "Message"), StringComparison.Ordinal));

        // Buckets take more.
        foreach (string bucket in new[] { "Uri = 'https://eu.aws.cloud2.influxdata.com'", "Uri = 'https://own.example.com'; Edition = 'CloudServerless'" })
        {
            string plan = $"@{{ Connections = @{{ cloud = @{{ {bucket}; Organization = 'o'; Database = 'raw'; TokenVariable = 'PATH' }} }}; Defaults = @{{ Source = 'cloud' }}; Measurements = 'a'\n{tiers}";
            Assert.Empty(PlanFile.Findings(_engine.Run($"Test-InfluxDownsamplePlan '{_plans.Write(plan)}'")));
        }
    }

    // Only names have to be text.
    [Theory]
    [InlineData("@{ Measurements = 'a'; Defaults = @{ Source = 'raw'; Target = 'hourly' }; Tiers = @{ Every = '1h'; Lookback = 0; Delay = 0; SettleTime = 0 } }", "plan.psd1")]
    [InlineData("""{ "Measurements": "a", "Defaults": { "Source": "raw", "Target": "hourly" }, "Tiers": [ { "Every": "1h", "Lookback": 0, "SettleTime": 0 } ] }""", "plan.json")]
    public void No_duration_may_be_the_number_0(string plan, string name)
        => Assert.Equal([true], _engine.Run($"Test-InfluxDownsamplePlan '{_plans.Write(plan, name)}' -Quiet").Succeed().Values);

    [Fact]
    public void A_json_plan_is_the_same_plan()
    {
        string path = _plans.Write("""
            {
              "$schema": "../schemas/plan.schema.json",
              // In business days.
              "_owner": "plant",
              "defaults": { "source": "raw", "target": "hourly", "aggregate": "rollup", "timeZone": "Europe/Berlin" },
              "measurements": [ "a", "b*" ],
              "tiers": [
                { "every": "1h", "targetDatabase": "hours" },
                { "every": "1d", "targetDatabase": "days", "minimumSamples": 2, "tag": [] },
                { "name": "shares", "source": "1d", "every": "1mo", "targetDatabase": "months", "aggregate": "median" }
              ],
              "jobs": { "tier": "SHARES", "enabled": "nope" }
            }
            """, "plan.json");

        Answer answer = _engine.Run($"Test-InfluxDownsamplePlan '{path}'");
        Assert.Equal(["12 jobs.enabled Error InvalidParameter"], PlanFile.Findings(answer));
        File.WriteAllText(path, File.ReadAllText(path).Replace("nope", "yes", StringComparison.Ordinal));
        Assert.Equal(["10 tiers[2].aggregate Error TierInvalid"], PlanFile.Findings(_engine.Run($"Get-Item '{path}' | Test-InfluxDownsamplePlan")));
        Assert.Equal([false], _engine.Run($"Test-InfluxDownsamplePlan '{path}' -Quiet").Succeed().Values);
        File.WriteAllText(path, File.ReadAllText(path).Replace("yes", "no", StringComparison.Ordinal));
        Assert.Equal([], _engine.Run($"Test-InfluxDownsamplePlan -LiteralPath '{path}'").Succeed().Output);
        Assert.Equal([true], _engine.Run($"Test-InfluxDownsamplePlan '{path}' -Quiet").Succeed().Values);
        _engine.Run($"Test-InfluxDownsamplePlan '{path}.none'").FailWith("FileNotFound");
    }

    [Theory]
    [InlineData("Connections = @{ x = @{ Uri = 'http://127.0.0.1:1'; Token = 'SECRET' } }", "Connections.x.Token")]
    [InlineData("Connections = @{ x = @{ Uri = 'http://127.0.0.1:1?token=SECRET' } }", "Connections.x.Uri")]
    [InlineData("Connections = @{ x = 'https://h?database=d&Token=SECRET' }", "Connections.x")]
    [InlineData("Connections = @{ x = @{ Uri = 'https://me:SECRET@h' } }", "Connections.x.Uri")]
    [InlineData("Connections = @{ x = @{ Uri = 'http://127.0.0.1:1'; TokenVariable = 'SECRET' } }", "Connections.x.TokenVariable")]
    [InlineData("Connections = @{ x = @{ Uri = 'http://127.0.0.1:1'; Password = 'SECRET' } }", "Connections.x.Password")]
    [InlineData("Defaults = @{ Source = 'https://h?token=SECRET' }", "Defaults.Source")]
    [InlineData("Defaults = @{ Where = @{ room = 'SECRET' } }", "Defaults.Where.room")]
    [InlineData("Defaults = @{ Lookback = 'SECRET' }", "Defaults.Lookback")]
    [InlineData("# SECRET", "")]
    [InlineData("Defaults = @{ Source = SECRET }", "Defaults.Source")]
    [InlineData("Defaults = @{ Source = 'a' 'SECRET' }", "")]
    [InlineData("Defaults = @{ SECRET = 1 }", "Defaults")]
    public void A_token_in_a_plan_is_an_error_and_never_shown(string part, string key)
    {
        const string Secret = "apiv3_1234567890abcdefghijklmnopqrstuvwxyz";
        string path = _plans.Write($"@{{\nMeasurements = 'a'; Tiers = @{{ Every = '1h'; TargetMeasurement = 'b' }}\n{part.Replace("SECRET", Secret, StringComparison.Ordinal)}\n}}");

        string said = _engine.Run($"Test-InfluxDownsamplePlan '{path}' | Format-List | Out-String -Width 2000; Invoke-InfluxDownsample -Path '{path}' *>&1 | Out-String").Succeed().Texts.Aggregate(string.Concat);

        Assert.Contains(_engine.Run($"Test-InfluxDownsamplePlan '{path}'").Output, found => PlanFile.Text(found, "Line") == "3" && PlanFile.Text(found, "Key") == key && PlanFile.Text(found, "Severity") == "Error");
        Assert.DoesNotContain(Secret[6..], said, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_plan_of_twenty_tables_of_wildcards_and_overrides_is_right()
        => Assert.Equal([], _engine.Run($$"""
            Test-InfluxDownsamplePlan '{{_plans.Write("""
                @{
                    Defaults     = @{ Source = 'raw'; Target = 'hourly'; Aggregate = 'rollup'; TargetMeasurement = '{measurement}_{every}'; TimeZone = 'Europe/Berlin' }
                    Measurements = 'air', 'wa*', 'token'
                    Tiers        = @(
                        @{ Every = '1m' }
                        @{ Every = '1h'; Where = @{ token = 'x' } }
                        @{ Name = 'p95'; Source = 'raw'; Every = '1h'; Aggregate = 'p95'; TargetMeasurement = '{measurement}_p95' }
                        @{ Name = 'days'; Source = '1h'; Every = 1d; Aggregate = 'mean', 'max' }
                        @{ Source = '1h'; Every = '1w'; Tag = @() }
                    )
                    Jobs         = @(
                        @{ Measurement = 'wa*'; Tier = 'days'; Aggregate = @{ 'co*' = 'max' } }
                        @{ Measurement = 'token'; Enabled = $false }
                    )
                }
                # SIG # Begin signature block
                # MIIFuQYJKoZIhvcNAQcCoIIFqjCCBaYCAQExDzANBglghkgBZQMEAgEFADB5Bgor==
                # SIG # End signature block
                """)}}'
            """).Succeed().Output);
}
