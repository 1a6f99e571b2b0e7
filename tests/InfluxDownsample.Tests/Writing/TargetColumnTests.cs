using System.Management.Automation;
using InfluxDownsample.LocalServer;
using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests.Writing;

/// <summary>What the target has decides what a column of plain objects takes, wherever in the input the first value stands that does not fit.</summary>
public sealed class TargetColumnTests(EngineFixture fixture) : IClassFixture<EngineFixture>, IAsyncLifetime
{
    private readonly HostedEngine _engine = fixture.Engine;
    private LocalServerHost _server = null!;

    public async Task InitializeAsync()
    {
        _server = await LocalServerHost.StartAsync(TestServers.Options);
        _engine.Run($"Connect-InfluxDatabase {_server.Address} db; @{{ time = 1; tag = 'x'; f = 0.5; i = 1; u = [uint64]1; b = $true; s = 'text' }} | Write-InfluxPoints m -TagColumn tag | Out-Null").Succeed();
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
    }

    public static TheoryData<string, string, string, string> Misfits()
    {
        var cases = new TheoryData<string, string, string, string>();
        foreach ((string column, string good, string bad, string given) in new[]
        {
            ("f", "1.5", "'abc'", "string ('abc')"), ("f", "2", "'abc'", "string ('abc')"), ("f", "'2.5'", "'abc'", "string ('abc')"), ("f", "1.5", "$true", "boolean ('True')"),
            ("f", "1.5", "[long]9007199254740993", "integer ('9007199254740993')"), ("i", "1", "1.5", "float ('1.5')"), ("i", "1", "'1.5'", "string ('1.5')"), ("i", "1", "'x'", "string ('x')"),
            ("u", "1", "-1", "integer ('-1')"), ("u", "'1'", "$false", "boolean ('False')"), ("b", "$true", "'true'", "string ('true')"), ("b", "$true", "1", "integer ('1')"),
            ("s", "'a'", "1.5", "float ('1.5')"), ("s", "'a'", "$true", "boolean ('True')"),
        })
        {
            foreach (string values in new[] { $"{good}, {bad}", $"{bad}, {good}", $"{good}, {good}, {bad}", $"{bad}, {bad}, {good}" })
            {
                cases.Add(column, values, bad, given);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Misfits))]
    public void ValueOfTheFirstRows_IsSchemaConflictInAnyOrder(string column, string values, string bad, string given)
    {
        int before = Writes();

        ErrorRecord error = _engine.Run($"{Rows(column, values)} | Write-InfluxPoints m").FailWith("SchemaConflict");

        Assert.Equal(before, Writes());
        int row = Array.IndexOf(values.Split(", "), bad);
        Assert.StartsWith($"Row {row + 1}: Column '{column}' of measurement 'm' is a field of type ", error.ToString(), StringComparison.Ordinal);
        Assert.Contains($"the input has a field of type {given}.", error.ToString(), StringComparison.Ordinal);
        Assert.Same(((object[])_engine.Get("rows")!)[row], error.TargetObject);
    }

    [Theory]
    [InlineData("1.5, 'y'", 1)]
    [InlineData("'y', 1.5, 2.5", 1)]
    [InlineData("$null, 'y', 1.5", 2)]
    public void ColumnThatIsATag_IsSchemaConflictAtItsFirstValue(string values, int row)
    {
        int before = Writes();

        ErrorRecord error = _engine.Run($"{Rows("tag", values)} | Write-InfluxPoints m").FailWith("SchemaConflict");

        Assert.Equal(before, Writes());
        Assert.StartsWith($"Row {row}: Column 'tag' of measurement 'm' is a tag;", error.ToString(), StringComparison.Ordinal);
    }

    // Of both kinds, and all of them fit.
    [Theory]
    [InlineData("f", "1.5, '2.5', 3", "1.5 2.5 3")]
    [InlineData("f", "'2.5', '', $null, 7", "2.5   7")]
    [InlineData("i", "'5', 6, [uint64]7", "5 6 7")]
    [InlineData("u", "[uint64]5, '6', 7", "5 6 7")]
    [InlineData("s", "'a', '', $null", "a  ")]
    public void ValuesThatFitTheTarget_AreWritten(string column, string values, string stored)
    {
        int count = values.Split(", ").Length;

        Assert.Equal(count, (long)_engine.Run($"{Rows(column, values)} | Write-InfluxPoints m").Succeed().Output[0].Properties["PointsReceived"].Value);
        Assert.Equal(
            stored,
            string.Join(' ', _engine.Run($"Invoke-InfluxQuery 'SELECT * FROM m WHERE time > to_timestamp_nanos(1) ORDER BY time' | ForEach-Object {{ \"$($_.{column})\" }}").Succeed().Texts));
    }

    // When something may be stored, one row that does not fit concerns itself alone.
    [Theory]
    [InlineData("f", "1.5", "'abc'", "float")]
    [InlineData("f", "1", "'abc'", "float")]
    [InlineData("f", "'1.5'", "'abc'", "float")]
    [InlineData("f", "'1.5'", "'abc'", "float", "-InferType")]
    [InlineData("f", "1", "'abc'", "float", "-AcceptPartial")]
    [InlineData("i", "1", "1.5", "integer")]
    [InlineData("i", "'1'", "'1.5'", "integer", "-InferType")]
    [InlineData("b", "$true", "'yes'", "boolean")]
    [InlineData("b", "'true'", "'yes'", "boolean", "-InferType")]
    [InlineData("s", "'text'", "1.5", "string")]
    public void ValueOfALaterRow_IsPointInvalidByTheTarget(string column, string good, string bad, string type, string options = "")
    {
        Answer answer = _engine.Run($"{Rows(column, $"{good}, {good}, {bad}, {good}")} | Write-InfluxPoints m -BatchSize 2 {options}");

        string error = answer.FailWith("PointInvalid").ToString();
        Assert.StartsWith($"Row 3, column '{column}': ", error, StringComparison.Ordinal);
        Assert.Contains($"{type}, which the target has", error, StringComparison.Ordinal);
        Assert.DoesNotContain("-FieldType", error, StringComparison.Ordinal);
        Assert.Equal(3L, answer.Output[0].Properties["PointsWritten"].Value);
    }

