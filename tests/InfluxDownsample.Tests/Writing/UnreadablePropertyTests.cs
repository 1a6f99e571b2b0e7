using System.Data;
using System.Management.Automation;
using InfluxDownsample.LocalServer;
using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests.Writing;

/// <summary>A property that throws when it is read concerns its object alone: the others go on.</summary>
public sealed class UnreadablePropertyTests(EngineFixture fixture) : IClassFixture<EngineFixture>, IAsyncLifetime
{
    private const string ThreeRows = "$rows = 1..3 | ForEach-Object { [pscustomobject]@{ time = 1767225600 + $_; v = $_ } }; $rows[1] | ";

    private readonly HostedEngine _engine = fixture.Engine;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();
    private LocalServerHost _server = null!;

    public async Task InitializeAsync()
    {
        _server = await LocalServerHost.StartAsync(TestServers.Options);
        _engine.Run($"Connect-InfluxDatabase {_server.Address} db").Succeed();
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("Write-InfluxPoints m -Precision Second -PassThru", "bad")]
    [InlineData("Write-InfluxPoints m -Precision Second -PassThru -BatchSize 1 -AcceptPartial", "bad")]
    [InlineData("ConvertTo-InfluxLineProtocol m -Precision Second", "bad")]
    [InlineData("ConvertTo-InfluxLineProtocol m -Precision Second -TagColumn bad", "bad")]
    [InlineData("Remove-MeasurementColumn v", "bad")]
    [InlineData("Sort-InfluxPoints", "time")]
    [InlineData("Sort-InfluxPoints Series -TagColumn bad", "bad")]
    [InlineData("Export-InfluxChart \"$folder/chart.svg\"", "bad")]
    public void ScriptThatThrows_IsPointInvalid(string command, string property)
    {
        _engine.Set("folder", _folder.FullName);
        // One that all have, for the columns that a command asks for.
        string others = property == "bad" ? "$rows[0], $rows[2] | Add-Member NoteProperty bad good;" : "";

        Answer answer = _engine.Run($"{ThreeRows} Add-Member ScriptProperty {property} {{ throw 'oops' }} -Force; {others} $rows | {command}");

        CheckSecondRow(answer, property, ((object[])_engine.Get("rows")!)[1]);
        Assert.Equal(command.StartsWith("Export", StringComparison.Ordinal) ? 1 : 2, answer.Output.Count);
    }

    [Theory]
    [InlineData("Write-InfluxPoints m -Precision Second -PassThru")]
    [InlineData("ConvertTo-InfluxLineProtocol m -Precision Second")]
    [InlineData("Remove-MeasurementColumn nothing, v*")]
    public void GetterThatThrows_IsPointInvalid(string command)
    {
        _engine.Set("rows", new object[] { new Reading(1, "a"), new Reading(2, null), new Reading(3, "c") });

        Answer answer = _engine.Run($"$rows | {command}");

        CheckSecondRow(answer, "bad", ((object[])_engine.Get("rows")!)[1]);
        Assert.Equal(2, answer.Output.Count);
    }

    [Fact]
    public void PropertyOfAPoint_IsNoExceptionToIt()
    {
        _engine.Run($"1..3 | ForEach-Object {{ @{{ time = $_; v = $_ }} }} | Write-InfluxPoints raw | Out-Null").Succeed();
        const string Points = "$rows = Invoke-InfluxQuery 'SELECT * FROM raw ORDER BY time'; $rows[1] | Add-Member ScriptProperty bad { throw 'oops' };";

        foreach (string copy in new[] { "", "| ForEach-Object { if ($_.v -eq 2) { $_ | Select-Object * -ExcludeProperty bad | Add-Member ScriptProperty bad { throw 'oops' } -PassThru } else { $_ } }" })
        {
            Answer answer = _engine.Run($"{Points} $rows {copy} | ConvertTo-InfluxLineProtocol m");

            Assert.StartsWith("Row 2, column 'bad': ", answer.FailWith("PointInvalid").ToString(), StringComparison.Ordinal);
            Assert.Equal(["m v=1i 1", "m v=3i 3"], answer.Texts);
        }
    }

    [Theory]
    [InlineData("Write-InfluxPoints m -PassThru")]
    [InlineData("ConvertTo-InfluxLineProtocol m")]
    [InlineData("Remove-MeasurementColumn v")]
    [InlineData("Sort-InfluxPoints")]
    public void DeletedRowOfATable_IsPointInvalid(string command)
    {
        using var table = new DataTable();
        table.Columns.Add("time", typeof(long));
        table.Columns.Add("v", typeof(double));
        table.Columns.Add("w", typeof(double));
        DataRow[] rows = [.. Enumerable.Range(1, 3).Select(row => table.Rows.Add((long)row, row / 2.0, 0.5))];
        table.AcceptChanges();
        rows[1].Delete();
        _engine.Set("rows", rows);

        Answer answer = _engine.Run($"$rows | {command}");

        ErrorRecord error = answer.FailWith("PointInvalid");
        Assert.StartsWith("Row 2", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("deleted", error.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(2, answer.Output.Count);
    }

    [Fact]
    public void PropertyThatIsNotUsed_IsNotRead()
        => Assert.Equal(
            ["m v=1i 1767225601", "m v=2i 1767225602", "m v=3i 1767225603"],
            _engine.Run($"{ThreeRows} Add-Member ScriptProperty bad {{ throw 'oops' }}; $rows | Sort-InfluxPoints | Remove-MeasurementColumn bad | ConvertTo-InfluxLineProtocol m -FieldColumn v -Precision Second")
                .Succeed().Texts);

    private static void CheckSecondRow(Answer answer, string column, object row)
    {
        ErrorRecord error = answer.FailWith("PointInvalid");
        Assert.StartsWith($"Row 2, column '{column}': ", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("oops", error.ToString(), StringComparison.Ordinal);
        Assert.Same(row is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : row, error.TargetObject is PSObject { BaseObject: not PSCustomObject } target ? target.BaseObject : error.TargetObject);
    }

    private sealed class Reading(long number, string? good)
    {
#pragma warning disable IDE1006, CA1707 // The names of columns.
        public long time => number;

        public double v => number / 2.0;

        public string bad => good ?? throw new InvalidOperationException("oops");
#pragma warning restore IDE1006, CA1707
    }
}
