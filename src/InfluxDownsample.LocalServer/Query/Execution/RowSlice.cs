using Apache.Arrow;

namespace InfluxDownsample.LocalServer.Query;

/// <summary>Copies a range of rows out of a chunk, for batches smaller than DuckDB's chunks.</summary>
internal static class RowSlice
{
    public static RecordBatch Copy(RecordBatch chunk, int start, int length)
    {
        // joining with an empty slice makes a fresh array: one slice alone would be handed back as it is, still tied to the chunk
        IEnumerable<IArrowArray> columns = chunk.Arrays.Select(
            column => ArrowArrayConcatenator.Concatenate([ArrowArrayFactory.Slice(column, start, length), ArrowArrayFactory.Slice(column, 0, 0)]));
        return new RecordBatch(chunk.Schema, columns, length);
    }
}
