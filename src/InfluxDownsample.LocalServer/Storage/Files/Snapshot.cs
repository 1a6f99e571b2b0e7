namespace InfluxDownsample.LocalServer.Storage;

/// <summary>
/// A snapshot under way. With the first file of a table the buffered rows of all its blocks leave the view, and come back file by file. // wire reference 5.9
/// </summary>
/// <param name="number">Its number, which ends the names of its files.</param>
/// <param name="begin">The sequence number of the first row that it takes.</param>
/// <param name="end">The first sequence number that it no longer takes.</param>
/// <param name="files">The files to write, in their order.</param>
internal sealed class Snapshot(long number, long begin, long end, BufferFile[] files)
{
    private int _written;

    public long Number { get; } = number;

    public long End { get; } = end;

    public bool IsOver => _written == files.Length;

    /// <summary>The next file; null when all are written.</summary>
    public BufferFile? Next() => IsOver ? null : files[_written++];

    /// <summary>SQL text of the relation with the rows of a table that can be seen; null when all can.</summary>
    public string? Visible(TableSchema table)
    {
        string blocks = string.Join(", ", files.Take(_written).Where(file => file.PhysicalName == table.PhysicalName).Select(file => file.Block));
        return blocks.Length == 0 ? null
            : $"(SELECT * FROM {table.PhysicalName} WHERE {TableSchema.SequenceColumn} < {begin} OR {TableSchema.SequenceColumn} >= {End} "
            + $"OR {TimeBlocks.Sql(table.Time.PhysicalName)} IN ({blocks}))";
    }
}
