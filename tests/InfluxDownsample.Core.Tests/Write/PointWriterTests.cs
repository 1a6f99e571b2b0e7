using System.Text;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Write;
using Xunit;

namespace InfluxDownsample.Core.Tests.Write;

/// <summary>Points become requests: the first one alone, the others side by side, and no point of a series before an earlier one.</summary>
public sealed class PointWriterTests
{
    private static readonly WriteTarget s_target = new("d", WritePrecision.Nanosecond, AcceptPartial: false, NoSync: false);

    [Fact]
    public async Task Points_of_a_series_never_overtake_each_other()
    {
        for (int seed = 1; seed <= 50; seed++)
        {
            var random = new Random(seed);
            (int underWay, int most) = (0, 0);
            object gate = new();
            using var server = new StubServer(async lines =>
            {
                lock (gate)
                {
                    most = Math.Max(most, ++underWay);
                }

                await Task.Yield();
                int turns;
                lock (gate)
                {
                    turns = random.Next(20);
                }

                for (int turn = 0; turn < turns; turn++)
                {
                    await Task.Yield();
                }

                lock (gate)
                {
                    underWay--;
                }

                return StubServer.Stores(lines);
            });
            int series = random.Next(1, 12);
            int points = random.Next(1, 400);
            int throttle = random.Next(1, 5);
            WriteOptions options = new() { BatchSize = random.Next(1, 40), ThrottleLimit = throttle };
            await using (PointWriter writer = Writer(server, options))
            {
                for (int time = 0; time < points; time++)
                {
                    await AddAsync(writer, $"m,s={random.Next(series)}", time);
                }

                await writer.CompleteAsync();
                Assert.Equal((points, points), ((int)writer.Report.PointsReceived, (int)writer.Report.PointsWritten));
            }

            Assert.True(most <= throttle + 1, $"seed {seed}: {most} requests at once, {throttle} were asked for");
            foreach (IGrouping<string, long> stored in server.Stored.GroupBy(static line => line.Split(' ')[0], static line => long.Parse(line.Split(' ')[2], null)))
            {
                Assert.True(stored.SequenceEqual(stored.Order()), $"seed {seed}: points of {stored.Key} came in another order");
            }
        }
    }

    [Fact]
    public async Task The_same_points_make_the_same_requests()
    {
        string[][] runs = [await RequestsAsync(), await RequestsAsync()];

        Assert.Equal(runs[0], runs[1]);

        static async Task<string[]> RequestsAsync()
        {
            using var server = new StubServer(StubServer.Stores);
            await using PointWriter writer = Writer(server, new WriteOptions { BatchSize = 10, ThrottleLimit = 3 });
            for (int time = 0; time < 200; time++)
            {
                await AddAsync(writer, $"m,s={time * 7 % 11}", time);
            }

            await writer.CompleteAsync();
            return [.. server.Bodies.Order(StringComparer.Ordinal)];
        }
    }

    [Fact]
    public async Task Nothing_is_under_way_beside_the_first_request_for_it_makes_tables()
    {
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var server = new StubServer(async lines =>
        {
            arrived.TrySetResult();
            await first.Task;
            return StubServer.Stores(lines);
        });
        await using PointWriter writer = Writer(server, new WriteOptions { BatchSize = 1, ThrottleLimit = 4 });
        Add(writer, "m,s=1", 1);

        Task sending = writer.SendFullAsync();
        await arrived.Task;
        Assert.False(sending.IsCompleted);
        first.SetResult();
        await sending;

        Assert.Single(server.Bodies);
    }

    [Fact]
    public async Task Lanes_with_little_are_emptied_into_one_request()
    {
        using var server = new StubServer(StubServer.Stores);
        await using PointWriter writer = Writer(server, new WriteOptions { BatchSize = 4, ThrottleLimit = 3 });
        for (int time = 0; time < 4; time++)
        {
            await AddAsync(writer, $"m,s={time}", time);
        }

        for (int time = 4; time < 7; time++)
        {
            await AddAsync(writer, $"m,s={time - 4}", time);
        }

        await writer.CompleteAsync();

        Assert.Equal([4, 3], server.Bodies.Select(static body => body.Count(static character => character == '\n')));
    }

