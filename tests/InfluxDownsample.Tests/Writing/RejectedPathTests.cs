using System.Collections.Concurrent;
using InfluxDownsample.LocalServer;
using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests.Writing;

/// <summary>-RejectedPath: whatever ends a write, each point that was received is stored or in the file, and the file says why.</summary>
public sealed class RejectedPathTests : IAsyncLifetime, IDisposable
{
    private const string NotSent = "# not sent because the command ended before";
    private const string Unknown = "# not confirmed before the command ended, so it may be stored";
    private const string Twelve = "1..12 | ForEach-Object { @{ time = $_; v = $_ } }";

    private readonly HostedEngine _engine = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();
    private LocalServerHost _server = null!;

    private string Rejected => Path.Combine(_folder.FullName, "rejected.lp");

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
    public void UpstreamFails_EachPointIsStoredOrInTheFile()
    {
        _engine.Run($"& {{ {Twelve}; throw 'boom' }} | Write-InfluxPoints m -BatchSize 5 -RejectedPath '{Rejected}'").FailWith("boom");

        (string Reason, string Line)[] kept = Kept();
        string[] stored = Stored();
        Assert.Equal(Lines(12), stored.Union(kept.Select(static entry => entry.Line)).Order(StringComparer.Ordinal));
        Assert.All(kept, static entry => Assert.Contains(entry.Reason, new[] { NotSent, Unknown }));
        Assert.All(kept.Where(static entry => entry.Reason == NotSent), entry => Assert.DoesNotContain(entry.Line, stored));
        Assert.Equal(["m v=11i 11", "m v=12i 12"], kept.Select(static entry => entry.Line).TakeLast(2));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-FieldColumn v")]
    [InlineData("-FieldType @{ v = 'integer' }")]
    public void UpstreamFailsBeforeTheFirstRequest_AllIsInTheFile(string parameters)
    {
        _engine.Run($"& {{ {Twelve}; throw 'boom' }} | Write-InfluxPoints m {parameters} -RejectedPath '{Rejected}'").FailWith("boom");

        Assert.Equal(Lines(12), Kept().Select(static entry => entry.Line).Order(StringComparer.Ordinal));
        Assert.All(Kept(), static entry => Assert.Equal(NotSent, entry.Reason));
        Assert.Equal(12L, _engine.Run($"Import-InfluxLineProtocol '{Rejected}'").Succeed().Output[0].Properties["PointsWritten"].Value);
        Assert.Equal(Lines(12), Stored());
    }

    [Fact]
    public async Task Stopped_WhatWasUnderWayIsSaidToBeUnconfirmed()
    {
        var sent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using FlakyProxy proxy = await FlakyProxy.StartAsync(_server.Address, number =>
        {
            sent.TrySetResult();
            return FlakyProxy.Mishap.Silence;
        });
        using var source = new BlockingCollection<object>();
        _engine.Set("source", source);
        using RunningScript script = _engine.Start(
            "& { foreach ($item in $source.GetConsumingEnumerable()) { $item } } | Write-InfluxPoints m -BatchSize 5 "
            + $"-RejectedPath '{Rejected}' -Connection '{proxy.Address}?database=db&edition=Core'");
        for (long time = 1; time <= 5; time++)
        {
            source.Add(new Dictionary<string, object> { ["time"] = time, ["v"] = time });
        }

        await sent.Task;
        await script.StopAsync();

        Assert.Equal(Lines(5).Select(static line => (Unknown, line)), Kept());
    }

    [Theory]
    [InlineData(Twelve)]
    [InlineData("& { , @(" + Twelve + ") }")]
    [InlineData("Invoke-InfluxQuery 'SELECT * FROM twelve ORDER BY time' -AsBatch")]
    public async Task ServerThatIsGone_TheRestOfWhatWasReceivedIsInTheFileToo(string input)
    {
        _engine.Run($"{Twelve} | Write-InfluxPoints twelve").Succeed();
        await using FlakyProxy proxy = await FlakyProxy.StartAsync(_server.Address, static _ => FlakyProxy.Mishap.ResetBefore);

        Answer answer = _engine.Run($"{input} | Write-InfluxPoints m -SkipSchemaCheck -BatchSize 2 -MaxRetry 0 -RejectedPath '{Rejected}' -Connection '{proxy.Address}?database=db&edition=Core'");

        answer.FailWith("WriteFailed");
        (string Reason, string Line)[] kept = Kept();
        // What the pipeline had not brought is nowhere.
        Assert.Equal(input == Twelve ? Lines(2) : Lines(12), kept.Select(static entry => entry.Line).Order(StringComparer.Ordinal));
        Assert.All(kept[..2], static entry => Assert.Contains("could not be reached: ", entry.Reason, StringComparison.Ordinal));
        Assert.All(kept[2..], static entry => Assert.Equal(NotSent, entry.Reason));
    }

    [Fact]
    public void TagThatNoInputHas_NothingIsKeptAsALineWithoutIt()
    {
        _engine.Run($"{Twelve} | Write-InfluxPoints m -TagColumn rom -RejectedPath '{Rejected}'").FailWith("ColumnNotFound");

        Assert.False(File.Exists(Rejected));
    }

    [Fact]
    public void ImportThatEnds_WhatWasReadIsInTheFile()
    {
        _engine.Run("@{ time = 0; v = 0.5 } | Write-InfluxPoints m").Succeed();
        string file = Path.Combine(_folder.FullName, "a.lp");
        File.WriteAllLines(file, ["m v=1 1", "m v=\"two\" 2", "m v=3 3"]);

        _engine.Run($"Import-InfluxLineProtocol '{file}' -RejectedPath '{Rejected}'").FailWith("SchemaConflict");

        (string Reason, string Line)[] kept = Kept();
        Assert.Equal(File.ReadAllLines(file), kept.Select(static entry => entry.Line));
        Assert.Contains("'v'", kept[1].Reason, StringComparison.Ordinal);
        Assert.All([kept[0], kept[2]], static entry => Assert.Equal("# not sent because line 2 does not fit the target", entry.Reason));
    }

    [Fact]
    public void RunsOfSeveralUnits_ShareAFileWhoseStampsAreAllNanoseconds()
    {
        _engine.Run("@{ time = 0; v = 0.5 } | Write-InfluxPoints m").Succeed();
        foreach ((string unit, string time) in new[] { ("Second", "90"), ("Nanosecond", "91000000001"), ("Millisecond", "92001"), ("Microsecond", "93000001"), ("Second", "94") })
        {
            _engine.Run($"@{{ time = {time}; v = $true }} | Write-InfluxPoints m -Precision {unit} -SkipSchemaCheck -AcceptPartial -RejectedPath '{Rejected}'").FailWith("PartialWrite");
        }

        Assert.Equal("# Lines that were not stored. Replay: Import-InfluxLineProtocol -Precision Nanosecond", File.ReadAllLines(Rejected)[0]);
        Assert.Equal(
            ["m v=true 90000000000", "m v=true 91000000001", "m v=true 92001000000", "m v=true 93000001000", "m v=true 94000000000"],
            Kept().Select(static entry => entry.Line));
    }

    [Fact]
    public void FileOfAnotherUnit_IsRefusedBeforeAnythingIsWritten()
    {
        string file = Path.Combine(_folder.FullName, "a.lp");
        File.WriteAllText(file, "m v=1 90\nm v=x 91\n");
        _engine.Run($"Import-InfluxLineProtocol '{file}' -Precision Second -RejectedPath '{Rejected}'").FailWith("LineInvalid");
        string before = File.ReadAllText(Rejected);
        Assert.EndsWith("\nm v=x 91\n", before, StringComparison.Ordinal);
        int requests = _server.Requests.Entries.Count;

        foreach (string command in new[] { "@{ time = 1; v = 1 } | Write-InfluxPoints m", $"Import-InfluxLineProtocol '{file}'", $"Import-InfluxLineProtocol '{file}' -Precision Millisecond -WhatIf" })
        {
            string error = _engine.Run($"{command} -RejectedPath '{Rejected}'").FailWith("InvalidParameter").ToString();
            Assert.Contains("Second", error, StringComparison.Ordinal);
        }

        Assert.Equal((requests, before), (_server.Requests.Entries.Count, File.ReadAllText(Rejected)));
        // What fits may go on.
        _engine.Run($"@{{ time = 92; v = $true }} | Write-InfluxPoints m -Precision Second -SkipSchemaCheck -AcceptPartial -RejectedPath '{Rejected}'").FailWith("PartialWrite");
        Assert.EndsWith("\nm v=true 92\n", File.ReadAllText(Rejected), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("m v=1 90\n")]
    [InlineData("# Lines of mine.\nm v=1 90")]
    [InlineData("\u0001\u0002")]
    public void FileThatDoesNotSayItsUnit_IsRefused(string content)
    {
        File.WriteAllText(Rejected, content);

        _engine.Run($"@{{ time = 1; v = 1 }} | Write-InfluxPoints m -RejectedPath '{Rejected}'").FailWith("InvalidParameter");

        Assert.Equal(content, File.ReadAllText(Rejected));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("# of mine", "# of mine\n")]
    [InlineData("\r\n# of mine\r\n", "\r\n# of mine\r\n")]
    public void FileWithoutLines_GetsTheHeader(string content, string before)
    {
        File.WriteAllText(Rejected, content);

        Reject(1);
        Reject(2);

        string[] lines = File.ReadAllText(Rejected)[before.Length..].Split('\n');
        Assert.StartsWith(before, File.ReadAllText(Rejected), StringComparison.Ordinal);
        Assert.Equal(["# Lines that were not stored. Replay: Import-InfluxLineProtocol -Precision Nanosecond", "m v=true 1", "m v=true 2", ""], [lines[0], lines[2], lines[4], lines[5]]);
    }

    [Theory]
    [InlineData("m v=1 90")]
    [InlineData("m v=1 90\r\n")]
    public void FileThatWasMendedByHand_IsGoneOnWithOnANewLine(string mended)
    {
        Reject(1);
        File.WriteAllText(Rejected, "\uFEFF" + File.ReadAllLines(Rejected)[0] + "\r\n" + mended);

        Reject(2);

        string file = File.ReadAllText(Rejected).ReplaceLineEndings("\n");
        Assert.Contains("-Precision Nanosecond\nm v=1 90\n# ", file, StringComparison.Ordinal);
        Assert.EndsWith("\nm v=true 2\n", file, StringComparison.Ordinal);
        Assert.Equal(2L, _engine.Run($"Import-InfluxLineProtocol '{Rejected}' -SkipSchemaCheck -Database other -WhatIf").Succeed().Output[0].Properties["PointsReceived"].Value);
    }

    [Theory]
    [InlineData("@{ time = 1; v = 1 } | Write-InfluxPoints m")]
    [InlineData("Import-InfluxLineProtocol a.lp")]
    public void PackedFile_IsRefusedSinceTheFileIsText(string command)
    {
        _engine.SetLocation(_folder.FullName);
        File.WriteAllText(Path.Combine(_folder.FullName, "a.lp"), "m v=1 1\n");
        int requests = _server.Requests.Entries.Count;

        Assert.Contains(".gz", _engine.Run($"{command} -RejectedPath r.lp.GZ").FailWith("InvalidParameter").ToString(), StringComparison.Ordinal);

        Assert.Equal(requests, _server.Requests.Entries.Count);
        Assert.Equal(["a.lp"], _folder.GetFiles().Select(static file => file.Name));
    }

    [Fact]
    public void CommandsBesideEachOther_ShareTheFile()
    {
        _engine.Run("@{ time = 0; v = 0.5 } | Write-InfluxPoints m").Succeed();
        _engine.Set("module", Checkout.Manifest);
        _engine.Set("to", $"{_server.Address}?database=db");
        _engine.Set("rejected", Rejected);

        _engine.Run("""
            1..6 | ForEach-Object -ThrottleLimit 6 -Parallel {
                Import-Module $using:module
                $run = $_
                1..20 | ForEach-Object { @{ time = $run * 1000 + $_; v = $true } } |
                    Write-InfluxPoints m -Precision Nanosecond -SkipSchemaCheck -AcceptPartial -BatchSize 3 -RejectedPath $using:rejected -Connection $using:to -ErrorAction Ignore
            }
            """).Succeed();

        Assert.Single(File.ReadAllLines(Rejected), static line => line.Contains("Replay", StringComparison.Ordinal));
        Assert.Equal(
            Enumerable.Range(1, 6).SelectMany(static run => Enumerable.Range(1, 20).Select(time => $"m v=true {(run * 1000) + time}")),
            Kept().Select(static entry => entry.Line).Order(StringComparer.Ordinal));
    }

    private void Reject(int time)
    {
        _engine.Run("@{ time = 0; v = 0.5 } | Write-InfluxPoints m").Succeed();
        _engine.Run($"@{{ time = {time}; v = $true }} | Write-InfluxPoints m -SkipSchemaCheck -AcceptPartial -RejectedPath '{Rejected}'").FailWith("PartialWrite");
    }

    private static string[] Lines(int count) => [.. Enumerable.Range(1, count).Select(static time => $"m v={time}i {time}").Order(StringComparer.Ordinal)];

    private string[] Stored() => [.. _engine.Run(
        "Get-InfluxMeasurement m -ErrorAction Ignore | ForEach-Object { Invoke-InfluxQuery 'SELECT * FROM m' } | ConvertTo-InfluxLineProtocol m").Succeed().Texts.Order(StringComparer.Ordinal)];

    // Each line with the comment before it.
    private (string Reason, string Line)[] Kept() => [.. File.ReadAllLines(Rejected).Skip(1).Chunk(2).Select(static entry => (entry[0], entry[1]))];
}
