using InfluxDownsample.LocalServer;
using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests.Writing;

/// <summary>Windows never get among the rows that they were computed of without being sent there by name.</summary>
public sealed class SourceRowsTests(EngineFixture fixture) : IClassFixture<EngineFixture>, IAsyncLifetime
{
    private const string Raw = "SELECT time, v FROM raw ORDER BY time";
    private readonly HostedEngine _engine = fixture.Engine;
    private LocalServerHost _server = null!;

    public async Task InitializeAsync()
    {
        _server = await LocalServerHost.StartAsync(TestServers.Options with { Token = "right-token" });
        _engine.Run($"Connect-InfluxDatabase {_server.Address} db -Token right-token").Succeed();
        _engine.Run("0, 20, 40 | ForEach-Object { @{ time = [datetime]'2026-01-01' + [timespan]::FromMinutes($_); v = [double]$_ } } | Write-InfluxPoints raw").Succeed();
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData("New-InfluxDownsampleQuery raw -Every 1h | Invoke-InfluxQuery | Write-InfluxPoints")]
    [InlineData("New-InfluxDownsampleQuery raw -Every 1h | Invoke-InfluxQuery -AsBatch | Write-InfluxPoints")]
    [InlineData("New-InfluxDownsampleQuery raw -Every 1h -Language InfluxQL | Invoke-InfluxQuery | Write-InfluxPoints")]
    [InlineData("Invoke-InfluxQuery 'SELECT mean(v) AS v FROM raw GROUP BY time(1h)' -Language InfluxQL | Remove-MeasurementColumn | Sort-InfluxPoints | Write-InfluxPoints -Database db")]
    [InlineData("New-InfluxDownsampleQuery raw -Every 1h | Invoke-InfluxQuery | ForEach-Object { $_.v += 1; $_ } | Write-InfluxPoints -WhatIf")]
    public void Windows_WithoutADestination_AreRefused(string script)
    {
        Answer refused = _engine.Run(script);

        Assert.Contains("-Measurement", refused.FailWith("SourceEqualsTarget").ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal([0d, 20d, 40d], _engine.Run($"(Invoke-InfluxQuery '{Raw}').v").Succeed().Values);
    }

    [Fact]
    public void TheSameServerByAnotherName_IsTheSameServer()
    {
        _engine.Set("other", _server.Address.ToString().Replace("127.0.0.1", "localhost", StringComparison.Ordinal));

        _engine.Run("New-InfluxDownsampleQuery raw -Every 1h | Invoke-InfluxQuery | Write-InfluxPoints -Connection \"$other`?token=right-token&database=db\"").FailWith("SourceEqualsTarget");
    }

    [Fact]
    public void ARowWithAnotherMeasurement_IsSentThere()
    {
        _engine.Run("New-InfluxDownsampleQuery raw -Every 1h -Language InfluxQL | Invoke-InfluxQuery | ForEach-Object { $_.'iox::measurement' += '_1h'; $_ } | Write-InfluxPoints").Succeed();

        Assert.Equal(["20", "0,20,40"], _engine.Run("(Invoke-InfluxQuery 'SELECT v FROM raw_1h').v -join ','; (Invoke-InfluxQuery 'SELECT time, v FROM raw ORDER BY time').v -join ','").Succeed().Texts);
    }

    [Theory]
    [InlineData("New-InfluxDownsampleQuery raw -Every 1h | Invoke-InfluxQuery | Write-InfluxPoints -Database other", "other", "20")]
    [InlineData("New-InfluxDownsampleQuery raw -Every 1h -Language InfluxQL | Invoke-InfluxQuery | Write-InfluxPoints -Database other", "other", "20")]
    [InlineData("New-InfluxDownsampleQuery raw -Every 1h | Invoke-InfluxQuery | Write-InfluxPoints raw", "db", "20,20,40")]
    [InlineData("Invoke-InfluxQuery 'SELECT v FROM raw' -Language InfluxQL | ForEach-Object { $_.v += 1; $_ } | Write-InfluxPoints", "db", "1,21,41")]
    [InlineData("Invoke-InfluxQuery 'SELECT v FROM raw' -Language InfluxQL -AsBatch | Write-InfluxPoints", "db", "0,20,40")]
    [InlineData("Get-InfluxPoints raw | Write-InfluxPoints", "db", "0,20,40")]
    public void WhatIsSentByName_OrElsewhere_OrIsStoredAsItStands_IsWritten(string script, string database, string values)
    {
        _engine.Run(script).Succeed();

        Assert.Equal([values], _engine.Run($"(Invoke-InfluxQuery '{Raw}' -Database {database}).v -join ','").Succeed().Texts);
    }
}
