using System.Runtime.CompilerServices;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>Reads chunks ahead of the work on them and hands them over in order. However the work ends, no query is left running.</summary>
internal static class ChunkPipeline
{
    // Rows that wait to be worked on: memory does not grow with the range.
    private const long MaxRowsAhead = 200_000;

    /// <param name="chunks">The chunks.</param>
    /// <param name="ahead">How many are read while one is worked on, at most.</param>
    /// <param name="read">Reads one.</param>
    /// <param name="cancellationToken">Ends all.</param>
    public static async IAsyncEnumerable<ReadChunk> RunAsync(
        IEnumerable<DownsampleChunk> chunks, int ahead, Func<DownsampleChunk, CancellationToken, Task<ReadChunk>> read,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Queue<Task<ReadChunk>> running = [];
        using IEnumerator<DownsampleChunk> next = chunks.GetEnumerator();
        try
        {
            bool any = next.MoveNext();
            while (any || running.Count > 0)
            {
                while (any && (running.Count == 0 || (running.Count < ahead && RowsOf(running) < MaxRowsAhead)))
                {
                    DownsampleChunk chunk = next.Current;
                    // Begun in order, so that what one chunk finds out is known to the next.
                    running.Enqueue(read(chunk, stop.Token));
                    any = next.MoveNext();
                }

                yield return await running.Dequeue().WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await ((Task)Task.WhenAll(running)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static long RowsOf(IEnumerable<Task<ReadChunk>> running) => running.Where(task => task.IsCompletedSuccessfully).Sum(task => task.Result.RowsRead);
}
