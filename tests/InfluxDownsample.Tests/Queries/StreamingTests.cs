using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests.Queries;

/// <summary>Rows go through as they come: memory does not grow with their number, the first is there before the last, and a message may be of any size.</summary>
[Collection(AloneCollection.Name)]
public sealed class StreamingTests : IDisposable
{
    private const int BatchRows = 8192;

    // A few messages of the wire, two requests a lane, and what the engine keeps.
    private const long AllowedGrowth = 30_000_000;

    private readonly HostedEngine _engine = new();

    public void Dispose() => _engine.Dispose();

    [Theory]
    // All rows together would take 55 MB as batches, more as points.
    [InlineData("-AsBatch", 200, 33)]
    [InlineData("", 30, 40_000)]
    public async Task Memory_in_use_does_not_grow_with_the_rows(string asBatch, int batches, int objectsBetweenLooks)
    {
        await using ScriptedServer source = await ScriptedServer.StartAsync(Enumerable.Repeat(Rows.Room(BatchRows), batches), holdOpen: false);
        await using DiscardingServer target = await DiscardingServer.StartAsync();
        // The first look is at a pipeline that is filled already.
        _engine.Set("look", objectsBetweenLooks);

        Answer answer = _engine.Run($$"""
            $script:seen = 0
            $script:inUse = @()
            $result = Invoke-InfluxQuery 'SELECT' {{asBatch}} -Connection '{{source.Connection}}' | Remove-MeasurementColumn |
                ForEach-Object { $_; if (++$script:seen % $look -eq 0) { $script:inUse += [GC]::GetTotalMemory($true) } } |
                Write-InfluxPoints room -Connection '{{target.Connection}}'
            $result.PointsWritten
            $script:inUse
            """).Succeed();

        Assert.Equal((long)batches * BatchRows, answer.Values[0]);
        long[] inUse = [.. answer.Values.Skip(1).Cast<long>()];
        Assert.True(inUse.Length >= 6, $"There were {inUse.Length} looks only.");
        Assert.InRange(inUse.Max() - inUse[0], long.MinValue, AllowedGrowth);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-AsBatch")]
    [InlineData("| Remove-MeasurementColumn")]
    public async Task The_first_object_comes_before_the_answer_has_ended(string rest)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync([Rows.Room(3)], holdOpen: true);
        using RunningScript script = _engine.Start($"Invoke-InfluxQuery 'SELECT' -Connection '{server.Connection}' {rest}");

        // The server keeps the answer open, so a query that waited for its end would never give anything.
        await script.FirstOutput.WaitAsync(TimeSpan.FromSeconds(30));
        await script.StopAsync();
    }

    [Fact]
    public async Task A_message_over_four_MiB_arrives_whole_and_can_be_written()
    {
        // Five columns of nearly 1 MiB each, for one text of more than that is refused (wire reference 5.6).
        string[] texts = [.. Enumerable.Range(0, 5).Select(static column => new string((char)('a' + column), 1_000_000))];
        Rows rows = new Rows().Time("time", 1);
        foreach ((int column, string text) in texts.Index())
        {
            rows = rows.Text($"n{column}", text);
        }

        await using ScriptedServer server = await ScriptedServer.StartAsync(rows.Build());
        await using DiscardingServer target = await DiscardingServer.StartAsync();

        Answer answer = _engine.Run($$"""
            $point = Invoke-InfluxQuery 'SELECT' -Connection '{{server.Connection}}'
            $point.n0, $point.n1, $point.n2, $point.n3, $point.n4
            ($point | Write-InfluxPoints m -Connection '{{target.Connection}}').Bytes
            """).Succeed();

        string line = "m " + string.Join(",", texts.Select(static (text, column) => $"n{column}=\"{text}\"")) + " 1\n";
        Assert.Equal([.. texts, (long)line.Length], answer.Values);
    }
}