    [Fact]
    public async Task After_a_failure_what_other_lanes_had_under_way_is_counted_and_the_rest_given_up()
    {
        int requests = 0;
        using var server = new StubServer(lines => Interlocked.Increment(ref requests) == 2 ? StubServer.Answer(System.Net.HttpStatusCode.Forbidden, "no") : StubServer.Stores(lines));
        await using PointWriter writer = Writer(server, new WriteOptions { BatchSize = 2, ThrottleLimit = 2 });
        var failure = await Assert.ThrowsAsync<InfluxWriteException>(async () =>
        {
            for (int time = 0; time < 100; time++)
            {
                await AddAsync(writer, $"m,s={time % 5}", time);
            }
        });

        Assert.Equal(InfluxErrorId.PermissionDenied, failure.Id);
        Assert.EndsWith($"{writer.Report.PointsWritten} points had been confirmed.", failure.Message, StringComparison.Ordinal);
        Assert.Equal(writer.Report.PointsReceived, writer.Report.PointsWritten + writer.Report.PointsFailed);
        Assert.Equal(writer.Report.PointsWritten, server.Stored.Count);
    }

    [Fact]
    public async Task Left_without_an_end_nothing_is_sent_and_all_is_counted()
    {
        using var server = new StubServer(StubServer.Stores);
        PointWriter writer = Writer(server, new WriteOptions { BatchSize = 100 });
        Add(writer, "m,s=1", 1);
        Add(writer, "m,s=2", 1);

        await writer.DisposeAsync();

        Assert.Empty(server.Bodies);
        Assert.Equal((2, 2), ((int)writer.Report.PointsReceived, (int)writer.Report.PointsFailed));
    }

    [Fact]
    public async Task A_rehearsal_sends_nothing()
    {
        using var server = new StubServer(StubServer.Stores);
        await using PointWriter writer = Writer(server, new WriteOptions { BatchSize = 1, IsRehearsal = true });
        await AddAsync(writer, "m,s=1", 1);
        await AddAsync(writer, "m,s=1", 2);

        await writer.CompleteAsync();

        Assert.Empty(server.Bodies);
        Assert.Equal(2, writer.Report.PointsReceived);
    }

    [Theory]
    [InlineData("BatchSize")]
    [InlineData("BatchBytes")]
    [InlineData("MaxRetry")]
    [InlineData("ThrottleLimit")]
    public void Limits_that_make_no_sense_are_refused_by_name(string name)
    {
        using var server = new StubServer(StubServer.Stores);
        WriteOptions options = name switch
        {
            "BatchSize" => new WriteOptions { BatchSize = 0 },
            "BatchBytes" => new WriteOptions { BatchBytes = 0 },
            "MaxRetry" => new WriteOptions { MaxRetry = -1 },
            _ => new WriteOptions { ThrottleLimit = 65 },
        };

        var refusal = Assert.Throws<InfluxException>(() => Writer(server, options));

        Assert.Equal((InfluxErrorId.InvalidParameter, name), (refusal.Id, refusal.Target));
    }

    private static PointWriter Writer(StubServer server, WriteOptions options)
        => new(server.Write, s_target, options, confirm: false, static _ => { }, CancellationToken.None);

    private static async Task AddAsync(PointWriter writer, string key, int time)
    {
        if (Add(writer, key, time))
        {
            await writer.SendFullAsync();
        }
    }

    private static bool Add(PointWriter writer, string key, int time)
        => writer.AddLine(Encoding.UTF8.GetBytes($"{key} v=1 {time}"), key.Length, time, default);
}
