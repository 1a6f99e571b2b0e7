using System.IO.Compression;
using System.Management.Automation;
using System.Text;
using InfluxDownsample.LocalServer;
using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests.Writing;

/// <summary>Import-InfluxLineProtocol against the local server over real sockets.</summary>
public sealed class ImportInfluxLineProtocolTests(EngineFixture fixture) : IClassFixture<EngineFixture>, IAsyncLifetime
{
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

    [Fact]
    public void PlainAndPackedFiles_GiveOneResultEach()
    {
        string plain = Write("a.lp", "# comment\nm,room=a v=1 1\n\nm,room=b v=2,s=\"two\nlines\" 2\n");
        string packed = Path.Combine(_folder.FullName, "b.lp.gz");
        using (var gzip = new GZipStream(File.Create(packed), CompressionLevel.Fastest))
        {
            gzip.Write("m,room=c v=3 3\n"u8);
        }

        Answer answer = _engine.Run($"Import-InfluxLineProtocol '{_folder.FullName}/*'").Succeed();

        Assert.Equal([plain, packed], answer.Output.Select(result => (string)result.Properties["Path"].Value));
        Assert.Equal([2L, 1L], answer.Output.Select(result => (long)result.Properties["PointsWritten"].Value));
        Assert.Equal(
            ["m,room=a v=1 1", "m,room=b s=\"two\nlines\",v=2 2", "m,room=c v=3 3"],
            _engine.Run("Invoke-InfluxQuery 'SELECT * FROM m ORDER BY time' | ConvertTo-InfluxLineProtocol m").Succeed().Texts);
    }

