using System.Data;
using System.Management.Automation;
using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests.Writing;

/// <summary>ConvertTo-InfluxLineProtocol: any object in, lines out; what cannot be a line is one error for one object.</summary>
public sealed class ConvertToInfluxLineProtocolTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    private readonly HostedEngine _engine = fixture.Engine;

    [Fact]
    public void CustomObject_TypesDecideSuffixes()
        => Assert.Equal(
            ["m,room=office b=true,f=1.5,i=-3i,s=\"x\",u=7u 1000000000"],
            Convert("[pscustomobject]@{ time = [datetime]'1970-01-01T00:00:01'; room = 'office'; b = $true; f = 1.5; i = -3; s = 'x'; u = [uint32]7 }", "-TagColumn room"));

    [Theory]
    [InlineData("@{ time = 1; f = 2.5 }")]
    [InlineData("[ordered]@{ time = '1970-01-01T00:00:00.000000001Z'; f = [decimal]2.5 }")]
    [InlineData("[pscustomobject]@{ time = 1; f = [single]2.5; nothing = $null }")]
    public void EveryKindOfObject_GivesTheSameLine(string value) => Assert.Equal(["m f=2.5 1"], Convert(value));

    [Fact]
    public void DataRow_ReadsItsColumns()
    {
        using var table = new DataTable { Locale = System.Globalization.CultureInfo.InvariantCulture };
        table.Columns.Add("time", typeof(DateTime));
        table.Columns.Add("f", typeof(double));
        table.Columns.Add("n", typeof(int));
        _engine.Set("row", table.Rows.Add(DateTime.UnixEpoch, 2.5, DBNull.Value));

        Assert.Equal(["m f=2.5 0"], Convert("$row"));
    }

    [Fact]
    public void FloatAmongIntegers_MakesTheColumnFloat()
        => Assert.Equal(["m v=1 1", "m v=2.5 2"], Convert("@{ time = 1; v = 1 }, @{ time = 2; v = 2.5 }"));

    [Fact]
    public void ValueThatDoesNotFit_IsPointInvalidAndNamesFieldType()
    {
        Answer answer = _engine.Run("@{ time = 1; v = 1 }, @{ time = 2; v = 'x' }, @{ time = 3; v = 3 } | ConvertTo-InfluxLineProtocol m");

        Assert.Equal(["m v=1i 1", "m v=3i 3"], answer.Texts);
        ErrorRecord error = answer.FailWith("PointInvalid");
        Assert.Contains("'v'", error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("-FieldType", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(2, ((System.Collections.Hashtable)error.TargetObject)["time"]);
    }

    [Fact]
    public void FieldType_TurnsTextOfACsvIntoNumbers()
        => Assert.Equal(
            ["m,room=office co2=749.2,n=3i 0"],
            Convert(
                "[pscustomobject]@{ time = '1970-01-01T00:00:00Z'; room = 'office'; co2 = '749.2'; n = '3'; empty = '' }",
                "-TagColumn room -FieldColumn co2, n -FieldType @{ co2 = 'float'; n = 'integer' }"));

    [Theory]
    [InlineData("@{ time = 1; v = @(1, 2) }", "v")]
    [InlineData("@{ time = 1; v = @{ a = 1 } }", "v")]
    [InlineData("@{ v = 1 }", "time")]
    [InlineData("@{ time = $null; v = 1 }", "time")]
    [InlineData("@{ time = 'soon'; v = 1 }", "time")]
    [InlineData("@{ time = 1; v = [datetime]'2020-01-01' }", "v")]
    [InlineData("@{ time = 1; v = [char]0xD800 + 'x' }", "v")]
    public void ObjectThatCannotBeAPoint_IsOneErrorWithItsColumn(string value, string column)
    {
        ErrorRecord error = _engine.Run($"{value} | ConvertTo-InfluxLineProtocol m").FailWith("PointInvalid");

        Assert.Contains($"'{column}'", error.Exception.Message, StringComparison.Ordinal);
        Assert.IsType<System.Collections.Hashtable>(error.TargetObject);
    }

    [Theory]
    [InlineData("'n/a'", "float", "Correct the value, or leave it empty.")]
    [InlineData("'4.5'", "integer", "-FieldType @{ v = 'float' }")]
    [InlineData("'4,5'", "float", "-Culture")]
    [InlineData("'maybe'", "boolean", "Correct the value, or leave it empty.")]
    public void TypeThatTheUserNamed_IsNotAdvisedToBeAnotherWhereTheValueIsWrong(string value, string type, string cure)
        => Assert.Contains(cure, _engine.Run($"@{{ time = 1; v = {value} }} | ConvertTo-InfluxLineProtocol m -FieldType @{{ v = '{type}' }}").FailWith("PointInvalid").ToString(), StringComparison.Ordinal);

    [Theory]
    [InlineData("[pscustomobject]@{ a = 1 }", "type PSCustomObject")]
    [InlineData("@(1, 2)", "type Object[]")]
    [InlineData("[System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize([bigint]5))", "type Deserialized.System.Numerics.BigInteger")]
    public void ValueThatCannotBeAField_IsNamedByItsType(string value, string type)
        => Assert.Contains($"{type} ", _engine.Run($"[pscustomobject]@{{ time = 1; v = {value} }} | ConvertTo-InfluxLineProtocol m").FailWith("PointInvalid").ToString(), StringComparison.Ordinal);

    [Fact]
    public void CopyOfATimeWithAnOffset_IsThatTime()
        => Assert.Equal(
            ["m v=1i 1767315845123456700"],
            Convert("[pscustomobject]@{ time = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize([datetimeoffset]'2026-01-02T03:04:05.1234567+02:00')); v = 1 }"));

    [Fact]
    public void TagColumnThatNoInputHas_IsColumnNotFoundWithTheNearName()
    {
        ErrorRecord error = _engine.Run("@{ time = 1; v = 1; room = 'x' } | ConvertTo-InfluxLineProtocol m -TagColumn Room").Errors[^1];

        Assert.Equal("ColumnNotFound", error.FullyQualifiedErrorId.Split(',')[0]);
        Assert.Contains("'room'", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void FieldTypeOfAColumnThatNoInputHas_IsColumnNotFound()
        => Assert.Equal(
            "ColumnNotFound",
            _engine.Run("@{ time = 1; light = '5' } | ConvertTo-InfluxLineProtocol m -FieldType @{ Light = 'float' }").Errors[^1].FullyQualifiedErrorId.Split(',')[0]);

    [Fact]
    public void CopyOfAPoint_IsRefusedUnlessItsTagsAreSaid()
    {
        const string Copies = "1..2 | ForEach-Object { $o = [pscustomobject]@{ time = $_; room = 'a' }; $o.PSObject.TypeNames.Insert(0, 'Selected.InfluxDownsample.Points.InfluxPoint'); $o }";

        Answer refused = _engine.Run($"{Copies} | ConvertTo-InfluxLineProtocol m");
        Assert.Equal(["PointInvalid", "PointInvalid"], refused.Errors.Select(static error => error.FullyQualifiedErrorId.Split(',')[0]));
        Assert.Contains("-TagColumn", refused.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Equal(2, _engine.Run($"{Copies} | Select-Object *, @{{ n = 'v'; e = {{ 1 }} }} | ConvertTo-InfluxLineProtocol m -TagColumn room").Succeed().Output.Count);
    }

    [Fact]
    public void TimeAsExportCsvWritesIt_CountsAsUtc()
        => Assert.Equal(["m v=1i 1422886740000000000"], Convert("@{ time = '02/02/2015 14:19:00'; v = 1 }"));

    [Fact]
    public void RelativeTime_CountsBackFromNow()
    {
        string line = Assert.Single(Convert("@{ time = '-24h'; v = 1 }"));

        long age = ((DateTime.UtcNow - DateTime.UnixEpoch).Ticks * 100) - long.Parse(line.Split(' ')[2], System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(age, TimeSpan.FromHours(24).Ticks * 100, TimeSpan.FromHours(25).Ticks * 100);
    }

    [Fact]
    public void ArrayAsArgument_IsTakenItemByItem()
        => Assert.Equal(["m v=1i 1", "m v=2i 2"], _engine.Run("ConvertTo-InfluxLineProtocol m -InputObject @(@{ time = 1; v = 1 }, @{ time = 2; v = 2 })").Succeed().Texts);

    [Fact]
    public void NothingNamesTheMeasurement_IsInvalidParameter()
        => _engine.Run("@{ time = 1; v = 1 } | ConvertTo-InfluxLineProtocol").FailWith("InvalidParameter");

    [Fact]
    public void FieldTypeThatIsNone_IsInvalidParameter()
        => _engine.Run("@{ time = 1; v = 1 } | ConvertTo-InfluxLineProtocol m -FieldType @{ v = 'number' }").FailWith("InvalidParameter");

    [Fact]
    public async Task PointsOfAQuery_KeepTagsTypesAndNanoseconds()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(
            new Rows().Measurement("home").Time("time", 1_000_000_001).Tag("room", "office").Float("f", 2).Integer("n", 3).Unsigned("u", 4).Build());
        string query = $"Invoke-InfluxQuery 'SELECT' -Connection '{server.Connection}'";
        string[] expected = ["home,room=office f=2,n=3i,u=4u 1000000001"];

        Assert.Equal(expected, _engine.Run($"{query} | ConvertTo-InfluxLineProtocol").Succeed().Texts);
        Assert.Equal(expected, _engine.Run($"{query} -AsBatch | ConvertTo-InfluxLineProtocol").Succeed().Texts);
    }

    [Fact]
    public async Task ChangedPoint_KeepsTheServersTypesAndTakesAddedProperties()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(
            new Rows().Measurement("home").Time("time", 1_000_000_001, 2).Tag("room", "office", "hall").Float("f", 2, 3).Integer("n", 3, 4).Build());

        Assert.Equal(
            ["home,room=office f=21,n=3i,extra=\"e\" 1000000001", "home,room=hall f=3,n=4i 2"],
            _engine.Run($$"""
                $points = Invoke-InfluxQuery 'SELECT' -Connection '{{server.Connection}}'
                $points[0].f = 21
                $points[0].PSObject.Properties.Add([psnoteproperty]::new('extra', 'e'))
                $points | ConvertTo-InfluxLineProtocol
                """).Succeed().Texts);
    }

    [Theory]
    // A property more, one less, another name, another case; and the first shape again.
    [InlineData("[pscustomobject]@{ time = 2; a = 2; b = 2 }", "m a=2i,b=2i 2")]
    [InlineData("[pscustomobject]@{ time = 2 }", null)]
    [InlineData("[pscustomobject]@{ time = 2; b = 2 }", "m b=2i 2")]
    [InlineData("[pscustomobject]@{ time = 2; A = 2 }", "m A=2i 2")]
    [InlineData("@{ time = 2; A = 2 }", "m A=2i 2")]
    [InlineData("[pscustomobject]@{ PSTypeName = 'Other'; time = 2; a = 2 }", "m a=2i 2")]
    public void ObjectOfAnotherShapeAmongOthers_LosesNoProperty(string other, string? line)
        => Assert.Equal(
            line is null ? ["m a=1i 1", "m a=3i 3"] : ["m a=1i 1", line, "m a=3i 3"],
            Convert($"[pscustomobject]@{{ time = 1; a = 1 }}, {other}, [pscustomobject]@{{ time = 3; a = 3 }}"));

    [Fact]
    public void AddedProperty_IsAColumnOfItsObjectOnly()
        => Assert.Equal(
            ["m Minor=7i 1", "m Minor=7i,added=5i 2", "m Minor=7i 3"],
            Convert(
                "& { foreach ($major in 1..3) { $row = [version]::new($major, 7); if ($major -eq 2) { $row.PSObject.Properties.Add([psnoteproperty]::new('added', 5)) }; $row } }",
                "-TimestampColumn Major -FieldColumn Minor, added"));

    [Fact]
    public async Task ChangedPointsOfTwoTables_EachGoToTheirOwn()
    {
        await using ScriptedServer indoors = await ScriptedServer.StartAsync(new Rows().Measurement("indoors").Time("time", 1, 2).Float("f", 1, 2).Build());
        await using ScriptedServer outdoors = await ScriptedServer.StartAsync(new Rows().Measurement("outdoors").Time("time", 3).Float("f", 3).Build());

        Assert.Equal(
            ["indoors f=10 1", "outdoors f=10 3", "indoors f=10 2"],
            _engine.Run($$"""
                $in = Invoke-InfluxQuery 'SELECT' -Connection '{{indoors.Connection}}'
                $out = Invoke-InfluxQuery 'SELECT' -Connection '{{outdoors.Connection}}'
                $in[0], $out, $in[1] | ForEach-Object { $_.f = 10; $_ } | ConvertTo-InfluxLineProtocol
                """).Succeed().Texts);
    }

    [Theory]
    [InlineData("'abc', 'def', 3")]
    [InlineData("3, 4, 'abc'")]
    [InlineData("3, 4, '5'")]
    [InlineData("1.5, 2.5, '5'")]
    [InlineData("$true, $false, 3")]
    [InlineData("1, 2, $true")]
    [InlineData("'a', 'b', $true")]
    [InlineData("[ulong]::MaxValue, 1, 'x'")]
    [InlineData("0.5, 1.5, 9007199254740993")]
    public void The_type_that_an_error_advises_works(string values)
    {
        foreach (string name in new[] { "v", "room temp", "it's" })
        {
            string rows = $"{values} | ForEach-Object {{ [pscustomobject]@{{ time = 1; '{name.Replace("'", "''", StringComparison.Ordinal)}' = $_ }} }} | ConvertTo-InfluxLineProtocol m";

            ErrorRecord refused = _engine.Run(rows).FailWith("PointInvalid");
            System.Text.RegularExpressions.Match advice = System.Text.RegularExpressions.Regex.Match($"{refused} {refused.ErrorDetails?.RecommendedAction}", "-FieldType @{.*}");

            Assert.True(advice.Success, refused.ToString());
            Assert.Equal(3, _engine.Run($"{rows} {advice.Value}").Succeed().Output.Count);
        }
    }

    [Fact]
    public async Task MeasurementColumnBesideMeasurement_IsDroppedWithOneWarning()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(
            new Rows().Text("iox::measurement", "a", "b").Time("time", 1, 2).Float("f", 1, 2).Build());
        string query = $"Invoke-InfluxQuery 'SELECT' -Connection '{server.Connection}'";

        Answer named = _engine.Run($"{query} | ConvertTo-InfluxLineProtocol m").Succeed();
        Assert.Equal(["m f=1 1", "m f=2 2"], named.Texts);
        Assert.Contains("iox::measurement", Assert.Single(named.Warnings), StringComparison.Ordinal);
        Assert.Equal(["a f=1 1", "b f=2 2"], _engine.Run($"{query} | ConvertTo-InfluxLineProtocol").Succeed().Texts);
    }

    private string[] Convert(string value, string parameters = "")
        => _engine.Run($"{value} | ConvertTo-InfluxLineProtocol m {parameters}").Succeed().Texts;
}
