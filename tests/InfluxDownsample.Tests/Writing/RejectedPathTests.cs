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

    [Fact]
    public void UpstreamFailsBeforeTheFirstRequest_AllIsInTheFile()
    {
        _engine.Run($"& {{ {Twelve}; throw 'boom' }} | Write-InfluxPoints m -RejectedPath '{Rejected}'").FailWith("boom");

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

    private static string[] Lines(int count) => [.. Enumerable.Range(1, count).Select(static time => $"m v={time}i {time}").Order(StringComparer.Ordinal)];

    private string[] Stored() => [.. _engine.Run(
        "Get-InfluxMeasurement m -ErrorAction Ignore | ForEach-Object { Invoke-InfluxQuery 'SELECT * FROM m' } | ConvertTo-InfluxLineProtocol m").Succeed().Texts.Order(StringComparer.Ordinal)];

    // Each line with the comment before it.
    private (string Reason, string Line)[] Kept() => [.. File.ReadAllLines(Rejected).Skip(1).Chunk(2).Select(static entry => (entry[0], entry[1]))];
}
