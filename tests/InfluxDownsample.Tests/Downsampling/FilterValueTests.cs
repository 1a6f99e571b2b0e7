using InfluxDownsample.Tests.Hosting;
using Xunit;
using static InfluxDownsample.Tests.Hosting.DownsampleSite;

namespace InfluxDownsample.Tests.Downsampling;

/// <summary>What is no value to filter by is refused before anything is asked, by every command that filters.</summary>
public sealed class FilterValueTests(EngineFixture fixture) : IClassFixture<EngineFixture>, IAsyncLifetime
{
    private DownsampleSite _site = null!;

    public static TheoryData<string, string> NoValues => new()
    {
        { "@{ a = 1 }", "an object of type Hashtable" },
        { "[ordered]@{}", "an object of type OrderedDictionary" },
        { "[pscustomobject]@{ a = 1 }", "an object" },
        { "{ $_ -eq 1 }", "a script block" },
        { "[datetime]'2026-01-01'", "a time" },
        { "[timespan]'1:00'", "an object of type TimeSpan" },
        { "'x', @{ a = 1 }", "an object of type Hashtable" },
        { "@(, @('x', 'y'))", "an object of type Object[]" },
        { "(Get-Item .)", "an object of type DirectoryInfo" },
    };

    public async Task InitializeAsync()
    {
        _site = await DownsampleSite.StartAsync(engine: fixture.Engine);
        await _site.WriteAsync(
            "office",
            Enumerable.Range(0, 12).Select(tick => $"m,h={(tick < 6 ? "a" : "Stop")} v={tick},n={tick}i,b={(tick < 3 ? "true" : "false")}@2026-01-01T08:{tick * 5:00}:00Z")
                .Append("m v=99,n=99i@2026-01-01T08:58:00Z"));
    }

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Theory]
    [MemberData(nameof(NoValues))]
    public void WhatIsNoValue_IsRefused(string value, string named)
    {
        int before = _site.Server.Requests.Entries.Count;
        foreach (string command in new[]
        {
            "Invoke-InfluxDownsample m -Every 1h -Source raw -Target hourly -Now 2026-01-01T10:00Z",
            "Invoke-InfluxDownsample m -Every 1h -Source raw -Target hourly -WhatIf",
            "Test-InfluxDownsample m -Every 1h -Source raw -Target hourly",
            "New-InfluxDownsampleQuery m -Every 1h -Connection raw",
            "Get-InfluxPoints m -Connection raw",
        })
        {
            string message = _site.Engine.Run($"{command} -Where @{{ h = {value} }}").FailWith("InvalidParameter").ToString();
            Assert.Contains($"-Where gives 'h' {named}", message, StringComparison.Ordinal);
        }

        Assert.Equal(before, _site.Server.Requests.Entries.Count);
    }

    [Theory]
    [InlineData("@{ h = 'a' }", 6)]
    [InlineData("@{ h = 'a', $null }", 7)]
    [InlineData("@{ h = [System.Collections.Generic.List[object]]('a', [System.Management.Automation.ActionPreference]::Stop) }", 12)]
    [InlineData("@{ h = [psobject]'a' }", 6)]
    [InlineData("@{ h = $(if ($false) { 1 }) }", 1)]
    [InlineData("@{ h = [DBNull]::Value }", 1)]
    [InlineData("@{ v = [decimal]3, 4L, [single]5 }", 3)]
    [InlineData("@{ n = [bigint]3, [byte]4 }", 2)]
    [InlineData("@{ b = $true }", 3)]
    public void WhatIsOne_Filters(string filter, long rows)
        => Assert.Equal(rows, _site.Engine.Run($"Get-InfluxPoints m -Connection raw -Where {filter}").Succeed().Output.Count);

    [Theory]
    [InlineData("-Aggregate @{ v = @{ a = 1 } }", "an object of type Hashtable is none")]
    [InlineData("-Aggregate { mean }", "a script block is none")]
    [InlineData("-FieldType @{ v = @{ a = 1 } }", "the type an object of type Hashtable")]
    public void FunctionsAndTypes_AreText(string parameter, string named)
    {
        string message = _site.Engine.Run($"Invoke-InfluxDownsample m -Every 1h -Source raw -Target hourly {parameter}").FailWith("InvalidParameter").ToString();

        Assert.Contains(named, message, StringComparison.Ordinal);
    }

    [Fact]
    public void ATimeOfAJsonList_IsRefused()
    {
        Answer answer = _site.Engine.Run("""
            '[{ "Measurement": "m", "Every": "1h", "Where": { "h": "2026-01-01T00:00:00Z" } }]' | ConvertFrom-Json |
                Invoke-InfluxDownsample -Source raw -Target hourly
            """);

        Assert.Contains("-DateKind String", answer.FailWith("InvalidParameter").ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal("Failed", Status(Result(answer)));
    }
}
