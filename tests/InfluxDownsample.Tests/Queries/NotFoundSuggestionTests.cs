using System.Management.Automation;
using InfluxDownsample.LocalServer;
using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests.Queries;

/// <summary>What is not there is an error that names what may have been meant.</summary>
public sealed class NotFoundSuggestionTests(EngineFixture fixture) : IClassFixture<EngineFixture>, IAsyncLifetime
{
    private readonly HostedEngine _engine = fixture.Engine;
    private LocalServerHost _server = null!;

    public async Task InitializeAsync()
    {
        _server = await LocalServerHost.StartAsync(TestServers.Options);
        _engine.Run($"Connect-InfluxDatabase {_server.Address} office; @{{ time = 1; room = 'a'; temperature = 1.5 }} | Write-InfluxPoints occupancy -TagColumn room").Succeed();
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData("Invoke-InfluxQuery 'SELECT 1' -Database ofice", "DatabaseNotFound", "office")]
    [InlineData("Get-InfluxMeasurement -Database Office", "DatabaseNotFound", "office")]
    [InlineData("Invoke-InfluxQuery 'SELECT * FROM ocupancy'", "MeasurementNotFound", "occupancy")]
    [InlineData("Invoke-InfluxQuery 'SELECT temprature FROM occupancy'", "ColumnNotFound", "temperature")]
    [InlineData("New-InfluxDownsampleQuery Occupancy -Every 1h", "MeasurementNotFound", "occupancy")]
    [InlineData("New-InfluxDownsampleQuery occupancy -Every 1h -Field Temperature", "ColumnNotFound", "temperature")]
    [InlineData("New-InfluxDownsampleQuery occupancy -Every 1h -Tag rom", "ColumnNotFound", "room")]
    [InlineData("New-InfluxDownsampleQuery occupancy -Every 1h -Where @{ Room = 'a' }", "ColumnNotFound", "room")]
    [InlineData("New-InfluxDownsampleQuery occupancy -Every 1h -Aggregate @{ temperatur = 'mean' }", "ColumnNotFound", "temperature")]
    public void The_error_suggests_the_near_name(string script, string id, string meant)
    {
        ErrorRecord error = _engine.Run(script).FailWith(id);

        Assert.Contains("Did you mean '", error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains($"{meant}'", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.ObjectNotFound, error.CategoryInfo.Category);
    }

    // Names that are not quoted are folded to lower case.
    [Theory]
    [InlineData("nix", false)]
    [InlineData("rom", false)]
    [InlineData("\"Nix\"", false)]
    [InlineData("Nix", true)]
    [InlineData("WindSpeed", true)]
    [InlineData("windspeed", true)]
    [InlineData("windsped", true)]
    public void Quotes_are_advised_where_a_name_has_capitals(string column, bool isAdvised)
    {
        _engine.Run("@{ time = 1; room = 'a'; WindSpeed = 1.5 } | Write-InfluxPoints wx -TagColumn room").Succeed();

        ErrorRecord error = _engine.Run($"Invoke-InfluxQuery 'SELECT {column} FROM wx'").FailWith("ColumnNotFound");

        Assert.Equal(isAdvised, error.ErrorDetails?.RecommendedAction?.Contains("Quote names with capitals", StringComparison.Ordinal) == true);
        Assert.Equal(column.StartsWith("wind", StringComparison.OrdinalIgnoreCase), error.Exception.Message.Contains("WindSpeed'", StringComparison.Ordinal));
    }

    [Fact]
    public void A_name_like_no_other_gets_the_list()
        => Assert.Contains("Measurements: 'occupancy'.", _engine.Run("Invoke-InfluxQuery 'SELECT * FROM zzz'").FailWith("MeasurementNotFound").Exception.Message, StringComparison.Ordinal);
}
