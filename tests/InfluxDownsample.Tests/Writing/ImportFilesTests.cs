using System.IO.Compression;
using System.Text;
using InfluxDownsample.LocalServer;
using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests.Writing;

/// <summary>Import-InfluxLineProtocol and the files of this world.</summary>
public sealed class ImportFilesTests : IAsyncLifetime, IDisposable
{
    private readonly HostedEngine _engine = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();
    private LocalServerHost _server = null!;

    public async Task InitializeAsync()
    {
        _server = await LocalServerHost.StartAsync(TestServers.Options);
        _engine.Run($"Connect-InfluxDatabase {_server.Address} db").Succeed();
    }

    public async Task DisposeAsync()
    {
        Dispose();
        await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    public void Dispose() => _engine.Dispose();

    [Fact]
    public void PackedFileThatIsCutAnywhere_IsFileDamagedAndStoresNothing()
    {
        byte[] whole = Pack(string.Concat(Enumerable.Range(0, 40).Select(line => $"m,s={line % 3} v={line}.25,w=\"{line * 7919}\" {line}\n")));
        string[] cut = [.. Enumerable.Range(0, whole.Length).Select(length => Write($"cut{length:D4}.lp.gz", whole.AsSpan(0, length)))];

        Answer answer = _engine.Run($"Import-InfluxLineProtocol '{_folder.FullName}/cut*.lp.gz'");

        Assert.Equal(cut, answer.Errors.Select(static error => (string)error.TargetObject));
        Assert.All(answer.Errors, static error => Assert.StartsWith("FileDamaged", error.FullyQualifiedErrorId, StringComparison.Ordinal));
        Assert.Empty(answer.Output);
        Assert.DoesNotContain(_server.Requests.Entries, static request => request.Path == "/api/v3/write_lp");
    }

    [Fact]
    public void PackedFileThatIsDamaged_IsFileDamagedAndTheNextFileIsImported()
    {
        byte[] whole = Pack(string.Concat(Enumerable.Range(0, 2000).Select(line => $"m v={line} {line}\n")));
        foreach (int position in new[] { 12, whole.Length / 2, whole.Length - 6, whole.Length - 1 })
        {
            byte[] damaged = [.. whole];
            damaged[position] ^= 0x20;
            Write($"a{position}.lp.gz", damaged);
        }

        Write("b.lp.gz", [.. Pack("n v=1 1\n"), .. Pack("n v=2 2\n")]);

        Answer answer = _engine.Run($"Get-ChildItem '{_folder.FullName}' | Sort-Object Name | Import-InfluxLineProtocol");

        Assert.Equal(4, answer.Errors.Count(static error => error.FullyQualifiedErrorId.StartsWith("FileDamaged", StringComparison.Ordinal)));
        Assert.Equal(4, answer.Errors.Count);
        Assert.Equal([2L], answer.Output.Select(static result => (long)result.Properties["PointsWritten"].Value));
    }

    [Fact]
    public void PipedFile_IsTheOneThatIsRead()
    {
        Write("a[1].lp", "m v=1 1\n"u8);
        Write("a1.lp", "m v=2 2\n"u8);

        Assert.Equal([Path.Combine(_folder.FullName, "a[1].lp")], Paths(_engine.Run($"Get-ChildItem -LiteralPath '{_folder.FullName}' | Where-Object Name -eq 'a[1].lp' | Import-InfluxLineProtocol").Succeed()));
        Assert.Equal([Path.Combine(_folder.FullName, "a[1].lp")], Paths(_engine.Run($"Import-InfluxLineProtocol -LiteralPath '{_folder.FullName}/a[1].lp'").Succeed()));
        Assert.Equal([Path.Combine(_folder.FullName, "a1.lp")], Paths(_engine.Run($"Import-InfluxLineProtocol '{_folder.FullName}/a[1].lp'").Succeed()));
    }

    [Fact]
    public void WildcardsThatMatchNothing_AreFileNotFound() => _engine.Run($"Import-InfluxLineProtocol '{_folder.FullName}/*.lp'").FailWith("FileNotFound");

    [Fact]
    public void WindowsFile_IsReadLikeAnyOther()
    {
        string file = Write("a.lp", "\uFEFF# a comment\r\n\r\nm v=1 1\r\n   \r\nm v=2,s=\"two\r\nlines\" 2\r\n\r\n"u8);

        Assert.Equal(2L, Assert.Single(_engine.Run($"Import-InfluxLineProtocol '{file}'").Succeed().Output).Properties["PointsReceived"].Value);
        Assert.Equal(["m v=1 1", "m s=\"two\r\nlines\",v=2 2"], _engine.Run("Invoke-InfluxQuery 'SELECT * FROM m ORDER BY time' | ConvertTo-InfluxLineProtocol m").Succeed().Texts);
    }

    [Fact]
    public async Task SettingsOfTheConnection_CountHereToo()
    {
        await using RecordedApi api = await RecordedApi.StartAsync(("POST /api/v3/write_lp?db=db&precision=second&accept_partial=true&no_sync=true", 204, ""));
        string file = Write("a.lp", "m v=1 60\nm v=2 120\n"u8);

        Answer answer = _engine.Run($"Import-InfluxLineProtocol '{file}' -Connection '{api.Address}?database=db&edition=Core&precision=s&writeAcceptPartial=true&writeNoSync=true'").Succeed();

        Assert.Equal(2L, answer.Output[0].Properties["PointsWritten"].Value);
        Assert.Equal(new DateTime(1970, 1, 1, 0, 2, 0, DateTimeKind.Utc), answer.Output[0].Properties["LastTime"].Value);
        _engine.Run($"Import-InfluxLineProtocol '{file}' -NoSync -Connection '{_server.Address}?database=db&writeUseV2Api=true'").FailWith("InvalidParameter");
    }

    [Fact]
    public void AHandfulOfPoints_IsOneRequestAndManyAreTheSameOnesEveryTime()
    {
        Assert.Equal(1L, Requests("1..60 | ForEach-Object { @{ time = $_; s = \"s$($_ % 13)\"; v = $_ } } | Write-InfluxPoints a -TagColumn s -ThrottleLimit 8"));

        const string Many = "1..500 | ForEach-Object { @{ time = $_; s = \"s$($_ % 13)\"; v = $_ } } | Write-InfluxPoints same -TagColumn s -ThrottleLimit 4 -BatchSize 50";
        long requests = Requests(Many);
        string[] first = Bodies((int)requests);
        Assert.Equal(requests, Requests(Many));
        Assert.Equal(first, Bodies((int)requests));
        Assert.InRange(requests, 10, 14);
    }

    [Fact]
    public void StopAtTheFirstBadLine_StoresNothingAfterIt()
    {
        string file = Write("a.lp", Encoding.UTF8.GetBytes("m v=1 1\nm v=2 2\nnonsense\n" + string.Concat(Enumerable.Range(3, 300).Select(static line => $"m v={line} {line}\n"))));

        _engine.Run($"Import-InfluxLineProtocol '{file}' -BatchSize 10 -ErrorAction Stop").FailWith("LineInvalid");
        _engine.Run("& { 1..5 | % { @{ time = $_; v = 1.5 } }; @{ v = 2.5 }; 6..300 | % { @{ time = $_; v = 1.5 } } } | Write-InfluxPoints w -BatchSize 2 -ErrorAction Stop").FailWith("PointInvalid");

        Assert.Equal([], _engine.Run("Get-InfluxMeasurement m, w -ErrorAction Ignore | ForEach-Object { Invoke-InfluxQuery \"SELECT * FROM $($_.Name)\" } | Where-Object { $_.GetNanoseconds() -gt 5 }").Output);
    }

    private long Requests(string script) => (long)Assert.Single(_engine.Run(script).Succeed().Output).Properties["Requests"].Value;

    private string[] Bodies(int count) => [.. _server.Requests.Entries.Where(static request => request.Path == "/api/v3/write_lp").TakeLast(count).Select(static request => $"{request.BodyHash}").Order()];

    private static IEnumerable<string> Paths(Answer answer) => answer.Output.Select(static result => (string)result.Properties["Path"].Value);

    private static byte[] Pack(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }

    private string Write(string name, ReadOnlySpan<byte> content)
    {
        string path = Path.Combine(_folder.FullName, name);
        File.WriteAllBytes(path, content.ToArray());
        return path;
    }
}
