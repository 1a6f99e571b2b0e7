using System.Management.Automation;
using InfluxDownsample.Tests.Hosting;
using Xunit;
using static InfluxDownsample.Tests.Hosting.DownsampleSite;

namespace InfluxDownsample.Tests.Downsampling;

/// <summary>Jobs from CSV, JSON and psd1 files: what their cells and keys may hold.</summary>
public sealed class JobFileTests(EngineFixture fixture) : IClassFixture<EngineFixture>, IAsyncLifetime
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
    public void RowsOfACsvFile_AreJobs_AndOneThatFailsDoesNotStopTheOthers()
    {
        Answer jobs = _site.Engine.Run($$"""
            [pscustomobject]@{ Measurement = 'a'; Every = '1h'; Source = 'raw'; Target = 'hourly'; TargetMeasurement = 'jobs_a'; Aggregate = 'min,max'; Delay = ''; TimeZone = ''; OnChange = ''; Verify = 'true' },
            [pscustomobject]@{ Measurement = 'nothing'; Every = '1h'; Source = 'raw'; Target = 'hourly'; TargetMeasurement = ''; Aggregate = ''; Delay = '5m'; TimeZone = 'UTC'; OnChange = 'Write'; Verify = '' },
            [pscustomobject]@{ Measurement = 'b'; Every = '2h'; Source = 'raw'; Target = 'hourly'; TargetMeasurement = 'jobs_b'; Aggregate = ''; Delay = '5m'; TimeZone = 'UTC'; OnChange = 'Write'; Verify = '' },
            [pscustomobject]@{ Measurement = 'c'; Every = 'sometimes'; Source = 'raw'; Target = 'hourly' } |
                Invoke-InfluxDownsample {{Range}}
            """);

        Assert.Equal(["MeasurementNotFound", "InvalidParameter"], jobs.Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]));
        Assert.Equal(["Completed", "Failed", "Completed", "Failed"], jobs.Output.Select(Status));
        Assert.Equal(
            ("c", "office_hourly/c", "sometimes"),
            (jobs.Output[3].Properties["Source"].Value, jobs.Output[3].Properties["Target"].Value, jobs.Output[3].Properties["Every"].Value));
        Assert.Equal(("office/nothing", "office_hourly/nothing"), (jobs.Output[1].Properties["Source"].Value, jobs.Output[1].Properties["Target"].Value));
        Assert.Equal(["8,8", "9,9", "10,10", "11,11"], _site.Query("office_hourly", "SELECT v_min, v_max FROM jobs_a ORDER BY time"));
        Assert.Equal(["8.5", "10.5"], _site.Query("office_hourly", "SELECT v FROM jobs_b ORDER BY time"));
    }

    [Fact]
    public void ACellOfACsvFile_HoldsSeveralNames()
    {
        Answer jobs = _site.Engine.Run($$"""
            [pscustomobject]@{ Measurement = 'a, b'; Every = '1h'; Field = 'v, w'; Tag = 'room,floor' } | Invoke-InfluxDownsample -Source raw -Target hourly {{Range}}
            """).Succeed();

        Assert.Equal(["office/a", "office/b"], jobs.Output.Select(result => result.Properties["Source"].Value));
        Assert.Equal(["1,office,8,8"], _site.Query("office_hourly", "SELECT floor, room, v, w FROM b ORDER BY time LIMIT 1"));
        // Typed, a comma is a part of the name.
        _site.Engine.Run($"Invoke-InfluxDownsample a -Every 1h -Source raw -Target hourly -Field 'v,w' {Range}").FailWith("ColumnNotFound");
    }

    // Only a cell holds several names: everywhere else a comma is a part of the name.
    [Theory]
    [InlineData("Get-InfluxMeasurement 'p,q' -Connection raw | Invoke-InfluxDownsample -Every 1h")]
    [InlineData("'p,q' | Invoke-InfluxDownsample -Every 1h")]
    [InlineData("@{ Measurement = 'p,q'; Every = '1h' } | Invoke-InfluxDownsample")]
    [InlineData("@{ Measurement = @('p,q'); Every = '1h' } | Invoke-InfluxDownsample")]
    [InlineData("[pscustomobject]@{ Measurement = @('p,q'); Every = '1h' } | Invoke-InfluxDownsample")]
    [InlineData("@{ Measurement = 'p,q'; Every = '1h'; Field = @('v,w'); Tag = @('x,y') } | Invoke-InfluxDownsample")]
    public async Task ACommaInAName_IsAComma(string script)
    {
        await _site.WriteAsync("office", @"p\,q,x\,y=1 v\,w=100@2026-01-01T08:10:00Z", "p v=1@2026-01-01T08:10:00Z", "q v=2@2026-01-01T08:10:00Z");

        PSObject result = Result(_site.Engine.Run($"{script} -Source raw -Target hourly -TargetMeasurement 'r,s' {Range}").Succeed());

        Assert.Equal(("office/p,q", "office_hourly/r,s"), (result.Properties["Source"].Value, result.Properties["Target"].Value));
        Assert.Equal(["1,100"], _site.Query("office_hourly", """SELECT "x,y", "v,w" FROM "r,s" """));
        Assert.Equal(["True"], _site.Engine.Run("Get-InfluxDownsampleHistory 'r,s' -Target hourly | Test-InfluxDownsample -Source raw -Quiet").Succeed().Texts);
    }

    [Fact]
    public void HashtablesOfAPsd1File_AreJobs()
    {
        Answer jobs = _site.Engine.Run($$"""
            $jobs = @(
                @{ Measurement = 'a'; Every = '1h'; TargetMeasurement = 'psd1_a'; Aggregate = @{ v = 'min', 'max' }; Where = @{ room = 'office' }; Verify = $true }
                @{ Measurement = 'missing'; Every = '1h' }
                @{ Measurement = 'a'; Every = '1h'; Lokback = '6h' }
                @{ Measurement = 'b', 'c'; Every = [timespan]'02:00:00'; TargetMeasurement = 'psd1_{measurement}'; Delay = '' }
            )
            $jobs | Invoke-InfluxDownsample -Source raw -Target hourly {{Range}} -WarningVariable told -OutVariable kept
            "kept $($kept.Count)"
            """);

        Assert.Equal(["MeasurementNotFound", "InvalidParameter"], jobs.Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]));
        Assert.Contains("Did you mean 'Lookback'", jobs.Errors[1].ToString(), StringComparison.Ordinal);
        Assert.Equal(["Completed", "Failed", "Failed", "Completed", "Completed"], jobs.Output.SkipLast(1).Select(Status));
        Assert.Equal("kept 5", jobs.Output[^1].ToString());
        Assert.Equal(["8,8", "9,9", "10,10", "11,11"], _site.Query("office_hourly", "SELECT v_min, v_max FROM psd1_a ORDER BY time"));
        Assert.Equal(["8.5", "10.5"], _site.Query("office_hourly", "SELECT v FROM psd1_c ORDER BY time"));
    }

    [Fact]
    public void JobsFromJson_HaveObjectsForHashtables()
    {
        Answer jobs = _site.Engine.Run($$"""
            [pscustomobject]@{
                Measurement = 'a'; Every = '1h'; Source = 'raw'; Target = 'hourly'; TargetMeasurement = 'json'; NewestFirst = $true
                Aggregate = [pscustomobject]@{ v = 'max' }; Where = [pscustomobject]@{ room = 'office' }; FieldType = [pscustomobject]@{ v = 'string' }
            } | Invoke-InfluxDownsample {{Range}}
            """).Succeed();

        Assert.Equal("Completed", Status(Result(jobs)));
        Assert.Equal(["8", "9", "10", "11"], _site.Query("office_hourly", "SELECT v FROM json ORDER BY time"));
        Assert.IsType<string>(_site.Engine.Run("Invoke-InfluxQuery 'SELECT v FROM json LIMIT 1' -Connection hourly | ForEach-Object { $_.v }").Succeed().Values.Single());
    }

    [Fact]
    public void CellsOfACsvFile_HoldPairsToo()
    {
        Answer jobs = _site.Engine.Run($$"""
            [pscustomobject]@{ Measurement = 'a'; Every = '1h'; Where = 'room=office, lab; floor=1'; Aggregate = 'v=min, max; w=sum'; FieldType = 'w=float' } | Invoke-InfluxDownsample -Source raw -Target hourly {{Range}}
            """).Succeed();

        Assert.Equal("Completed", Status(Result(jobs)));
        Assert.Equal(["8,8,8"], _site.Query("office_hourly", "SELECT v_min, v_max, w FROM a ORDER BY time LIMIT 1"));
        Assert.IsType<double>(_site.Engine.Run("(Invoke-InfluxQuery 'SELECT w FROM a LIMIT 1' -Connection hourly).w").Values.Single());
    }

    [Fact]
    public void MisspeltParameters_FailTheJob_AndNotesArePassedOver()
    {
        Answer jobs = _site.Engine.Run($$"""
            [pscustomobject]@{ Measurement = 'a'; Every = '1h'; Agregate = 'max' },
            [pscustomobject]@{ Measurement = 'b'; Every = '1h'; _comment = 'ours'; _id = 5 },
            @{ Measurement = 'c' },
            @{ Measurement = 'c'; Every = '2h' },
            @{ Every = '1h' },
            [pscustomobject]@{ Measurement = 'c'; Every = '' },
            [pscustomobject]@{ Measurement = ''; Every = '1h' },
            [pscustomobject]@{ Measurment = 'a'; Every = '1h' },
            [pscustomobject]@{ Measurement = 'a'; Evry = '1h' },
            [pscustomobject]@{ Every = '1h' },
            'occupancy' | Invoke-InfluxDownsample -Source raw -Target hourly {{Range}}
            """);

        Assert.Equal(["Failed", "Completed", "Failed", "Completed", "Failed", "Failed", "Failed", "Failed", "Failed", "Failed", "Failed"], jobs.Output.Select(Status));
        Assert.All(jobs.Errors, error => Assert.StartsWith("InvalidParameter,", error.FullyQualifiedErrorId, StringComparison.Ordinal));
        Assert.Contains("Did you mean 'Aggregate'?", jobs.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Equal(["a", "office/b", "c", "office/c", "", "c", "", "", "a", "", "occupancy"], jobs.Output.Select(result => result.Properties["Source"].Value));
        Assert.Equal(
            [
                "The job has no Every.",
                "The job has no Measurement.",
                "The job has no Every.",
                "The job has no Measurement.",
                "The job has 'Measurment', which is no parameter. Did you mean 'Measurement'?",
                "The job has 'Evry', which is no parameter. Did you mean 'Every'?",
                "The job has no Measurement.",
                "The job has no Every.",
            ],
            jobs.Errors.Skip(1).Select(error => error.Exception.Message));
    }

    [Theory]
    [InlineData("Comment = 'ours'", "The job has 'Comment', which is no parameter.")]
    [InlineData("Id = 5", "The job has 'Id', which is no parameter.")]
    [InlineData("Verbose = $true", "The job has 'Verbose', which is no parameter.")]
    [InlineData("Enabeld = 'no'", "The job has 'Enabeld', which is no parameter. Did you mean 'Enabled'?")]
    [InlineData("Agg = 'max'", "The job has 'Agg', which is no parameter. Did you mean 'Aggregate'?")]
    public void AnUnknownName_FailsTheJob_AndNoOther(string column, string told)
    {
        foreach (string command in new[] { "Invoke-InfluxDownsample", "Test-InfluxDownsample" })
        {
            foreach (string type in new[] { "[pscustomobject]", "" })
            {
                Answer jobs = _site.Engine.Run($"{type}@{{ Measurement = 'a'; Every = '1h'; {column} }}, {type}@{{ Measurement = 'b'; Every = '1h'; _note = 5 }} | {command} -Source raw -Target hourly {Range}");

                Assert.Equal(told, jobs.FailWith("InvalidParameter").Exception.Message);
                Assert.Equal("office/b", jobs.Output[^1].Properties["Source"].Value);
            }
        }
    }

    [Theory]
    [InlineData("'no'", false)]
    [InlineData("'False'", false)]
    [InlineData("'0'", false)]
    [InlineData("0", false)]
    [InlineData("$false", false)]
    [InlineData("'yes'", true)]
    [InlineData("'true'", true)]
    [InlineData("1", true)]
    [InlineData("$true", true)]
    [InlineData("''", true)]
    [InlineData("$null", true)]
    public void Enabled_SaysWhetherAJobIsToRun(string enabled, bool runs)
    {
        foreach (string type in new[] { "[pscustomobject]", "" })
        {
            Answer jobs = _site.Engine.Run($"{type}@{{ Measurement = 'a'; Every = '1h'; Enabled = {enabled} }}, {type}@{{ Measurement = 'b'; Every = '1h' }} | Invoke-InfluxDownsample -Source raw -Target hourly -WhatIf -Verbose {Range}").Succeed();

            Assert.Equal(runs ? ["office/a", "office/b"] : ["office/b"], jobs.Output.Select(result => result.Properties["Source"].Value));
            Assert.Equal(!runs, jobs.Verbose.Contains("The job of 'a' is left out: it is not enabled."));
        }
    }

    [Fact]
    public void AMeasurementFromAFile_IsAJob_AsOneFromTheCatalogueIs()
    {
        string file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            Answer jobs = _site.Engine.Run($"Get-InfluxMeasurement a -Connection raw | Export-Clixml '{file}'; Import-Clixml '{file}' | Invoke-InfluxDownsample -Every 1h -Source raw -Target hourly {Range}").Succeed();

            Assert.Equal("office/a", Result(jobs).Properties["Source"].Value);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void KeysThatDifferInCaseAlone_AreNamed()
    {
        Answer jobs = _site.Engine.Run($$"""'{ "Measurement": "a", "Every": "1h", "every": "2h" }' | ConvertFrom-Json -AsHashtable | Invoke-InfluxDownsample -Source raw -Target hourly {{Range}}""");

        Assert.Equal("The job has 'every' twice.", jobs.FailWith("InvalidParameter").Exception.Message);
    }

    [Theory]
    [InlineData("Stamp = 'Ende'", "The job's Stamp 'Ende' is not one of Start, End.")]
    [InlineData("OnChange = 'Wirte'", "The job's OnChange 'Wirte' is not one of Report, Write, Fail.")]
    [InlineData("NonFinite = 'Skipp'", "The job's NonFinite 'Skipp' is not one of Skip, Error.")]
    [InlineData("MinimumSamples = '60 000'", "The job's MinimumSamples '60 000' is not a whole number.")]
    [InlineData("MaxRetry = '5x'", "The job's MaxRetry '5x' is not a whole number.")]
    [InlineData("Verify = 'maybe'", "The job's Verify 'maybe' is not one of true and false.")]
    [InlineData("IncludePartial = 2", "The job's IncludePartial '2' is not one of true and false.")]
    [InlineData("ThrottleLimit = 0", "-ThrottleLimit is 0, and must be from 1 to 64.")]
    [InlineData("TimeoutSec = -1", "-TimeoutSec is -1, and must be from 1 to 2147483647.")]
    [InlineData("MinimumSamples = -1", "-MinimumSamples is -1, and must be from 0 to 9223372036854775807.")]
    [InlineData("BatchSize = 0", "The batch size must be from 1 to 1000000.")]
    [InlineData("MaxRetry = 101", "The number of retries must be from 0 to 100.")]
    [InlineData("Lookback = 'today'", "'today'")]
    [InlineData("Stop = 'soon'", "'soon'")]
    [InlineData("TargetMeasurement = '{mesurement}'", "{mesurement}")]
    [InlineData("Source = 5", "no connection named '5'")]
    public void AValueThatDoesNotFit_FailsTheJob_AndNoOther(string value, string told)
    {
        foreach (string type in new[] { "[pscustomobject]", "" })
        {
            Answer jobs = _site.Engine.Run($$"""
                {{type}}@{ Measurement = 'a'; Every = '1h'; Source = 'raw'; Target = 'hourly'; Verify = 'yes'; OnChange = 'Write'; Stamp = 'Start'; MaxRetry = '3' },
                {{type}}@{ Measurement = 'b'; Every = '1h'; {{(value.StartsWith("Source", StringComparison.Ordinal) ? "" : "Source = 'raw'; ")}}Target = 'hourly'; {{value}} },
                {{type}}@{ Measurement = 'c'; Every = '1h'; Source = 'raw'; Target = 'hourly'; ThrottleLimit = ''; TimeoutSec = ' '; MaxRetry = ''; BatchSize = ''; MinimumSamples = ''; Verify = '0' } |
                    Invoke-InfluxDownsample {{Range}}
                """);

            Assert.Contains(told, jobs.FailWith(told.Contains("connection", StringComparison.Ordinal) ? "ConnectionNotFound" : "InvalidParameter").ToString(), StringComparison.Ordinal);
            Assert.Equal([("office/a", "Completed"), ("b", "Failed"), ("office/c", "Completed")], jobs.Output.Select(result => (result.Properties["Source"].Value.ToString(), Status(result))));
        }
    }

    [Fact]
    public void AJobThatCannotBeRead_DoesNotShowTheTokenOfItsConnection()
    {
        Answer jobs = _site.Engine.Run($$"""
            $jobs = @{ Measurement = 'a'; Every = '1h'; Source = 'http://127.0.0.1:1?token=very-secret&database=d'; Lokback = '1h' },
                [pscustomobject]@{ Measurement = 'a'; Every = 'never'; Source = 'http://127.0.0.1:1?token=very-secret&database=d' },
                [pscustomobject]@{ Measurement = 'a'; Source = 'http://127.0.0.1:1?token=very-secret&database=d' },
                [pscustomobject]@{ Measurement = 'a'; Every = '1h'; Source = @('http://127.0.0.1:1?token=very-secret&database=d', 'raw') },
                'http://127.0.0.1:1?token=very-secret&database=d'
            $jobs | Invoke-InfluxDownsample
            """);

        Assert.Equal(5, jobs.Errors.Count);
        Assert.Equal(["a", "a", "a", "a", "Measurement"], jobs.Errors.Select(error => error.TargetObject));
        Assert.DoesNotContain("very-secret", string.Join('\n', jobs.Errors.Select(error => $"{error}{error.Exception}{error.ErrorDetails}")), StringComparison.Ordinal);
    }
}
