using Apache.Arrow;

namespace InfluxDownsample.LocalServer.Query;

/// <summary>Makes batches of DuckDB's chunks: small ones gather until they fill a batch by rows or bytes, those with more rows than a batch are cut.</summary>
internal sealed class PendingChunks(int rowLimit, int byteLimit) : IDisposable
{
    private readonly List<RecordBatch> _chunks = [];
    private long _bytes;

    /// <summary>Takes a chunk, and gives the batches that are complete now.</summary>
    public IEnumerable<RecordBatch> Add(RecordBatch chunk)
    {
        long bytes = chunk.Arrays.Sum(array => BytesOf(array.Data));
        bool fits = _chunks.Sum(pending => pending.Length) + chunk.Length <= rowLimit && _bytes + bytes <= byteLimit;
        if (!fits && Take() is { } full)
        {
            yield return full;
        }

        if (chunk.Length <= rowLimit)
        {
            _chunks.Add(chunk);
            _bytes += bytes;
            yield break;
        }

        using (chunk)
        {
            for (int start = 0; start < chunk.Length; start += rowLimit)
            {
                // joining with an empty slice makes a fresh array: one slice alone would be handed back as it is, still tied to the chunk
                int length = Math.Min(rowLimit, chunk.Length - start);
                yield return Joined(chunk.Schema, length, column =>
                    [ArrowArrayFactory.Slice(chunk.Column(column), start, length), ArrowArrayFactory.Slice(chunk.Column(column), 0, 0)]);
            }
        }
    }

    /// <summary>What has gathered so far as one batch, or null.</summary>
    public RecordBatch? Take()
    {
        if (_chunks.Count <= 1)
        {
            RecordBatch? single = _chunks.FirstOrDefault();
            _chunks.Clear();
            _bytes = 0;
            return single;
        }

        RecordBatch batch = Joined(_chunks[0].Schema, _chunks.Sum(chunk => chunk.Length), column => [.. _chunks.Select(chunk => chunk.Column(column))]);
        Dispose();
        return batch;
    }

    public void Dispose()
    {
        _chunks.ForEach(chunk => chunk.Dispose());
        _chunks.Clear();
        _bytes = 0;
    }

    private static RecordBatch Joined(Schema schema, int rows, Func<int, IReadOnlyList<IArrowArray>> arrays) =>
        new(schema, schema.FieldsList.Select((_, column) => ArrowArrayConcatenator.Concatenate(arrays(column))), rows);

    private static long BytesOf(ArrayData data) => data.Buffers.Sum(buffer => (long)buffer.Length) + (data.Children ?? []).Sum(BytesOf);
}
