using System.Management.Automation;
using InfluxDownsample.LocalServer;
using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests.Writing;

/// <summary>What is named as a field is one, also where the server says that it is a tag.</summary>
public sealed class NamedFieldTests(EngineFixture fixture) : IClassFixture<EngineFixture>, IAsyncLifetime
{
    private readonly HostedEngine _engine = fixture.Engine;
    private LocalServerHost _server = null!;

    public async Task InitializeAsync()
    {
        _server = await LocalServerHost.StartAsync(TestServers.Options);
        _engine.Run($"Connect-InfluxDatabase {_server.Address} db; @{{ time = 1; room = 'a'; rack = '7'; v = 1.5 }} | Write-InfluxPoints tt -TagColumn room, rack | Out-Null").Succeed();
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData("-FieldColumn room, v", "tt,rack=7 room=\"a\",v=1.5 1")]
    [InlineData("-FieldColumn v", "tt,rack=7,room=a v=1.5 1")]
    [InlineData("-FieldType @{ rack = 'integer' }", "tt,room=a rack=7i,v=1.5 1")]
    [InlineData("-FieldColumn room, rack, v -FieldType @{ rack = 'unsigned' }", "tt rack=7u,room=\"a\",v=1.5 1")]
    // What is left out of the fields stays a tag, whatever its type would be.
    [InlineData("-FieldColumn v -FieldType @{ rack = 'integer' }", "tt,rack=7,room=a v=1.5 1")]
    public void TagThatIsNamedAsAField_IsAField(string options, string line)
    {
        string[] inputs =
        [
            "Get-InfluxPoints tt", "Get-InfluxPoints tt -AsBatch", "Get-InfluxPoints tt | ForEach-Object { $_.v = 1.5; $_ }", "Get-InfluxPoints tt | Add-Member other 1 -PassThru | Remove-MeasurementColumn other",
        ];
        foreach (string input in inputs)
        {
            string found = Assert.Single(_engine.Run($"{input} | ConvertTo-InfluxLineProtocol {options}").Succeed().Texts);
            string[] parts = found.Split(' ');
            Assert.Equal(line, $"{parts[0]} {string.Join(',', parts[1].Split(',').Order(StringComparer.Ordinal))} {parts[2]}");
        }
    }

    [Fact]
    public void CopyWhoseTagIsNamedAsAField_IsNotAskedAbout()
        => Assert.Equal(
            ["tt rack=\"7\",room=\"a\",v=1.5 1"],
            _engine.Run("Get-InfluxPoints tt | Select-Object time, rack, room, v | ConvertTo-InfluxLineProtocol tt -FieldColumn room, rack, v").Succeed().Texts);

    [Fact]
    public void TargetThatHasItAsATag_IsSchemaConflict()
    {
        ErrorRecord error = _engine.Run("Get-InfluxPoints tt | Write-InfluxPoints -FieldColumn room, v").FailWith("SchemaConflict");

        Assert.Contains("Column 'room' of measurement 'tt' is a tag", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(1L, _engine.Run("Get-InfluxPoints tt | Write-InfluxPoints other -FieldColumn room, v").Succeed().Output[0].Properties["PointsWritten"].Value);
        Assert.Equal(["a"], _engine.Run("(Get-InfluxMeasurement other).Fields | Where-Object Name -eq room | ForEach-Object { (Get-InfluxPoints other).room }").Succeed().Texts);
    }

    [Theory]
    [InlineData("-TagColumn room -FieldColumn v, room", "-FieldColumn")]
    [InlineData("-TagColumn rack, room -FieldType @{ room = 'string' }", "-FieldType")]
    public void NameOfBothKinds_IsInvalidBeforeAnythingIsAsked(string options, string other)
    {
        int before = _server.Requests.Entries.Count;

        ErrorRecord error = _engine.Run($"@{{ time = 1; room = 'a'; rack = 'b'; v = 1.5 }} | Write-InfluxPoints tt {options}").FailWith("InvalidParameter");

        Assert.All(["-TagColumn", "'room'", other], part => Assert.Contains(part, error.ToString(), StringComparison.Ordinal));
        Assert.Equal(before, _server.Requests.Entries.Count);
        // Names are case-sensitive.
        _engine.Run("@{ time = 1; room = 'a'; v = 1.5 } | ConvertTo-InfluxLineProtocol tt -TagColumn room -FieldColumn v").Succeed();
    }
}
