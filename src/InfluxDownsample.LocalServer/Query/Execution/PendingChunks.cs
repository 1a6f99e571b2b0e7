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
        long bytes = chunk.Arrays.Sum(BytesOf);
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
        IArrowArray[] columns = new IArrowArray[schema.FieldsList.Count];
        for (int c = 0; c < columns.Length; c++)
        {
            columns[c] = ArrowArrayConcatenator.Concatenate([.. _chunks.Select(chunk => chunk.Column(c))]);
        }

        return new RecordBatch(schema, columns, _rows);
    }

    private static long BytesOf(IArrowArray array) => BytesOf(array.Data);

    private static long BytesOf(ArrayData data)
    {
        long bytes = 0;
        foreach (ArrowBuffer buffer in data.Buffers)
        {
            bytes += buffer.Length;
        }

        foreach (ArrayData child in data.Children ?? [])
        {
            bytes += BytesOf(child);
        }

        return bytes;
    }
}
