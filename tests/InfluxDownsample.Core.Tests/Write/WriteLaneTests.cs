using System.Text;
using InfluxDownsample.Core.Write;
using InfluxDownsample.Core.Write.Files;
using Xunit;

namespace InfluxDownsample.Core.Tests.Write;

/// <summary>A lane: one request being filled, one under way, and never two.</summary>
public sealed class WriteLaneTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly WriteReport _report = new();
    private readonly Queue<TaskCompletionSource> _answers = new();
    private readonly StubServer _server;

    public WriteLaneTests() => _server = new StubServer(async lines =>
    {
        if (_answers.TryDequeue(out TaskCompletionSource? answer))
        {
            await answer.Task;
        }

        return StubServer.Stores(lines);
    });

    public void Dispose() => _server.Dispose();

    [Theory]
    [InlineData(3, 1000, 3)]
    // Ten bytes a line, its end included.
    [InlineData(100, 35, 4)]
    public async Task It_is_full_at_either_limit(int batchSize, int batchBytes, int expected)
    {
        await using WriteLane lane = Lane(new WriteOptions { BatchSize = batchSize, BatchBytes = batchBytes });
        int count = 0;
        while (!lane.IsFull)
        {
            Add(lane, count++);
        }

        Assert.Equal(expected, count);
    }

    [Fact]
    public async Task A_full_request_waits_for_the_one_under_way()
    {
        await using WriteLane lane = Lane(new WriteOptions());
        TaskCompletionSource first = Hold();
        Add(lane, 1);
        await lane.SendAsync();
        Add(lane, 2);
        Task second = lane.SendAsync();

        Assert.False(second.IsCompleted);
        first.SetResult();
        await second;
        await lane.Sending;

        Assert.Equal(["m v=1 0001\n", "m v=1 0002\n"], _server.Bodies);
        Assert.Equal(2, _report.PointsWritten);
    }

    [Fact]
    public async Task Nothing_is_sent_of_nothing()
    {
        await using WriteLane lane = Lane(new WriteOptions());

        await lane.SendAsync();

        Assert.Same(Task.CompletedTask, lane.Sending);
        Assert.Null(lane.Take());
        Assert.Empty(_server.Bodies);
    }

    [Fact]
    public async Task What_has_waited_long_enough_is_sent_as_it_is_unless_another_is_under_way()
    {
        await using WriteLane lane = Lane(new WriteOptions { MaxAge = TimeSpan.FromSeconds(10) });
        TaskCompletionSource first = Hold();
        Add(lane, 1);
        _clock.GoOn(TimeSpan.FromSeconds(9.9));
        lane.SendAged();
        Assert.True(lane.Sending.IsCompleted);
        _clock.GoOn(TimeSpan.FromSeconds(0.1));
        lane.SendAged();
        Assert.False(lane.Sending.IsCompleted);

        Add(lane, 2);
        _clock.GoOn(TimeSpan.FromSeconds(60));
        lane.SendAged();
        first.SetResult();
        await lane.Sending;
        Assert.Single(_server.Bodies);
        lane.SendAged();
        await lane.Sending;

        Assert.Equal(2, _report.PointsWritten);
    }

    [Fact]
    public async Task The_age_is_that_of_the_first_line_of_the_request_being_filled()
    {
        await using WriteLane lane = Lane(new WriteOptions { MaxAge = TimeSpan.FromSeconds(10) });
        Add(lane, 1);
        _clock.GoOn(TimeSpan.FromSeconds(8));
        await lane.SendAsync();
        await lane.Sending;
        Add(lane, 2);
        _clock.GoOn(TimeSpan.FromSeconds(8));

        lane.SendAged();

        Assert.Single(_server.Bodies);
    }

    [Fact]
    public async Task What_is_taken_is_no_longer_its_own()
    {
        WriteLane lane = Lane(new WriteOptions());
        Add(lane, 1);
        Add(lane, 2);

        using WriteRequest taken = lane.Take()!;
        await lane.DisposeAsync();

        Assert.Equal((2, "m v=1 0002", 0L), (taken.PointCount, taken.TextOf(1), _report.PointsFailed));
    }

    [Fact]
    public async Task What_is_given_up_or_still_waits_at_the_end_is_counted_as_failed()
    {
        WriteLane lane = Lane(new WriteOptions());
        Add(lane, 1);
        lane.GiveUp("the server is gone");
        Assert.Equal(1, _report.PointsFailed);
        Add(lane, 2);
        Add(lane, 3);

        await lane.DisposeAsync();

        Assert.Equal(3, _report.PointsFailed);
        Assert.Empty(_server.Bodies);
    }

    [Fact]
    public async Task What_still_waits_at_the_end_is_kept_with_the_rejected_lines()
    {
        string path = Path.GetTempFileName();
        using (var rejected = new RejectedFile(path, WritePrecision.Nanosecond))
        {
            WriteLane lane = Lane(new WriteOptions { RejectedLines = rejected });
            Add(lane, 1);
            await lane.DisposeAsync();
        }

        Assert.Equal(["# not sent because the command ended before", "m v=1 0001"], (await File.ReadAllLinesAsync(path))[^2..]);
        File.Delete(path);
    }

    private static void Add(WriteLane lane, int time) => lane.AddLine(Encoding.UTF8.GetBytes($"m v=1 {time:0000}"), time, default);

    // The next request gets its answer when this is set.
    private TaskCompletionSource Hold()
    {
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _answers.Enqueue(answer);
        return answer;
    }

    private WriteLane Lane(WriteOptions options)
    {
        var target = new WriteTarget("d", WritePrecision.Nanosecond, AcceptPartial: false, NoSync: false);
        options = options with { Clock = _clock };
        return new WriteLane(new RequestSender(_server.Write, target, options, _report, confirm: false, static _ => { }), options, _report, CancellationToken.None);
    }
}
