using InfluxDownsample.LocalServer;
using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests.Connecting;

/// <summary>What Tab offers from a server's catalogue.</summary>
public sealed class CatalogCompletionTests : IAsyncLifetime, IDisposable
{
    private readonly HostedEngine _engine = new();
    private LocalServerHost _server = null!;

    public async Task InitializeAsync()
    {
        _server = await LocalServerHost.StartAsync(TestServers.Options);
        _engine.Run($$"""
            Connect-InfluxDatabase {{_server.Address}} office -Name raw
            Connect-InfluxDatabase {{_server.Address}} hourly -Name downsampled
            @{ time = 1; room = 'a'; 'my tag' = 'b'; temperature = 1.5; co2 = 1 } | Write-InfluxPoints occupancy -TagColumn room, 'my tag' -Connection raw
            @{ time = 1; station = 'a'; wind = 1.5 } | Write-InfluxPoints weather -TagColumn station -Connection raw
            @{ time = 1; v = 1.5 } | Write-InfluxPoints other -Connection downsampled
            @{ time = 1; v = 1.5 } | Write-InfluxPoints _downsample_jobs -Connection downsampled
            """).Succeed();
    }

    public async Task DisposeAsync()
    {
        Dispose();
        await _server.DisposeAsync();
    }

    public void Dispose() => _engine.Dispose();

    [Theory]
    // connections
    [InlineData("Get-InfluxMeasurement -Connection r", "raw")]
    // databases
    [InlineData("Get-InfluxDatabase -Connection raw -Name o", "office")]
    [InlineData("Invoke-InfluxQuery 'SELECT 1' -Connection raw -Database ", "hourly", "office")]
    // measurements
    [InlineData("Get-InfluxMeasurement -Connection raw -Name ", "occupancy", "weather")]
    [InlineData("New-InfluxDownsampleQuery -Connection raw -Measurement OCC", "occupancy")]
    [InlineData("Get-InfluxMeasurement -Connection raw -Database hourly -Name ", "other")]
    [InlineData("Write-InfluxPoints -Connection raw -Measurement w", "weather")]
    // columns: of the measurement named here, in the command before, of all
    [InlineData("New-InfluxDownsampleQuery occupancy -Connection raw -Field ", "co2", "temperature")]
    [InlineData("New-InfluxDownsampleQuery occupancy -Connection raw -Tag ", "'my tag'", "room")]
    [InlineData("Get-InfluxMeasurement weather -Connection raw | New-InfluxDownsampleQuery -Every 1h -Field ", "wind")]
    [InlineData("New-InfluxDownsampleQuery -Connection raw -Field ", "co2", "temperature", "wind")]
    // of jobs: what is read from the source and what is written to the target, in any order
    [InlineData("Invoke-InfluxDownsample -Source raw -Target downsampled -Measurement ", "occupancy", "weather")]
    [InlineData("Invoke-InfluxDownsample occ -Every 1h -Target downsampled -Source r", "raw")]
    [InlineData("Invoke-InfluxDownsample weather -Target downsampled -Source raw -Every 1h -Field ", "wind")]
    [InlineData("Test-InfluxDownsample occupancy -Source raw -Tag ", "'my tag'", "room")]
    [InlineData("Invoke-InfluxDownsample occupancy -Source raw -Target downsampled -TargetMeasurement ", "'{measurement}_{every}'", "'{measurement}'", "other")]
    [InlineData("Invoke-InfluxDownsample occupancy -Source raw -TargetMeasurement w", "weather")]
    [InlineData("Invoke-InfluxDownsample occupancy -Source raw -TargetDatabase h", "hourly")]
    [InlineData("Invoke-InfluxDownsample occupancy -Source raw -SourceDatabase hourly -Measurement ", "other")]
    [InlineData("Get-InfluxDownsampleHistory -Target downsampled -Measurement ", "other")]
    [InlineData("@{} | Write-InfluxPoints occupancy -Connection raw -TagColumn ", "'my tag'", "room")]
    // durations and times, never files
    [InlineData("Invoke-InfluxDownsample occupancy -Every 1", "1m", "10m", "15m", "1h", "12h", "1d", "1w", "1mo", "1q", "1y")]
    [InlineData("Invoke-InfluxDownsample occupancy -Delay 2", "20m")]
    [InlineData("New-InfluxDatabase x -RetentionPeriod 30", "30m", "30d")]
    [InlineData("New-InfluxDownsampleQuery occupancy -Start n", "now")]
    [InlineData("New-InfluxDownsampleQuery occupancy -Every 1h -Stop ", "now", "'-1h'", "'-6h'", "'-1d'", "'-7d'", "'-30d'", "'-1y'")]
    [InlineData("Invoke-InfluxDownsample occupancy -NameTemplate ", "'{field}_{function}'", "'{function}_{field}'", "'{field}'")]
    // functions, fills, zones
    [InlineData("New-InfluxDownsampleQuery occupancy -Aggregate me", "mean", "median")]
    [InlineData("New-InfluxDownsampleQuery occupancy -Aggregate mean, ro", "rollup")]
    [InlineData("New-InfluxDownsampleQuery occupancy -Fill P", "Previous")]
    [InlineData("New-InfluxDownsampleQuery occupancy -TimeZone europe/ber", "Europe/Berlin")]
    [InlineData("New-InfluxDownsampleQuery occupancy -TimeZone kolk", "Asia/Kolkata")]
    public void Tab_offers(string line, params string[] expected) => Assert.Equal(expected, _engine.Complete(line));

