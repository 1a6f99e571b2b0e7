using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>A chunk whose rows have been read: what the source gives and what the target holds. Immutable.</summary>
/// <param name="Chunk">The chunk.</param>
/// <param name="Computed">The aggregated rows, in the order of the chunk.</param>
/// <param name="Stored">What the target holds, in the same order; empty when it was not asked.</param>
/// <param name="Rows">How many raw rows each window has, by its start; windows without any are not in it.</param>
internal sealed record ReadChunk(
    DownsampleChunk Chunk, IReadOnlyList<PointBatch> Computed, IReadOnlyList<PointBatch> Stored, IReadOnlyDictionary<long, long> Rows)
{
    /// <summary>The same of the windows before the chunk that were counted with it; null when none were.</summary>
    public IReadOnlyDictionary<long, long>? RowsBefore { get; init; }

    /// <summary>Rows that the aggregate queries returned.</summary>
    public long RowsRead => Computed.Sum(batch => (long)batch.RowCount);

    /// <summary>Whether each window has all the points that the runs of a tier below have stored of it.</summary>
    public bool HasAllOf(WrittenPoints written)
    {
        for (long window = Chunk.From; window < Chunk.To; window += Chunk.WindowLength)
        {
            var span = new Window(Math.Max(window, Chunk.QueryFrom), Math.Min(window + Chunk.WindowLength, Chunk.QueryTo));
            if (Rows.GetValueOrDefault(window) < written.AtLeast(span))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>How many raw rows the chunk has.</summary>
    public long RawRows => Rows.Values.Sum();
}
