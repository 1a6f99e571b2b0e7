using InfluxDownsample.Core.Connections;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Query;
using InfluxDownsample.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.Tests.Connecting;

/// <summary>Queries of one client share its connections and nothing else.</summary>
public sealed class SharedConnectionTests
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_query_that_is_stopped_ends_no_other()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync([Rows.Room(3)], holdOpen: true);
        using var client = new InfluxClient(new ConnectionSettings { Uri = server.Address });
        using var stop = new CancellationTokenSource();
        // The one with a parameter that goes its own way to the same connection.
        await using IAsyncEnumerator<PointBatch> stopped = Ask(client, null, stop.Token);
        await using IAsyncEnumerator<PointBatch> plain = Ask(client, null, CancellationToken.None);
        await using IAsyncEnumerator<PointBatch> bound = Ask(client, new Dictionary<string, object?> { ["p"] = null }, CancellationToken.None);
        Assert.True(await stopped.MoveNextAsync() && await plain.MoveNextAsync() && await bound.MoveNextAsync());
        Task<bool> pending = stopped.MoveNextAsync().AsTask();

        await stop.CancelAsync();

        OperationCanceledException end = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending.WaitAsync(s_deadline));
        Assert.Equal(stop.Token, end.CancellationToken);
        await server.Cancelled.WaitAsync(s_deadline);
        server.End();
        Assert.False(await plain.MoveNextAsync().AsTask().WaitAsync(s_deadline));
        Assert.False(await bound.MoveNextAsync().AsTask().WaitAsync(s_deadline));
    }

    [Fact]
    public async Task A_stop_at_any_moment_is_a_stop_and_no_failure()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(Endless(), holdOpen: false);
        using var client = new InfluxClient(new ConnectionSettings { Uri = server.Address });
        var random = new Random(20261128);
        for (int round = 0; round < 300; round++)
        {
            using var stop = new CancellationTokenSource();
            await using IAsyncEnumerator<PointBatch> rows = Ask(client, null, stop.Token);
            // While it starts, before the answer, between its batches, and while one arrives.
            int spins = random.Next(1 << random.Next(20));
            Task stopping = Task.Run(() =>
            {
                Thread.SpinWait(spins);
                stop.Cancel();
            });

            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.Run(async () =>
            {
                while (await rows.MoveNextAsync())
                {
                }
            }).WaitAsync(s_deadline));

            await stopping;
        }
    }

    private static IAsyncEnumerator<PointBatch> Ask(InfluxClient client, IReadOnlyDictionary<string, object?>? parameters, CancellationToken cancellationToken)
        => client.Query.QueryAsync(new InfluxQuery { Text = "SELECT", Parameters = parameters }, "db", null, cancellationToken).GetAsyncEnumerator(CancellationToken.None);

    private static IEnumerable<Apache.Arrow.RecordBatch> Endless()
    {
        while (true)
        {
            yield return Rows.Room(100);
        }
    }
}
