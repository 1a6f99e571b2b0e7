using System.Management.Automation;
using InfluxDownsample.LocalServer;
using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests.Writing;

/// <summary>The target's columns are known before the first write, and new ones are decided by most of what comes in, not by its first value.</summary>
public sealed class WriteSchemaTests(EngineFixture fixture) : IClassFixture<EngineFixture>, IAsyncLifetime
{
    private readonly HostedEngine _engine = fixture.Engine;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();
    private LocalServerHost _server = null!;

    public async Task InitializeAsync()
    {
        _server = await LocalServerHost.StartAsync(TestServers.Options);
        _engine.Run($"Connect-InfluxDatabase {_server.Address} db; @{{ time = '2026-01-01'; tag = 'x'; f = 0.5; i = 1; u = [uint64]1; b = $true; s = 'text' }} | Write-InfluxPoints m -TagColumn tag | Out-Null").Succeed();
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("f = 5", "f=5")]
    [InlineData("f = [uint64]7", "f=7")]
    [InlineData("f = '2.5'", "f=2.5")]
    [InlineData("f = '9007199254740992'", "f=9007199254740992")]
    [InlineData("i = '-42'", "i=-42i")]
    [InlineData("i = [uint64]3", "i=3i")]
    [InlineData("u = 3", "u=3u")]
    [InlineData("u = '18446744073709551615'", "u=18446744073709551615u")]
    public void ValueThatFits_IsWrittenAsTheTargetHasIt(string value, string field)
    {
        Answer answer = _engine.Run($"@{{ time = '2026-01-02'; {value} }} | Write-InfluxPoints m").Succeed();

        Assert.Equal(1L, answer.Output[0].Properties["PointsWritten"].Value);
        Assert.Equal($"m {field}", Stored("2026-01-02"));
    }

