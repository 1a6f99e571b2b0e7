namespace InfluxDownsample.LocalServer.Storage;

/// <summary>
/// A snapshot under way. With the first file of a table the buffered rows of all its blocks leave the view, and come back file by file. // wire reference 5.9
/// </summary>
/// <param name="number">Its number, which ends the names of its files.</param>
/// <param name="begin">The sequence number of the first row that it takes.</param>
/// <param name="end">The first sequence number that it no longer takes.</param>
/// <param name="files">The files to write, in their order.</param>
internal sealed class Snapshot(long number, long begin, long end, IReadOnlyCollection<BufferFile> files)
{
    private readonly Queue<BufferFile> _files = new(files);
    private readonly Dictionary<string, List<long>> _written = new(StringComparer.Ordinal);

    public long Number { get; } = number;

    public long End { get; } = end;

    public bool IsOver => _files.Count == 0;

    /// <summary>The next file; null when all are written.</summary>
    public BufferFile? Next()
    {
        if (!_files.TryDequeue(out BufferFile? file))
        {
            return null;
        }

        if (!_written.TryGetValue(file.PhysicalName, out List<long>? blocks))
        {
            _written.Add(file.PhysicalName, blocks = []);
        }

        blocks.Add(file.Block);
        return file;
    }

    /// <summary>SQL text of the relation with the rows of a table that can be seen; null when all can.</summary>
    public string? Visible(TableSchema table) => _written.TryGetValue(table.PhysicalName, out List<long>? blocks)
        ? $"(SELECT * FROM {table.PhysicalName} WHERE {TableSchema.SequenceColumn} < {begin} OR {TableSchema.SequenceColumn} >= {End} "
            + $"OR {TimeBlocks.Sql(table.Time.PhysicalName)} IN ({string.Join(", ", blocks)}))"
        : null;
}
