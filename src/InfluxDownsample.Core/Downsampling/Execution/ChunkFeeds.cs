using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>Runs the queries of chunks ahead of the work on them, some at once, and hands the chunks over in order.</summary>
internal static class ChunkFeeds
{
    /// <param name="chunks">The chunks.</param>
    /// <param name="throttleLimit">How many are queried at once.</param>
    /// <param name="fill">Runs the queries of one chunk.</param>
    /// <param name="cancellationToken">Ends all.</param>
    public static async IAsyncEnumerable<ChunkFeed> RunAsync(
        IEnumerable<DownsampleChunk> chunks, int throttleLimit, Func<ChunkFeed, CancellationToken, Task> fill, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var feeds = Channel.CreateBounded<ChunkFeed>(throttleLimit);
        Task producer = Task.Run(() => StartAsync(chunks, throttleLimit, fill, feeds.Writer, stop.Token), CancellationToken.None);
        try
        {
            await foreach (ChunkFeed feed in feeds.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return feed;
            }
        }
        finally
        {
            // However the work ended, no query is left running.
            await stop.CancelAsync().ConfigureAwait(false);
            await producer.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task StartAsync(
        IEnumerable<DownsampleChunk> chunks, int throttleLimit, Func<ChunkFeed, CancellationToken, Task> fill, ChannelWriter<ChunkFeed> feeds, CancellationToken cancellationToken)
    {
        using var running = new SemaphoreSlim(throttleLimit);
        List<Task> fills = [];
        try
        {
            foreach (DownsampleChunk chunk in chunks)
            {
                await running.WaitAsync(cancellationToken).ConfigureAwait(false);
                var feed = new ChunkFeed(chunk);
                fills.RemoveAll(task => task.IsCompleted);
                fills.Add(FillAsync(feed));
                await feeds.WriteAsync(feed, cancellationToken).ConfigureAwait(false);
            }

            feeds.Complete();
        }
        catch (Exception exception)
        {
            feeds.Complete(exception);
        }
        finally
        {
            await Task.WhenAll(fills).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        async Task FillAsync(ChunkFeed feed)
        {
            try
            {
                await fill(feed, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                running.Release();
            }
        }
    }
}