    [Fact]
    public void A_second_Tab_asks_the_server_nothing()
    {
        string[] first = [.. _engine.Complete("Get-InfluxMeasurement -Connection raw -Name "), .. _engine.Complete("Get-InfluxDatabase -Connection raw -Name ")];
        int requests = _server.Requests.Entries.Count;

        string[] second = [.. _engine.Complete("Get-InfluxMeasurement -Connection raw -Name "), .. _engine.Complete("Get-InfluxDatabase -Connection raw -Name ")];
        IReadOnlyList<string> columns = _engine.Complete("New-InfluxDownsampleQuery occupancy -Connection raw -Field ");

        Assert.Equal(["occupancy", "weather", "hourly", "office"], first);
        Assert.Equal(first, second);
        Assert.Equal(["co2", "temperature"], columns);
        Assert.Equal(requests, _server.Requests.Entries.Count);
    }

    [Fact]
    public async Task What_one_token_may_see_is_not_offered_with_another()
    {
        await using LocalServerHost server = await LocalServerHost.StartAsync(TestServers.Options with { Token = "right-token" });
        _engine.Run($$"""
            Connect-InfluxDatabase {{server.Address}} office -Name mine -Token (ConvertTo-SecureString right-token -AsPlainText)
            Connect-InfluxDatabase {{server.Address}} office -Name theirs -Token (ConvertTo-SecureString wrong-token -AsPlainText) -SkipCheck
            @{ time = 1; v = 1.5 } | Write-InfluxPoints secret -Connection mine
            """).Succeed();

        Assert.Equal(["secret"], _engine.Complete("Get-InfluxMeasurement -Connection mine -Name "));
        Assert.DoesNotContain("secret", _engine.Complete("Get-InfluxMeasurement -Connection theirs -Name "));
    }

    [Theory]
    [InlineData("Get-InfluxMeasurement -Connection gone -Name o")]
    [InlineData("Get-InfluxDatabase -Connection gone -Name o")]
    [InlineData("New-InfluxDownsampleQuery occupancy -Connection gone -Field t")]
    [InlineData("Get-InfluxMeasurement -Connection neverregistered -Name o")]
    public async Task Without_a_server_Tab_is_silent(string line)
    {
        await _server.DisposeAsync();
        _engine.Run($"$error.Clear(); Connect-InfluxDatabase {_server.Address} office -Name gone -SkipCheck").Succeed();

        Assert.DoesNotContain(_engine.Complete(line), text => text is "occupancy" or "office" or "temperature");
        Assert.Equal(0, _engine.Run("$error.Count").Succeed().Values[0]);
    }
}
