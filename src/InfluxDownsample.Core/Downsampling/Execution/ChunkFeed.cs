using System.Threading.Channels;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>
/// A chunk whose queries run while earlier chunks are worked on. A few batches wait at most; then the queries wait too, so memory does not grow.
/// </summary>
internal sealed class ChunkFeed
{
    private const int WaitingBatches = 4;

    private readonly Channel<PointBatch> _computed = Channel.CreateBounded<PointBatch>(WaitingBatches);
    private readonly Channel<PointBatch> _stored = Channel.CreateBounded<PointBatch>(WaitingBatches);

    public ChunkFeed(DownsampleChunk chunk) => Chunk = chunk;

    public DownsampleChunk Chunk { get; }

    /// <summary>The aggregated rows.</summary>
    public IAsyncEnumerable<PointBatch> Computed => _computed.Reader.ReadAllAsync(CancellationToken.None);

    /// <summary>What the target holds.</summary>
    public IAsyncEnumerable<PointBatch> Stored => _stored.Reader.ReadAllAsync(CancellationToken.None);

    /// <summary>Runs both queries to their end. Never throws: whoever reads the rows gets what went wrong.</summary>
    public Task FillAsync(IAsyncEnumerable<PointBatch> computed, IAsyncEnumerable<PointBatch>? stored, CancellationToken cancellationToken)
        => Task.WhenAll(
            FillAsync(_computed.Writer, computed, cancellationToken),
            stored is null ? Completed(_stored.Writer) : FillAsync(_stored.Writer, stored, cancellationToken));

    private static Task Completed(ChannelWriter<PointBatch> rows)
    {
        rows.Complete();
        return Task.CompletedTask;
    }

    private static async Task FillAsync(ChannelWriter<PointBatch> rows, IAsyncEnumerable<PointBatch> batches, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (PointBatch batch in batches.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                await rows.WriteAsync(batch, cancellationToken).ConfigureAwait(false);
            }

            rows.Complete();
        }
        catch (Exception exception)
        {
            rows.Complete(exception);
        }
    }
}
