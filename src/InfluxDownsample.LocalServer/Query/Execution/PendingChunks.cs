using Apache.Arrow;

namespace InfluxDownsample.LocalServer.Query;

/// <summary>Gathers DuckDB's small chunks until they fill a batch by rows or bytes.</summary>
internal sealed class PendingChunks(int rowLimit, int byteLimit) : IDisposable
{
    private readonly List<RecordBatch> _chunks = [];
    private int _rows;
    private long _bytes;

    /// <summary>Takes a chunk of at most the row limit. Returns the batch that was complete without it, if any.</summary>
    public RecordBatch? Add(RecordBatch chunk)
    {
        long bytes = chunk.Arrays.Sum(array => BytesOf(array.Data));
        RecordBatch? full = _rows + chunk.Length > rowLimit || _bytes + bytes > byteLimit ? Take() : null;
        _chunks.Add(chunk);
        _rows += chunk.Length;
        _bytes += bytes;
        return full;
    }

    /// <summary>What has gathered so far as one batch, or null.</summary>
    public RecordBatch? Take()
    {
        if (_chunks.Count == 0)
        {
            return null;
        }

        RecordBatch batch = _chunks.Count == 1 ? _chunks[0] : Joined();
        if (_chunks.Count > 1)
        {
            _chunks.ForEach(chunk => chunk.Dispose());
        }

        _chunks.Clear();
        _rows = 0;
        _bytes = 0;
        return batch;
    }

    public void Dispose()
    {
        _chunks.ForEach(chunk => chunk.Dispose());
        _chunks.Clear();
    }

    private RecordBatch Joined()
    {
        Schema schema = _chunks[0].Schema;
        IEnumerable<IArrowArray> columns =
            schema.FieldsList.Select((_, c) => ArrowArrayConcatenator.Concatenate([.. _chunks.Select(chunk => chunk.Column(c))]));
        return new RecordBatch(schema, columns, _rows);
    }

    private static long BytesOf(ArrayData data) => data.Buffers.Sum(buffer => (long)buffer.Length) + (data.Children ?? []).Sum(BytesOf);
}