    [Theory]
    [InlineData("f = 'high'", "f", "float", "string", "high")]
    [InlineData("f = [long]9007199254740993", "f", "float", "integer", "9007199254740993")]
    [InlineData("f = '9007199254740993'", "f", "float", "string", "9007199254740993")]
    [InlineData("f = $true", "f", "float", "boolean", "True")]
    [InlineData("i = 2.0", "i", "integer", "float", "2")]
    [InlineData("i = '1.5'", "i", "integer", "string", "1.5")]
    [InlineData("u = -1", "u", "unsigned", "integer", "-1")]
    [InlineData("b = 1", "b", "boolean", "integer", "1")]
    [InlineData("b = 'true'", "b", "boolean", "string", "true")]
    [InlineData("s = 1.5", "s", "string", "float", "1.5")]
    [InlineData("tag = 'y'", "tag", "a tag", "string", "y")]
    public void AnythingElse_IsSchemaConflictBeforeTheFirstWrite(string value, string column, string stored, string given, string shown)
    {
        int before = Writes();

        ErrorRecord error = _engine.Run($"$bad = @{{ time = '2026-01-03'; {value} }}; @{{ time = '2026-01-02'; new = 1.5 }}, $bad | Write-InfluxPoints m").FailWith("SchemaConflict");

        Assert.Equal(before, Writes());
        Assert.Same(_engine.Get("bad"), error.TargetObject);
        Assert.All([$"'{column}'", stored, given, $"'{shown}'"], part => Assert.Contains(part, error.ToString(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("f = '2,5'", "", "f=2.5")]
    [InlineData("f = '-1,5E-3'", "", "f=-0.0015")]
    [InlineData("i = '-42'", "", "i=-42i")]
    [InlineData("new = '0,25'", "-InferType", "new=0.25")]
    [InlineData("new = '7'", "-InferType", "new=7i")]
    [InlineData("new = '0,25'", "-FieldType @{ new = 'float' }", "new=0.25")]
    [InlineData("new = '0,25'", "", "new=\"0,25\"")]
    public void NumberWithADecimalComma_IsReadInItsCulture(string value, string options, string field)
    {
        _engine.Set("culture", Cultures.Make("dd.MM.yyyy", ".", ","));

        _engine.Run($"@{{ time = '02.01.2026 00:00:00'; {value} }} | Write-InfluxPoints m -Culture $culture {options}").Succeed();

        Assert.Equal($"m {field}", Stored("2026-01-02"));
    }

    [Theory]
    [InlineData("f = '2,5'", "", "-Culture de-DE")]
    [InlineData("f = '1.250'", "-Culture $culture", "")]
    [InlineData("f = '1.250,5'", "-Culture $culture", "")]
    [InlineData("i = '1.250'", "-Culture $culture", "")]
    public void NumberOfAnotherCulture_IsSchemaConflictWithTheCure(string value, string options, string cure)
    {
        _engine.Set("culture", Cultures.Make("dd.MM.yyyy", ".", ","));

        ErrorRecord error = _engine.Run($"@{{ time = '2026-01-02'; {value} }} | Write-InfluxPoints m {options}").FailWith("SchemaConflict");

        Assert.Contains(cure, error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'1,5', '2'", true)]
    [InlineData("'1,5', 'x'", false)]
    [InlineData("'1,5,2', '3'", false)]
    [InlineData("'1,5', '1.5'", true)]
    public void TextsThatLookLikeNumbersOfACulture_AreNamed(string values, bool named)
    {
        Answer answer = _engine.Run($"{values} | ForEach-Object {{ $n = 0 }} {{ @{{ time = (++$n); w = $_ }} }} | Write-InfluxPoints csv").Succeed();

        Assert.Equal(named, answer.Warnings.Any(warning => warning.Contains("'w'", StringComparison.Ordinal) && warning.Contains("-Culture", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("'21,5', '-1.234,5', '22'", "-Culture $culture", "'w'", "'-1.234,5'")]
    [InlineData("'3', '4', '005'", "", "'w'", "'005'")]
    [InlineData("'n/a', '4.5'", "", "'w'", "'n/a'")]
    [InlineData("'true', 'False', 'maybe'", "", "'w'", "'maybe'")]
    [InlineData("'1,5', '2'", "", "-Culture", "decimal comma")]
    public void InferredText_IsWarnedOfWithTheTextThatDecidedIt(string values, string options, string column, string text)
    {
        _engine.Set("culture", Cultures.Make("dd.MM.yyyy", ".", ","));

        string warning = Assert.Single(_engine.Run($"{values} | ForEach-Object {{ $n = 0 }} {{ @{{ time = (++$n); w = $_ }} }} | ConvertTo-InfluxLineProtocol m -Precision Second -InferType {options}").Succeed().Warnings);

        Assert.All([column, text], part => Assert.Contains(part, warning, StringComparison.Ordinal));
        Assert.DoesNotContain("-InferType", warning, StringComparison.Ordinal);
    }

    // Numbers however they are written: with signs between digits, another decimal sign, a plus, blanks.
    [Theory]
    [InlineData("'1,234.5', '2,000.25'", "", "('1,234.5')", "group their digits")]
    [InlineData("'1,234.5', '2,000.25'", "-InferType", "('1,234.5')", "group their digits")]
    [InlineData("'12', '1,234', '1,234,567'", "-InferType", "('1,234')", "group their digits")]
    [InlineData("'1,234', '999'", "-InferType", "('1,234')", "group their digits")]
    [InlineData("'1.234,5', '20,5'", "-Culture $culture", "('1.234,5')", "group their digits")]
    [InlineData("'1.234,5', '20,5'", "-Culture $culture -InferType", "('1.234,5')", "group their digits")]
    [InlineData("'1.234', '20,5'", "-Culture $culture -InferType", "('1.234')", "group their digits")]
    [InlineData("'1.234.567,5', '20,5'", "", "('1.234.567,5')", "group their digits")]
    [InlineData("'1.5', '2.5'", "-Culture $culture", "('1.5')", "a decimal point where the culture of -Culture writes a comma")]
    [InlineData("'1.5', '2.5'", "-Culture $culture -InferType", "('1.5')", "a decimal point where the culture of -Culture writes a comma")]
    [InlineData("'1,5', '2,5'", "-Culture ([cultureinfo]::InvariantCulture) -InferType", "('1,5')", "a decimal comma where the culture of -Culture writes a point")]
    [InlineData("'+5', '-3'", "", "('+5')", "-FieldType")]
    [InlineData("'+5', '-3'", "-InferType", "('+5')", "-FieldType")]
    [InlineData("'.5', '1.5'", "-InferType", "('.5')", "-FieldType")]
    [InlineData("' 5 ', '6'", "-InferType", "(' 5 ')", "-FieldType")]
    [InlineData("'+1,5', '6'", "-Culture $culture -InferType", "('+1,5')", "-FieldType")]
    public void NumbersInAnyWriting_AreNamedWithWhatMakesNumbersOfThem(string values, string options, string text, string cure)
    {
        _engine.Set("culture", Cultures.Make("dd.MM.yyyy", ".", ","));

        string warning = Assert.Single(_engine.Run($"{values} | ForEach-Object {{ $n = 0 }} {{ @{{ time = (++$n); w = $_ }} }} | ConvertTo-InfluxLineProtocol m -Precision Second {options}").Succeed().Warnings);

        Assert.All(["'w'", text, cure], part => Assert.Contains(part, warning, StringComparison.Ordinal));
        Assert.Equal(!options.Contains("-InferType", StringComparison.Ordinal), warning.Contains("-InferType", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("'5.', '6'", "w=5")]
    [InlineData("'-0.5', '1e3'", "w=-0.5")]
    public void NumbersInUsualWriting_AreInferred(string values, string field)
    {
        Answer answer = _engine.Run($"{values} | ForEach-Object {{ $n = 0 }} {{ @{{ time = (++$n); w = $_ }} }} | ConvertTo-InfluxLineProtocol m -InferType -Precision Second").Succeed();

        Assert.Equal($"m {field} 1", answer.Texts[0]);
        Assert.Empty(answer.Warnings);
    }

    [Fact]
    public void NumberWithAnotherDecimalSign_IsNotAdvisedToSayWhatIsSaid()
    {
        _engine.Set("culture", Cultures.Make("dd.MM.yyyy", ".", ","));

        string error = _engine.Run("@{ time = 1; v = '1.5' } | ConvertTo-InfluxLineProtocol m -Culture $culture -FieldType @{ v = 'float' }").FailWith("PointInvalid").ToString();

        Assert.Contains("a decimal point where the culture of -Culture writes a comma", error, StringComparison.Ordinal);
        Assert.DoesNotContain("-FieldType @{", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'007', '008', '9'")]
    [InlineData("'kitchen', 'hall', '5'")]
    [InlineData("'', '4', '5'")]
    public void InferredText_ThatIsMostlyText_IsNot(string values)
        => Assert.Empty(_engine.Run($"{values} | ForEach-Object {{ $n = 0 }} {{ @{{ time = (++$n); w = $_ }} }} | ConvertTo-InfluxLineProtocol m -Precision Second -InferType").Succeed().Warnings);

    [Theory]
    [InlineData("-1.234,5", "-Culture $culture")]
    [InlineData("1.234", "-Culture $culture")]
    [InlineData("1''234.5", "")]
    public void NumberWithGroupedDigits_IsNotAdvisedToBeText(string text, string options)
    {
        _engine.Set("culture", Cultures.Make("dd.MM.yyyy", ".", ","));

        string error = _engine.Run($"@{{ time = 1; w = '{text}' }} | ConvertTo-InfluxLineProtocol m -FieldType @{{ w = 'float' }} {options}").FailWith("PointInvalid").ToString();

        Assert.Contains("group", error, StringComparison.Ordinal);
        Assert.DoesNotContain("'string'", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("@{ time = '2026-01-02'; f = 'abc' }, @{ time = '2026-01-03'; f = 3.5 }", "", "PointInvalid")]
    [InlineData("@{ time = '2026-01-03'; f = 3.5 }, @{ time = '2026-01-02'; f = 'abc' }", "", "PointInvalid")]
    [InlineData("@{ time = '2026-01-02'; f = 'abc' }, @{ time = '2026-01-04'; f = $true }, @{ time = '2026-01-03'; f = '3.5' }", "", "PointInvalid")]
    [InlineData("@{ time = '2026-01-02'; f = 'abc' }, @{ time = '2026-01-03'; f = 3.5 }", "-BatchSize 1", "PartialWrite")]
    public void AcceptPartial_TakesWhatFitsTheTargetWhateverCameFirst(string rows, string options, string id)
    {
        Answer answer = _engine.Run($"{rows} | Write-InfluxPoints m -AcceptPartial {options}");

        Assert.Equal(1L, answer.Output[0].Properties["PointsWritten"].Value);
        Assert.Equal("m f=3.5", Stored("2026-01-03"));
        ErrorRecord error = answer.Errors.First(static error => error.ToString().Contains("abc", StringComparison.Ordinal));
        Assert.StartsWith(id, error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(id == "PointInvalid", error.ToString().Contains("float, which the target has", StringComparison.Ordinal));
    }

    [Fact]
    public void AcceptPartial_KeepsTextOutOfNoTextColumn()
    {
        Answer answer = _engine.Run("@{ time = '2026-01-02'; s = 1.5 }, @{ time = '2026-01-03'; s = 2.5 }, @{ time = '2026-01-04'; s = 'text' } | Write-InfluxPoints m -AcceptPartial");

        Assert.Equal("m s=\"text\"", Stored("2026-01-04"));
        Assert.Equal(2, answer.Errors.Count);
        Assert.All(answer.Errors, static error => Assert.Contains("string, which the target has", error.ToString(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("i = 2.0", "all its values are whole numbers")]
    [InlineData("i = 2.5", "Correct or round")]
    [InlineData("u = -1", "Correct or round")]
    [InlineData("f = 'high'", "Correct or round")]
    [InlineData("s = 1.5", "-FieldType @{ s = 'string' }")]
    public void SchemaConflict_AdvisesOnlyWhatWorks(string value, string advice)
    {
        string error = _engine.Run($"@{{ time = '2026-01-02'; {value} }} | Write-InfluxPoints m").FailWith("SchemaConflict").ToString();

        Assert.Contains(advice, error, StringComparison.Ordinal);
        Assert.Equal(advice.StartsWith("Correct", StringComparison.Ordinal), !error.Contains("-FieldType", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(";", "-Delimiter ';'")]
    [InlineData("`t", "-Delimiter \"`t\"")]
    public void FileReadWithAnotherDelimiter_IsToldSo(string delimiter, string cure)
    {
        Answer answer = _engine.Run($"\"time{delimiter}v`n2026-01-01{delimiter}1\" | ConvertFrom-Csv | Write-InfluxPoints m");

        Assert.Contains(cure, answer.FailWith("PointInvalid").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void TagThatTheTargetHasAsAField_IsSchemaConflict()
        => Assert.Contains("'s'", _engine.Run("@{ time = 1; s = 'y'; f = 1.5 } | Write-InfluxPoints m -TagColumn s").FailWith("SchemaConflict").ToString(), StringComparison.Ordinal);

    // One type for each new column of a call: float where any value is, whoever brings it.
    [Theory]
    [InlineData("$p, @{ time = '2026-01-02'; f = 5 }", "")]
    [InlineData("@{ time = '2026-01-02'; f = 5 }, $p", "")]
    [InlineData("@{ time = '2026-01-02'; f = [uint64]5 }, $p", "")]
    [InlineData("$b, [pscustomobject]@{ time = '2026-01-02'; f = '5' }", "-InferType")]
    public void WholeNumberBesideAPointsFloat_IsAFloat(string input, string options)
    {
        _engine.Run("$p = Invoke-InfluxQuery 'SELECT time, f FROM m'; $b = Invoke-InfluxQuery 'SELECT time, f FROM m' -AsBatch").Succeed();

        Assert.Equal(2L, _engine.Run($"{input} | Write-InfluxPoints fresh {options}").Succeed().Output[0].Properties["PointsWritten"].Value);
        Assert.Equal([0.5, 5.0], _engine.Run("(Invoke-InfluxQuery 'SELECT time, f FROM fresh ORDER BY time').f").Succeed().Values);
        Assert.Equal(2L, _engine.Run($"$p, @{{ time = '2026-01-02'; i = 5 }} | Write-InfluxPoints m").Succeed().Output[0].Properties["PointsWritten"].Value);
    }

    [Theory]
    [InlineData("[pscustomobject]@{ time = 1; V = 1.5; w = 2; x = 3 }")]
    [InlineData("@{ time = 1; V = 1.5; w = 2; x = 3 }")]
    public void NameThatDiffersInCase_IsToldWithAllColumnsOfTheInput(string row)
    {
        ErrorRecord error = _engine.Run($"{row} | Write-InfluxPoints m -FieldColumn v, w").FailWith("ColumnNotFound");

        string listed = error.ToString().Split(':')[1].Trim().TrimEnd('.');
        Assert.Equal(["time", "V", "w", "x"], listed.Split(", ").Order(StringComparer.OrdinalIgnoreCase));
        Assert.Contains("write 'V'", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_AreAskedForOnce()
    {
        int before = Queries();

        _engine.Run("1..20 | ForEach-Object { @{ time = $_; f = $_ } } | Write-InfluxPoints m -BatchSize 3").Succeed();
        Assert.Equal(before + 1, Queries());
        _engine.Run("@{ time = 1; f = 'x' } | Write-InfluxPoints m -SkipSchemaCheck").FailWith("WriteRejected");
        Assert.Equal(before + 1, Queries());
    }

    [Fact]
    public async Task ServerThatDoesNotTell_IsNoFailure()
    {
        await using RecordedApi api = await RecordedApi.StartAsync(("POST /api/v3/write_lp?db=db&precision=nanosecond&accept_partial=false", 204, ""));

        Assert.Equal(1L, _engine.Run($"@{{ time = 1; f = 'x' }} | Write-InfluxPoints m -Connection '{api.Address}?database=db&edition=Core'").Succeed().Output[0].Properties["PointsWritten"].Value);
    }

    [Fact]
    public void TextOfACsvFile_StaysTextWithOneWarningOrIsInferred()
    {
        const string Rows = "\"time,room,count,temp,ok,id,note\n2026-01-01T00:00:00Z,a,1,1.5,true,007,\n2026-01-01T01:00:00Z,b,,2,False,008,\n2026-01-01T02:00:00Z,a,3,,true,009,x\" | ConvertFrom-Csv";

        Answer text = _engine.Run($"{Rows} | Write-InfluxPoints csvtext -TagColumn room").Succeed();
        string warning = Assert.Single(text.Warnings);
        Assert.All(["'count'", "'temp'", "-InferType"], part => Assert.Contains(part, warning, StringComparison.Ordinal));
        Assert.All(["'ok'", "'id'", "'note'", "'room'"], part => Assert.DoesNotContain(part, warning, StringComparison.Ordinal));

        Assert.Empty(_engine.Run($"{Rows} | Write-InfluxPoints csv -TagColumn room -InferType").Succeed().Warnings);
        Assert.Equal(
            [
                "csv,room=a count=1i,id=\"007\",note=\"\",ok=true,temp=1.5 1767225600000000000",
                "csv,room=b id=\"008\",note=\"\",ok=false,temp=2 1767229200000000000",
                "csv,room=a count=3i,id=\"009\",note=\"x\",ok=true 1767232800000000000",
            ],
            _engine.Run("Invoke-InfluxQuery 'SELECT * FROM csv ORDER BY time' | ConvertTo-InfluxLineProtocol csv").Succeed().Texts);
        Assert.Contains("'ok'", _engine.Run($"{Rows} | Write-InfluxPoints csv -TagColumn room").FailWith("SchemaConflict").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void EmptyCellOfANumberColumn_IsLeftOut()
    {
        _engine.Run("\"time,f,i\n2026-01-02,,4\n2026-01-03,2.5,\" | ConvertFrom-Csv | Write-InfluxPoints m").Succeed();

        Assert.Equal("m i=4i", Stored("2026-01-02"));
        Assert.Equal("m f=2.5", Stored("2026-01-03"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2500)]
    [InlineData(4999)]
    public void OneWrongValueAnywhere_DecidesNothing(int position)
    {
        Answer answer = _engine.Run($$"""
            $bad = @{ time = {{position}} + 1; v = 'wrong' }
            0..4999 | ForEach-Object { if ($_ -eq {{position}}) { $bad } else { @{ time = $_ + 1; v = $_ / 2 } } } | Write-InfluxPoints fresh -ThrottleLimit 4 -BatchSize 100
            """);

        // With BatchSize 100 the first 100 decide; wherever the value stands, all numbers are stored.
        Assert.Same(_engine.Get("bad"), answer.FailWith("PointInvalid").TargetObject);
        Assert.Equal(4999L, answer.Output[0].Properties["PointsWritten"].Value);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2500)]
    [InlineData(4999)]
    public void OneWrongLineAnywhere_DecidesNothing(int position)
    {
        string file = Write(string.Concat(Enumerable.Range(0, 5000).Select(line => $"fresh,s={line % 7} v={(line == position ? "\"wrong\"" : FormattableString.Invariant($"{line}.5"))} {line + 1}\n")));

        _engine.Run($"Import-InfluxLineProtocol '{file}' -ThrottleLimit 4").FailWith("WriteRejected");
        Answer answer = _engine.Run($"Import-InfluxLineProtocol '{file}' -ThrottleLimit 4 -AcceptPartial");

        Assert.Contains("wrong", answer.FailWith("PartialWrite").ToString(), StringComparison.Ordinal);
        Assert.Equal((5000L, 4999L, 1L), Counts(answer));
        Assert.Equal([4999L], _engine.Run("(Invoke-InfluxQuery 'SELECT count(v) AS n FROM fresh').n").Succeed().Values);
    }

    [Fact]
    public void Lines_AreConvertedOrRefusedBeforeTheFirstWriteToo()
    {
        string good = Write("m,tag=x f=5i,i=\"6\" 2\nm f=1.5 3\n");
        Assert.Equal((2L, 2L, 0L), Counts(_engine.Run($"Import-InfluxLineProtocol '{good}'").Succeed()));
        Assert.Equal([5.0, 6L], _engine.Run("Invoke-InfluxQuery 'SELECT f, i FROM m WHERE time = to_timestamp_nanos(2)' | ForEach-Object { $_.f; $_.i }").Succeed().Values);

        string bad = Write("m f=7 4\nm f=8,i=2.5 5\n");
        int before = Writes();
        ErrorRecord error = _engine.Run($"Import-InfluxLineProtocol '{bad}'").FailWith("SchemaConflict");
        Assert.Equal(before, Writes());
        Assert.All(["line 2", "'i'", "integer", "float"], part => Assert.Contains(part, error.ToString(), StringComparison.Ordinal));
        Answer partial = _engine.Run($"Import-InfluxLineProtocol '{bad}' -AcceptPartial");
        partial.FailWith("PartialWrite");
        Assert.Equal((2L, 1L, 1L), Counts(partial));
    }

    private string Stored(string day) => _engine.Run(
        $"Invoke-InfluxQuery \"SELECT * FROM m WHERE time = '{day}T00:00:00Z'\" | ConvertTo-InfluxLineProtocol m").Succeed().Texts.Single().Split(" 17", StringSplitOptions.None)[0];

    private string Write(string text)
    {
        string path = Path.Combine(_folder.FullName, "lines.lp");
        File.WriteAllText(path, text);
        return path;
    }

    private static (long Received, long Written, long Rejected) Counts(Answer answer)
        => ((long)answer.Output[0].Properties["PointsReceived"].Value, (long)answer.Output[0].Properties["PointsWritten"].Value, (long)answer.Output[0].Properties["PointsRejected"].Value);

    private int Writes() => _server.Requests.Entries.Count(static request => request.Path == "/api/v3/write_lp");

    private int Queries() => _server.Requests.Entries.Count(static request => request.Path.Contains("Flight", StringComparison.Ordinal));
}
