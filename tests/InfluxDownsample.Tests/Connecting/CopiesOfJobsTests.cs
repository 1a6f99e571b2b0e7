using System.Management.Automation;
using InfluxDownsample.LocalServer;
using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests.Connecting;

/// <summary>What jobs and files of Export-Clixml bring back of batches and measurements is used where it can be, and refused by what it is.</summary>
public sealed class CopiesOfJobsTests : IAsyncLifetime, IDisposable
{
    private readonly HostedEngine _engine = new();
    private LocalServerHost _server = null!;

    public async Task InitializeAsync()
    {
        _server = await LocalServerHost.StartAsync(TestServers.Options with { Token = "secret" });
        _engine.Run($$"""
            function Get-Copy { param([Parameter(ValueFromPipeline)] $Value) process { [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($Value)) } }
            $address = '{{_server.Address}}'
            $text = "$($address)?token=secret&database=db"
            1..3 | ForEach-Object { @{ time = $_; room = 'a'; v = $_ } } | Write-InfluxPoints w -TagColumn room -Connection $text | Out-Null
            """).Succeed();
    }

    public async Task DisposeAsync()
    {
        Dispose();
        await _server.DisposeAsync();
    }

    public void Dispose() => _engine.Dispose();

    [Theory]
    [InlineData("Get-Copy", "Write-InfluxPoints x -Connection $text")]
    [InlineData("Get-Copy", "ConvertTo-InfluxLineProtocol x")]
    [InlineData("Get-Copy", "Sort-InfluxPoints")]
    [InlineData("Get-Copy", "Remove-MeasurementColumn | ConvertTo-InfluxLineProtocol x")]
    [InlineData("Select-Object *", "ConvertTo-InfluxLineProtocol x -TagColumn @()")]
    public void CopyOfABatch_IsRefusedAsOne(string copy, string command)
    {
        Answer answer = _engine.Run($"@{{ time = 1; v = 1.5 }}, @{{ time = 2; v = 2.5 }}, (Invoke-InfluxQuery 'SELECT * FROM w' -AsBatch -Connection $text | {copy}) | {command}");

        string error = answer.FailWith("PointInvalid").ToString();
        Assert.All(["Row 3: ", "copy of a batch", "without -AsBatch"], part => Assert.Contains(part, error, StringComparison.Ordinal));
        Assert.Equal([1, 2], _engine.Run($"$b = Invoke-InfluxQuery 'SELECT * FROM w' -AsBatch -Connection $text | {copy}; $b, $b | ConvertTo-InfluxLineProtocol x")
            .Errors.Select(static (error, index) => error.ToString().StartsWith($"Row {index + 1}: The object is a copy", StringComparison.Ordinal) ? index + 1 : 0));
    }

    [Fact]
    public void MeasurementOfAConnectionString_IsReadWithTheConnectionThatLeadsThere()
    {
        ErrorRecord error = _engine.Run("$m = Get-InfluxMeasurement w -Connection $text | Get-Copy; $m | Get-InfluxPoints").FailWith("ConnectionNotFound");

        Assert.StartsWith($"The connection to {_server.Address} comes from another process", error.ToString(), StringComparison.Ordinal);
        Assert.Contains($"Connect-InfluxDatabase {_server.Address} db -Token $using:token", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        // What it advises helps.
        Assert.Equal([1L, 2L, 3L], _engine.Run("Connect-InfluxDatabase $address db -Token secret | Out-Null; $m | Get-InfluxPoints | ForEach-Object v").Succeed().Values);
        // Of two it is not known which is meant.
        _engine.Run("Connect-InfluxDatabase $address db -Token secret -Name other | Out-Null; $m | Get-InfluxPoints").FailWith("ConnectionNotFound");
    }

    [Theory]
    [InlineData("Get-Copy")]
    [InlineData("Select-Object *")]
    public void CopyOfAMeasurement_MakesAQuery(string copy)
    {
        string query = "New-InfluxDownsampleQuery -Every 1h | ForEach-Object Text";
        Answer answer = _engine.Run($$"""
            Connect-InfluxDatabase $address other -Token secret -WarningAction Ignore | Out-Null
            @{ time = 1; other = 0.5 } | Write-InfluxPoints w
            Connect-InfluxDatabase $address db -Name raw -Token secret | Out-Null
            $m = Get-InfluxMeasurement w -Connection raw
            $m | {{query}}
            $m | {{copy}} | {{query}}
            New-InfluxDownsampleQuery ($m | {{copy}}) -Every 1h | ForEach-Object Text
            """).Succeed();

        Assert.Equal([answer.Texts[1], answer.Texts[1]], answer.Texts[2..]);
        Assert.Contains("AVG(\"v\")", answer.Texts[1], StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void CopyOfAMeasurement_IsAJobOfItsServer()
    {
        PSObject result = Assert.Single(_engine.Run("""
            Connect-InfluxDatabase $address empty -Token secret -WarningAction Ignore | Out-Null
            Connect-InfluxDatabase $address db -Name raw -Token secret | Out-Null
            Get-InfluxMeasurement w -Connection raw | Get-Copy | Invoke-InfluxDownsample -Every 1h -TargetMeasurement h -Start 1970-01-01 -Stop 1970-01-02 -WhatIf
            """).Succeed().Output);

        Assert.Equal("Planned", result.Properties["Status"].Value.ToString());
        Assert.Equal(24L, System.Convert.ToInt64(result.Properties["WindowsPlanned"].Value, System.Globalization.CultureInfo.InvariantCulture));
    }
}
