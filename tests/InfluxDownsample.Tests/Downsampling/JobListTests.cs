using System.Management.Automation;
using InfluxDownsample.Tests.Hosting;
using Xunit;
using static InfluxDownsample.Tests.Hosting.DownsampleSite;

namespace InfluxDownsample.Tests.Downsampling;

/// <summary>Many measurements: wildcards, and lists of jobs.</summary>
public sealed class JobListTests(EngineFixture fixture) : IClassFixture<EngineFixture>, IAsyncLifetime
{
    private const string Range = "-Start 2026-01-01T08:00:00Z -Now 2026-01-01T12:05:00Z";

    private DownsampleSite _site = null!;

    public async Task InitializeAsync()
    {
        _site = await DownsampleSite.StartAsync(engine: fixture.Engine);
        await _site.WriteAsync("office", Enumerable.Range(8, 4).SelectMany(hour => new[] { "a", "b", "c" }.Select(table => $"{table},room=office,floor=1 v={hour},w={hour}i@2026-01-01T{hour:00}:30:00Z")));
    }

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Fact]
    public void Wildcards_AreAJobForEachMeasurement()
    {
        Answer wild = Run($"* -Every 1h -TargetMeasurement '{{measurement}}_{{every}}' {Range}").Succeed();

        Assert.Equal(["office_hourly/a_1h", "office_hourly/b_1h", "office_hourly/c_1h"], wild.Output.Select(result => result.Properties["Target"].Value));
    }

    [Fact]
    public void AWildcardThatPicksNothing_IsAFailedJob_AndTheOthersRun()
    {
        Answer typed = Run($"'b', 'x*', 'a*' -Every 1h {Range}");
        Assert.Contains("'office' has no measurement that matches 'x*'", typed.FailWith("MeasurementNotFound").ToString(), StringComparison.Ordinal);
        Assert.Equal(["x* office_hourly/x* Failed", "office/b office_hourly/b Completed", "office/a office_hourly/a Completed"], typed.Output.Select(Told));

        Answer listed = _site.Engine.Run($"'x*', 'c*' | Invoke-InfluxDownsample -Every 1h -Source raw -Target hourly {Range}");
        Assert.StartsWith("Job 1, x* to office_hourly/x*: ", listed.FailWith("MeasurementNotFound").ToString(), StringComparison.Ordinal);
        Assert.Equal(["x* office_hourly/x* Failed", "office/c office_hourly/c Completed"], listed.Output.Select(Told));
        Run("'x*' -Every 1h | Out-Null; if ($?) { throw 'unnoticed' }").FailWith("MeasurementNotFound");
        _site.Engine.Run("Test-InfluxDownsample 'x*' -Every 1h -Source raw -Target hourly").FailWith("MeasurementNotFound");

        static string Told(PSObject result) => $"{result.Properties["Source"].Value} {result.Properties["Target"].Value} {Status(result)}";
    }

    [Fact]
    public void ErrorsOfAList_SayWhichJob()
    {
        const string Jobs = """
            @{ Measurement = 'a'; Every = '1h' }, @{ Measurement = 'b'; Every = '1h'; Enabled = 'no' }, @{ Measurement = 'none'; Every = '1h'; TargetMeasurement = 'n_{every}' },
            @{ Measurement = 'c'; Every = '1hr' }, @{ Every = '1h' }
            """;

        Answer run = _site.Engine.Run($"{Jobs} | Invoke-InfluxDownsample -Source raw -Target hourly {Range}");
        Assert.Equal(["Job 3, office/none to office_hourly/n_1h", "Job 4, c to office_hourly/c", "Job 5"], run.Errors.Select(error => error.ToString().Split(": ")[0]));
        Answer compared = _site.Engine.Run($"{Jobs} | Test-InfluxDownsample -Source raw -Target hourly {Range}");
        Assert.Equal(["Job 3, office/none to office_hourly/n_1h", "Job 4, c to office_hourly/c", "Job 5"], compared.Errors.Select(error => error.ToString().Split(": ")[0]));
        // What was typed needs no number.
        Assert.StartsWith("Database 'office' has", Run($"none -Every 1h {Range}").FailWith("MeasurementNotFound").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void AJobWithAPropertyThatThrows_Fails_AndTheOthersRun()
    {
        Answer run = _site.Engine.Run($$"""
            $jobs = 'a', 'b', 'c' | ForEach-Object { [pscustomobject]@{ Measurement = $_; Every = '1h' } }; $jobs[1] | Add-Member ScriptProperty Lookback { throw 'oops' }
            $jobs | Invoke-InfluxDownsample -Source raw -Target hourly {{Range}}
            """);

        Assert.Equal(["Completed", "Failed", "Completed"], run.Output.Select(Status));
        Assert.Contains("The job's Lookback cannot be read: oops.", run.FailWith("InvalidParameter").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void AConnectionThatIsMissing_IsAskedForByItsParameter()
    {
        Answer piped = _site.Engine.Run("'a' | Invoke-InfluxDownsample -Every 1h -Target hourly");
        Assert.Contains("Name one with -Source,", piped.FailWith("ConnectionNotFound").ToString(), StringComparison.Ordinal);
        Assert.Contains("Name one with -Target,", _site.Engine.Run("Get-InfluxDownsampleHistory").FailWith("ConnectionNotFound").ToString(), StringComparison.Ordinal);
        Assert.Contains("Name one with -Connection,", _site.Engine.Run("Get-InfluxMeasurement").FailWith("ConnectionNotFound").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void VerboseLines_CountOne()
    {
        Answer run = Run($"a -Every 1h -ChunkSize 1h {Range} -Stop 2026-01-01T09:00:00Z -Verbose 4>&1 | Where-Object {{ $_ -match 'confirmed' }} | ForEach-Object {{ \"$_\" }}");

        Assert.Equal(["2026-01-01T08:00:00Z to 2026-01-01T09:00:00Z: 1 window done; 0 points confirmed so far."], run.Succeed().Texts);
    }

    [Fact]
    public void AHashtable_MayBeGivenByName_AndTheCommandLineWins()
    {
        Answer given = _site.Engine.Run($"Invoke-InfluxDownsample -InputObject @{{ Measurement = 'a'; Every = '1h'; TargetMeasurement = 'x' }} -Every 2h -Source raw -Target hourly {Range}").Succeed();

        Assert.Equal(("2h", "office_hourly/x", 2L), (Result(given).Properties["Every"].Value, Result(given).Properties["Target"].Value, Count(Result(given), "PointsWritten")));
        Answer test = _site.Engine.Run($"@{{ Measurement = 'a'; Every = '2h'; TargetMeasurement = 'x' }} | Test-InfluxDownsample -Source raw -Target hourly {Range}").Succeed();
        Assert.Equal(2, Count(Result(test), "Match"));
    }

    [Fact]
    public void AList_MayBeGivenByName()
    {
        Answer given = _site.Engine.Run($$"""
            $jobs = @{ Measurement = 'a'; Every = '1h' }, @{ Measurement = 'b'; Evry = '1h' }, [pscustomobject]@{ Measurement = 'c'; Every = '2h' }
            Invoke-InfluxDownsample -InputObject $jobs -Source raw -Target hourly {{Range}}
            """);

        Assert.Equal([("office/a", "Completed"), ("b", "Failed"), ("office/c", "Completed")], given.Output.Select(result => (result.Properties["Source"].Value.ToString(), Status(result))));
        given.FailWith("InvalidParameter");
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("-Every 1h")]
    public void WhatEveryJobHas_IsMandatoryWithoutAList(string parameters)
        => Assert.Equal("MissingMandatoryParameter", _site.Engine.Run($"Invoke-InfluxDownsample {parameters} -Source raw -Target hourly").Errors.Single().FullyQualifiedErrorId.Split(',')[0]);

    [Fact]
    public void ErrorActionStop_EndsAListOfHashtablesAtOnce()
    {
        Answer jobs = _site.Engine.Run($"@{{ Measurement = 'missing'; Every = '1h' }}, @{{ Measurement = 'b'; Every = '1h' }} | Invoke-InfluxDownsample -Source raw -Target hourly {Range} -ErrorAction Stop");

        jobs.FailWith("MeasurementNotFound");
        Assert.DoesNotContain(_site.Writes, write => write.Database == "office_hourly");
    }

    [Fact]
    public async Task TheRunbook_DoesItsJobsAndEndsWithAnErrorWhenOneFails()
    {
        string runbook = Path.Combine(Checkout.Root, "module", "examples", "runbook.ps1");
        string run = $"$token = [securestring]::new(); & '{runbook}' -Server {_site.Server.Address} -Token $token";
        await _site.WriteAsync("office", Enumerable.Range(0, 60).Select(hour => $"occupancy,room=office temperature={hour}@{DateTime.UtcNow.AddHours(-hour):O}"));

        Answer good = _site.Engine.Run(run).Succeed();

        Assert.Equal(["office_hourly/occupancy_hours", "office_hourly/occupancy_days"], good.Output.Select(result => result.Properties["Target"].Value));
        Assert.Equal(["Completed", "Completed"], good.Output.Select(Status));

        Answer bad = _site.Engine.Run(run + " -SourceDatabase nowhere");

        Assert.Contains("A downsampling job failed with: Job 1, nowhere/occupancy to office_hourly/occupancy_hours: Cannot retrieve database: External error: database not found: nowhere", bad.Errors[^1].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void AListThatIsRun_CanBeCompared()
    {
        const string List = "@{ Measurement = 'a'; Every = '1h'; Lookback = '2h'; OnChange = 'Write'; Verify = $true; NewestFirst = $true; BatchSize = 10; NoLock = $false }";
        _site.Engine.Run($"{List} | Invoke-InfluxDownsample -Source raw -Target hourly {Range}").Succeed();

        Assert.Equal(4, Count(Result(_site.Engine.Run($"{List} | Test-InfluxDownsample -Source raw -Target hourly {Range}").Succeed()), "Match"));
    }

    [Fact]
    public void AJobThatIsNotEnabled_MayBeUnfinished_AndEnabledSaysYesOrNo()
    {
        Answer jobs = _site.Engine.Run($"@{{ Measurement = 'a'; Every = 'soon'; Todo = 1; Enabled = 'no' }}, @{{ Measurement = 'b'; Every = '1h'; Enabled = 'perhaps' }} | Invoke-InfluxDownsample -Source raw -Target hourly {Range}");

        Assert.Equal("The job's Enabled 'perhaps' is not one of true and false.", jobs.FailWith("InvalidParameter").Exception.Message);
        Assert.Equal("b", Result(jobs).Properties["Source"].Value);
    }

    [Fact]
    public void AFilterThatNoRowFits_IsNamed()
    {
        Answer answer = _site.Engine.Run($$"""Invoke-InfluxDownsample a -Where @{ room = 'ofice' } -Source raw -Target hourly -Every 1h {{Range}}""").Succeed();

        Assert.Contains("room = 'ofice'", Assert.Single(answer.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_in_the_pipeline_are_measurements()
    {
        Answer answer = _site.Engine.Run($$"""'a', 'b' | Invoke-InfluxDownsample -Source raw -Target hourly -Every 1h {{Range}}""").Succeed();

        Assert.Equal(["office/a Completed", "office/b Completed"], answer.Output.Select(result => $"{result.Properties["Source"].Value} {Status(result)}"));
    }

    [Fact]
    public void WhatIsTypedCounts_WhateverTheJobSays()
    {
        Answer jobs = _site.Engine.Run($"[pscustomobject]@{{ Measurement = 'a'; Every = '1h'; OnChange = 'Wirte' }} | Invoke-InfluxDownsample -Source raw -Target hourly -OnChange Write {Range}").Succeed();

        Assert.Equal("Completed", Status(Result(jobs)));
    }

    [Fact]
    public void MeasurementsFromTheCatalogue_AreJobs()
    {
        Answer jobs = _site.Engine.Run($"Get-InfluxMeasurement a,b -Connection raw | Invoke-InfluxDownsample -Every 1h -Source raw -Target hourly {Range}").Succeed();

        Assert.Equal(["office/a", "office/b"], jobs.Output.Select(result => result.Properties["Source"].Value));
    }

    [Theory]
    [InlineData("-Every 1h -ChunkSize 10m", "shorter than a window of 1h")]
    [InlineData("-Every 1h -TargetMeasurement '{measurment}_1h'", "{measurment}")]
    [InlineData("-Every 1h -NameTemplate '{field}_{every}'", "{every}")]
    [InlineData("-Every 0", "-Every")]
    [InlineData("-Every 1h -Stop 2026-01-01T07:00:00Z", "is not before -Stop")]
    [InlineData("-Every 1h -TimeZone Mars/Base", "Mars/Base")]
    [InlineData("-Every 1h -Aggregate averag", "averag")]
    public void WhatCannotBeRight_EndsTheCommandBeforeAnyRequest(string parameters, string told)
    {
        int before = _site.Server.Requests.Entries.Count;

        Answer answer = _site.Engine.Run($"try {{ Invoke-InfluxDownsample a -Source raw -Target hourly {parameters} {Range} }} catch {{ $caught = $_.FullyQualifiedErrorId; throw }}");

        Assert.StartsWith("InvalidParameter,", _site.Engine.Get("caught")?.ToString(), StringComparison.Ordinal);
        Assert.Contains(told, answer.FailWith("InvalidParameter").ToString(), StringComparison.Ordinal);
        Assert.Equal(before, _site.Server.Requests.Entries.Count);
    }

    private Answer Run(string parameters) => _site.Engine.Run($"Invoke-InfluxDownsample -Source raw -Target hourly {parameters}");
}