    // The types of the first rows are not all that the target's column takes.
    [Theory]
    [InlineData("f", "1, 2, 2.5, '3.5'", "")]
    [InlineData("f", "'1', '2', '2.5', 3", "-InferType")]
    [InlineData("f", "1, 2, 2.5, 3", "-AcceptPartial")]
    [InlineData("i", "1, 2, '3', [uint64]4", "")]
    [InlineData("u", "1, 2, '18446744073709551615', 4", "")]
    public void ValueOfALaterRow_ThatFitsTheTarget_IsWritten(string column, string values, string options)
        => Assert.Equal(4L, _engine.Run($"{Rows(column, values)} | Write-InfluxPoints m -BatchSize 2 {options}").Succeed().Output[0].Properties["PointsWritten"].Value);

    [Theory]
    [InlineData("1.5, 'abc'")]
    [InlineData("'abc', 1.5, 2.5")]
    public void TargetThatTheRowsName_Decides(string values)
    {
        string rows = $"{Rows("f", values)} | ForEach-Object {{ $_ | Add-Member 'iox::measurement' m -PassThru }}";

        ErrorRecord error = _engine.Run($"{rows} | Write-InfluxPoints").FailWith("SchemaConflict");

        Assert.Contains("Column 'f' of measurement 'm' is a field of type float; the input has a field of type string ('abc')", error.ToString(), StringComparison.Ordinal);
        // Of a table that comes later another type may be right: whole numbers stay what they are.
        Assert.Equal(
            3L,
            _engine.Run("""
                @{ time = 1; v = 0.5 } | Write-InfluxPoints floats | Out-Null; @{ time = 1; v = 1 } | Write-InfluxPoints integers | Out-Null
                'floats', 'floats', 'integers' | ForEach-Object { $n = 1 } { @{ time = (++$n); v = 5; 'iox::measurement' = $_ } } | Write-InfluxPoints -BatchSize 2
                """).Succeed().Output[0].Properties["PointsWritten"].Value);
    }

    [Fact]
    public void RowThatIsNoPoint_IsNoConflict()
    {
        Answer answer = _engine.Run("@{ time = 2; f = 1.5 }, @{ time = 'soon'; f = 'abc' }, @{ time = 3; f = 2.5 } | Write-InfluxPoints m");

        Assert.StartsWith("Row 2, column 'time': ", answer.FailWith("PointInvalid").ToString(), StringComparison.Ordinal);
        Assert.Equal(2L, answer.Output[0].Properties["PointsWritten"].Value);
        Assert.Contains("timestamp fields", _engine.Run("@{ time = 4; f = [datetime]'2026-01-01' }, @{ time = 5; f = 2.5 } | Write-InfluxPoints m").FailWith("PointInvalid").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void NothingIsStored_EvenWhereRowsBeforeFillARequest()
    {
        int before = Writes();

        _engine.Run("& { 1..20 | ForEach-Object { @{ time = $_; s = 'x' * 100; f = 1.5 } }; @{ time = 21; f = 'abc' } } | Write-InfluxPoints m -BatchBytes 500").FailWith("SchemaConflict");

        Assert.Equal(before, Writes());
    }

    [Fact]
    public void RowsBesideAConflict_AreInTheFileOfTheRejectedOnes()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory();
        _engine.Set("file", Path.Combine(folder.FullName, "rejected.lp"));

        _engine.Run("1.5, 'abc', 2.5, $true, 3.5 | ForEach-Object { $n = 1 } { @{ time = (++$n); f = $_; new = 0.5 } } | Write-InfluxPoints m -RejectedPath $file").FailWith("SchemaConflict");

        Assert.Equal(
            ["m f=1.5,new=0.5 2", "m f=2.5,new=0.5 4", "m f=3.5,new=0.5 6"],
            File.ReadLines((string)_engine.Get("file")!).Where(static line => line.Length > 0 && line[0] != '#')
                .Select(Ordered));
        folder.Delete(recursive: true);

        // A hashtable gives its keys in any order.
        static string Ordered(string line)
        {
            string[] parts = line.Split(' ');
            return $"{parts[0]} {string.Join(',', parts[1].Split(',').Order(StringComparer.Ordinal))} {parts[2]}";
        }
    }

    [Fact]
    public void NameThatIsNotThere_EndsTheCommandBeforeAnythingIsAsked()
    {
        int before = _server.Requests.Entries.Count;

        _engine.Run($"{Rows("f", "1.5, 2.5")} | Write-InfluxPoints m -TagColumn nowhere").FailWith("ColumnNotFound");

        Assert.Equal(before, _server.Requests.Entries.Count);
    }

    private static string Rows(string column, string values)
        => $"$n = 1; $rows = {values} | ForEach-Object {{ [pscustomobject]@{{ time = (++$n); {column} = $_; new = 0.5 }} }}; $rows";

    private int Writes() => _server.Requests.Entries.Count(static request => request.Path == "/api/v3/write_lp");
}
