using System.Globalization;
using System.Management.Automation;
using System.Text.RegularExpressions;
using InfluxDownsample.LocalServer;
using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests.Writing;

/// <summary>An error about one object says which one: its number among those of the pipeline, or the rows of a file, counted from 1.</summary>
public sealed partial class InputRowTests(EngineFixture fixture) : IClassFixture<EngineFixture>, IAsyncLifetime
{
    private readonly HostedEngine _engine = fixture.Engine;
    private LocalServerHost _server = null!;

    public async Task InitializeAsync()
    {
        _server = await LocalServerHost.StartAsync(TestServers.Options);
        _engine.Run($"Connect-InfluxDatabase {_server.Address} db").Succeed();
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData("Write-InfluxPoints m")]
    [InlineData("Write-InfluxPoints m -BatchSize 2")]
    [InlineData("Write-InfluxPoints m -WhatIf")]
    [InlineData("Write-InfluxPoints m -PassThru -AcceptPartial")]
    [InlineData("ConvertTo-InfluxLineProtocol m")]
    public void PointInvalid_SaysWhichRow(string command)
    {
        // Refused as an object, by its columns, when types are decided, and as a line; among them good ones.
        const string Rows = """
            $rows = @(
                @{ time = 1; v = 1.5 }
                @{ time = 2; v = @(1, 2) }
                @{ v = 3.5 }
                [pscustomobject]@{ time = 4; v = 4.5 }
                @{ time = 'soon'; v = 5.5 }
                @{ time = 6; v = 'text' }
                @{ time = '2262-04-11T23:45:00Z'; v = 7.5 }
                @{ time = $null; v = 8.5 }
                @{ time = 9; v = 9.5 }
            )
            """;

        Answer answer = _engine.Run($"{Rows}; $rows | {command}");
        var rows = (object[])_engine.Get("rows")!;

        Assert.Equal([2, 3, 5, 6, 7, 8], answer.Errors.Select(RowOf).Order());
        Assert.All(answer.Errors, error =>
        {
            Assert.StartsWith("PointInvalid,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
            Assert.Matches("^Row [0-9]+, column '(time|v)': ", error.ToString());
            Assert.Same(rows[RowOf(error) - 1], error.TargetObject);
        });
        // Into a table that is not there yet, as the first time: one that is there would decide what fits.
        Assert.Equal([2, 3, 5, 6, 7, 8], _engine.Run($"{command.Replace(" m", " other", StringComparison.Ordinal)} -InputObject $rows").Errors.Select(RowOf).Order());
    }

    [Fact]
    public void RowOfAFile_IsCountedFromItsFirstRow()
    {
        Answer answer = _engine.Run("\"time,v`n2026-01-01,1.5`n2026-01-02,2.5`n31.01.2026 12:00,3.5`n2026-01-04,4.5\" | ConvertFrom-Csv | Write-InfluxPoints m -InferType");

        Assert.Equal(3, RowOf(answer.FailWith("PointInvalid")));
        Assert.Equal(3L, answer.Output[0].Properties["PointsWritten"].Value);
    }

    [Fact]
    public void RowFarBehindTheFirstOnes_IsCountedOn()
        => Assert.Equal(
            [5001, 5600],
            _engine.Run("1..6000 | ForEach-Object { @{ time = $_; v = $_ -in 5001, 5600 ? 'text' : 1.5 } } | ConvertTo-InfluxLineProtocol m").Errors.Select(RowOf));

    [Fact]
    public async Task RowsOfBatchesAndPoints_AreCountedOneByOne()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(
            new Rows().Time("time", 1, 2).Float("v", 1.5, double.NaN).Build(), new Rows().Time("time", 3, 4).Float("v", 3.5, double.NaN).Build());
        string query = $"Invoke-InfluxQuery 'SELECT' -Connection '{server.Connection}'";

        foreach (string rows in new[] { query, $"{query} -AsBatch", $"{query} | ForEach-Object {{ $_.time = $_.time; $_ }}" })
        {
            Answer answer = _engine.Run($"& {{ @{{ v = 0.5 }}; {rows}; @{{ v = 0.5 }} }} | ConvertTo-InfluxLineProtocol m -NonFinite Error");

            Assert.Equal([1, 3, 5, 6], answer.Errors.Select(RowOf).Order());
            Assert.Equal(2, answer.Output.Count);
        }
    }

    [Fact]
    public void CopyOfAPoint_SaysItsRow()
    {
        _engine.Run("1..3 | ForEach-Object { @{ time = $_; room = 'a'; v = 1.5 } } | Write-InfluxPoints m -TagColumn room | Out-Null").Succeed();

        Assert.Equal([1, 2, 3], _engine.Run("Invoke-InfluxQuery 'SELECT * FROM m' | Select-Object * | ConvertTo-InfluxLineProtocol m").Errors.Select(RowOf));
    }

    [Fact]
    public void SchemaConflict_SaysWhichRow()
    {
        _engine.Run("@{ time = 1; v = 1 } | Write-InfluxPoints m | Out-Null").Succeed();

        ErrorRecord error = _engine.Run("@{ time = 2; v = 2.0 }, @{ time = 3; w = 1 }, @{ time = 4; v = 'many' } | Write-InfluxPoints m").FailWith("SchemaConflict");

        Assert.StartsWith("Row 1: Column 'v' of measurement 'm'", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Sort_SaysWhichRow()
    {
        _engine.Run("1..3 | ForEach-Object { @{ time = $_; v = 1.5 } } | Write-InfluxPoints m | Out-Null").Succeed();

        Answer answer = _engine.Run("& { @{ time = 'soon' }; Invoke-InfluxQuery 'SELECT * FROM m' -AsBatch; @{ time = 1 }; @{ time = $true } } | Sort-InfluxPoints");

        Assert.Equal([1, 6], answer.Errors.Select(RowOf));
        Assert.Equal(4, answer.Output.Count);
        Assert.Equal([2], _engine.Run("Sort-InfluxPoints -InputObject @(@{ time = 2 }, @{ time = 'soon' })").Errors.Select(RowOf));
    }

    private static int RowOf(ErrorRecord error) => int.Parse(Row().Match(error.ToString()).Groups["row"].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex("^Row (?<row>[0-9]+)[,:]", RegexOptions.ExplicitCapture)]
    private static partial Regex Row();
}
