using InfluxDownsample.LocalServer;
using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests.Writing;

/// <summary><c>-InputObject</c> takes in each step what the pipeline gives it one by one.</summary>
public sealed class InputObjectTests : IAsyncLifetime, IDisposable
{
    private readonly HostedEngine _engine = new();
    private LocalServerHost _server = null!;

    public async Task InitializeAsync()
    {
        _server = await LocalServerHost.StartAsync(TestServers.Options);
        _engine.Run($$"""
            Connect-InfluxDatabase {{_server.Address}} db
            1..6 | ForEach-Object { @{ time = 7 - $_; room = "r$($_ % 2)"; v = $_ / 2 } } | Write-InfluxPoints m -TagColumn room | Out-Null
            $points = Invoke-InfluxQuery 'SELECT * FROM m ORDER BY v'
            $batches = @(Invoke-InfluxQuery 'SELECT * FROM m ORDER BY v' -AsBatch; Invoke-InfluxQuery 'SELECT * FROM m WHERE v > 2 ORDER BY v' -AsBatch)
            $objects = $points | ForEach-Object { [pscustomobject]@{ time = $_.time; room = $_.room; v = $_.v } }
            $tables = $points | ForEach-Object { @{ time = $_.time; room = $_.room; v = $_.v } }
            $list = [System.Collections.Generic.List[object]]::new(); $objects | ForEach-Object { $list.Add($_) }
            $arraylist = [System.Collections.ArrayList]::new(@($tables))
            $nested = @(@($objects[0], $objects[1]), $objects[2], @(, @($objects[3], $objects[4])), $objects[5])
            $mixed = @($points[0], $batches[1], $tables[2])
            $one = $objects[0]
            $none = @()
            """).Succeed();
    }

    public async Task DisposeAsync()
    {
        Dispose();
        await _server.DisposeAsync();
    }

    public void Dispose() => _engine.Dispose();

    public static TheoryData<string> Inputs => new("$points", "$batches", "$objects", "$tables", "$list", "$arraylist", "$nested", "$mixed", "$one");

    [Theory]
    [MemberData(nameof(Inputs))]
    public void EveryStep_TakesAListAsThePipelineDoes(string input)
    {
        // What comes out of a step is shown as lines, which tell values, types and tags.
        string[] steps =
        [
            "Remove-MeasurementColumn v* | ForEach-Object { \"$($_.room)\" }",
            "Remove-MeasurementColumn | ConvertTo-InfluxLineProtocol m -TagColumn room",
            "Sort-InfluxPoints | ConvertTo-InfluxLineProtocol m -TagColumn room",
            "Optimize-InfluxPoints Series -TagColumn room | ConvertTo-InfluxLineProtocol m -TagColumn room",
            "ConvertTo-InfluxLineProtocol m -TagColumn room",
            "Write-InfluxPoints copy -TagColumn room -PassThru | ConvertTo-InfluxLineProtocol m -TagColumn room",
            "Write-InfluxPoints copy -TagColumn room | ForEach-Object { \"$($_.PointsReceived) $($_.PointsWritten) $($_.Requests)\" }",
        ];
        foreach (string step in steps)
        {
            string[] parts = step.Split(" | ", 2);
            string rest = parts.Length > 1 ? " | " + parts[1] : "";

            string[] piped = _engine.Run($"{FromPipeline(input)} | {step}").Succeed().Texts;
            string[] given = _engine.Run($"{parts[0]} -InputObject {input}{rest}").Succeed().Texts;

            Assert.NotEmpty(piped);
            Assert.Equal(piped, given);
        }
    }

    [Theory]
    [InlineData("Remove-MeasurementColumn", 0)]
    [InlineData("Sort-InfluxPoints", 0)]
    [InlineData("ConvertTo-InfluxLineProtocol m", 0)]
    [InlineData("Write-InfluxPoints m", 1)]
    public void AnEmptyList_IsNoInput(string command, int outputs) => Assert.Equal(outputs, _engine.Run($"{command} -InputObject $none").Succeed().Output.Count);

    [Theory]
    [InlineData("Remove-MeasurementColumn room -InputObject $points", "$points")]
    [InlineData("Sort-InfluxPoints -InputObject $objects", "$objects")]
    [InlineData("Sort-InfluxPoints -InputObject $points -Descending", "$points")]
    public void TheList_IsNotChanged(string command, string input)
    {
        string[] before = Shown();
        _engine.Run(command).Succeed();
        Assert.Equal(before, Shown());

        string[] Shown() => _engine.Run($"{input} | ForEach-Object {{ \"$($_.time.Ticks) $($_.room) $($_.v)\" }}").Succeed().Texts;
    }

    // The pipeline unrolls a list, but not those within it.
    private static string FromPipeline(string input) => input == "$nested" ? "$objects" : input;
}
