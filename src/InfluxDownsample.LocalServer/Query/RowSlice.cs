using Apache.Arrow;

namespace InfluxDownsample.LocalServer.Query;

/// <summary>Copies a range of rows out of a chunk, for batches smaller than DuckDB's chunks.</summary>
internal static class RowSlice
{
    public static RecordBatch Copy(RecordBatch chunk, int start, int length)
    {
        // concatenating slices makes fresh arrays without an offset, which the writers of every consumer handle alike
        IEnumerable<IArrowArray> columns = chunk.Arrays.Select(
            column => ArrowArrayConcatenator.Concatenate([ArrowArrayFactory.Slice(column, start, length)]));
        return new RecordBatch(chunk.Schema, columns, length);
    }
}