    [Fact]
    public void BadLines_AreErrorsWithFileAndLineAndTheOthersAreWritten()
    {
        string file = Write("a.lp", "m v=1 1\n# comment\nnonsense\nm v=2 2\nm v=3\n");

        Answer answer = _engine.Run($"Import-InfluxLineProtocol '{file}'");

        Assert.Equal(["LineInvalid", "LineInvalid"], answer.Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]));
        Assert.Contains($"'{file}', line 3:", answer.Errors[0].Exception.Message, StringComparison.Ordinal);
        Assert.Contains($"'{file}', line 5:", answer.Errors[1].Exception.Message, StringComparison.Ordinal);
        PSObject result = Assert.Single(answer.Output);
        Assert.Equal((4L, 2L, 2L), (Count(result, "PointsReceived"), Count(result, "PointsWritten"), Count(result, "PointsRejected")));
    }

    [Fact]
    public void WindowsLineEndsAndByteOrderMark_DoNotMatter()
    {
        string file = Write("a.lp", "\uFEFFm v=1 1\r\nm v=2 2\r\n");

        Assert.Equal(2L, Count(Assert.Single(_engine.Run($"Import-InfluxLineProtocol '{file}'").Succeed().Output), "PointsWritten"));
        Assert.Equal(["m"], _engine.Run("(Invoke-InfluxQuery 'SHOW TABLES' | Where-Object table_schema -eq iox).table_name").Texts);
    }

    [Fact]
    public void Precision_IsThatOfTheFile()
    {
        string file = Write("a.lp", "m v=1 90\n");

        _engine.Run($"Import-InfluxLineProtocol '{file}' -Precision Second").Succeed();

        Assert.Equal([90_000_000_000L], _engine.Run("(Invoke-InfluxQuery 'SELECT * FROM m').GetNanoseconds('time')").Values);
    }

    [Theory]
    [InlineData("1767225600", "Second")]
    [InlineData("1767225600000", "Millisecond")]
    [InlineData("1767225600000000", "Microsecond")]
    public void StampsInAnotherUnit_AreWarnedOf_AlsoByWhatIf(string stamp, string unit)
    {
        string file = Write("a.lp", $"m v=1 {stamp}\n");

        Assert.Contains($"-Precision {unit}", Assert.Single(_engine.Run($"Import-InfluxLineProtocol '{file}' -WhatIf").Succeed().Warnings), StringComparison.Ordinal);
        Assert.Single(_engine.Run($"Import-InfluxLineProtocol '{file}'").Succeed().Warnings);
        Assert.Empty(_engine.Run($"Import-InfluxLineProtocol '{file}' -Precision Nanosecond; Import-InfluxLineProtocol '{file}' -Precision {unit}").Succeed().Warnings);
    }

    [Theory]
    // As milliseconds the first one would lie a hundred thousand years ago.
    [InlineData("", "-3628799133466563", "5000000000000")]
    [InlineData("", "5000000000000", "-3628799133466563")]
    [InlineData("", "5000000000", "1767225600000000000")]
    [InlineData("", "-1", "0")]
    // A second and half a century after 1970, in milliseconds.
    [InlineData("Millisecond", "1000", "1767225600000")]
    [InlineData("Second", "-86400", "1767225600")]
    public void UnitIsSuggestedOnlyIfAllTimesFitIt(string unit, string first, string second)
    {
        string file = Write("a.lp", $"m v=1 {first}\nm v=1 {second}\n");

        foreach (string command in new[] { $"Import-InfluxLineProtocol '{file}' -WhatIf", $"@{{ time = {first}; v = 1 }}, @{{ time = {second}; v = 1 }} | Write-InfluxPoints m -WhatIf" })
        {
            Assert.Equal(unit, string.Concat(_engine.Run(command).Succeed().Warnings.Select(static warning => warning.Split("-Precision ")[1].TrimEnd('.'))));
        }
    }

    [Fact]
    public void MissingFile_IsFileNotFoundAndEndsTheCallOnlyWhenErrorsStop()
    {
        string[] files = [Write("a.lp", "m v=1 1\n"), $"{_folder.FullName}/missing.lp", $"{_folder.FullName}/no*.lp", Write("b.lp", "m v=1 2\n")];
        string list = string.Join(", ", files.Select(static file => $"'{file}'"));
        int before = Writes();

        _engine.Run($"Import-InfluxLineProtocol '{files[1]}', '{files[0]}' -ErrorAction Stop").FailWith("FileNotFound");
        Assert.Equal(before, Writes());

        foreach (string script in new[] { $"Import-InfluxLineProtocol {list}", $"{list} | Import-InfluxLineProtocol" })
        {
            Answer answer = _engine.Run(script);
            Assert.Equal([files[1], files[2]], answer.Errors.Select(static error => error.TargetObject));
            Assert.All(answer.Errors, static error => Assert.StartsWith("FileNotFound", error.FullyQualifiedErrorId, StringComparison.Ordinal));
            Assert.Equal([files[0], files[3]], answer.Output.Select(static result => result.Properties["Path"].Value));
        }

        Assert.Equal([files[1]], _engine.Run($"Import-InfluxLineProtocol -LiteralPath '{files[1]}', '{files[0]}'").Errors.Select(static error => error.TargetObject));
    }

    private int Writes() => _server.Requests.Entries.Count(static request => request.Path == "/api/v3/write_lp");

    [Fact]
    public void FileThatTheServerRefuses_NamesTheLineAndTheOthersAreImported()
    {
        string[] files = [Write("a.lp", "m v=1 1\nm v=2 2\n"), Write("conf.lp", "n v=1 1\nn v=2 2\n# more\nn v=\"three\" 3\n"), Write("c.lp", "m v=3 3\n")];

        foreach (string script in new[] { $"Import-InfluxLineProtocol '{files[0]}', '{files[1]}', '{files[2]}'", $"Get-Item '{_folder.FullName}/*.lp' | Import-InfluxLineProtocol" })
        {
            Answer answer = _engine.Run(script);
            ErrorRecord error = answer.FailWith("WriteRejected");
            Assert.All([$"'{files[1]}', line 4", "n v=\"three\" 3", "0 points of the file had been confirmed"], part => Assert.Contains(part, error.ToString(), StringComparison.Ordinal));
            Assert.Equal($"{files[1]}:4", error.TargetObject);
            Assert.Equal([2L, 1L], answer.Output.Select(static result => Count(result, "PointsWritten")).Order().Reverse());
        }

        string column = Write("d.lp", "m v=\"text\" 5\n");
        Answer conflict = _engine.Run($"Import-InfluxLineProtocol '{column}', '{files[2]}'");
        Assert.Contains("line 1", conflict.FailWith("SchemaConflict").ToString(), StringComparison.Ordinal);
        Assert.Single(conflict.Output);
    }

    [Fact]
    public void LineWithAWrongValue_IsToldSoBesideTheServersWords()
    {
        string error = _engine.Run($"Import-InfluxLineProtocol '{Write("a.lp", "m v=abc 1\n")}'").FailWith("LineInvalid").ToString();

        Assert.All(["line 1: No fields were provided", "Is a value wrong?", "text in double quotes"], part => Assert.Contains(part, error, StringComparison.Ordinal));
    }

    [Fact]
    public void FileThatIsNotPacked_IsFileDamagedWithItsNameAndTheNextIsImported()
    {
        string file = Write("a.lp.gz", "m v=1 1\n");
        string next = Write("b.lp", "m v=1 1\n");

        Answer answer = _engine.Run($"Import-InfluxLineProtocol '{file}', '{next}'");

        Assert.Equal(file, answer.FailWith("FileDamaged").TargetObject);
        Assert.Equal([next], answer.Output.Select(static result => result.Properties["Path"].Value));
    }

    [Fact]
    public void Folder_IsNoFile() => _engine.Run($"Import-InfluxLineProtocol '{_folder.FullName}'").FailWith("FileNotFound");

    [Fact]
    public void ManyBadLines_AreSummedUp()
    {
        string file = Write("a.lp", string.Concat(Enumerable.Repeat("nonsense\n", 250)) + "m v=1 1\n");

        Answer answer = _engine.Run($"Import-InfluxLineProtocol '{file}'");

        Assert.Equal(101, answer.Errors.Count);
        Assert.Contains("150 more lines", answer.Errors[^1].Exception.Message, StringComparison.Ordinal);
        Assert.Equal((1L, 250L), (Count(answer.Output[0], "PointsWritten"), Count(answer.Output[0], "PointsRejected")));
    }

    [Fact]
    public void RejectedPath_GetsTheBadLinesAndOnlyThen()
    {
        string rejected = Path.Combine(_folder.FullName, "rejected.lp");

        _engine.Run($"Import-InfluxLineProtocol '{Write("good.lp", "m v=1 1\n")}' -RejectedPath '{rejected}'").Succeed();
        Assert.False(File.Exists(rejected));
        _engine.Run($"Import-InfluxLineProtocol '{Write("bad.lp", "m v=x 1\n")}' -RejectedPath '{rejected}' -WhatIf");
        Assert.False(File.Exists(rejected));
        _engine.Run($"Import-InfluxLineProtocol '{Path.Combine(_folder.FullName, "bad.lp")}' -RejectedPath '{rejected}'").FailWith("LineInvalid");
        Assert.Equal("m v=x 1", File.ReadAllLines(rejected)[^1]);
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text, new UTF8Encoding(false));
        return path;
    }

    private static long Count(PSObject result, string name) => (long)result.Properties[name].Value;
}
