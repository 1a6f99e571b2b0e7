namespace InfluxDownsample.LocalServer.Storage;

/// <summary>
/// The rows that lie in no file yet, where the server is told to have a write buffer as Core has; by default every row is in its file at once. A snapshot
/// makes a file of every 10-minute block of buffered rows, one after the other over all tables. Touched under the store's write lock only. // wire reference
/// 5.8, 5.9
/// </summary>
internal sealed class WriteBuffer(DuckDBConnection writer, FaultSettings faults)
{
    // Rows with a lower sequence number are in files.
    private long _begin;

    // Of the last snapshot. Files from before there was a buffer have numbers up to the first row's.
    private long _number;
    private Snapshot? _snapshot;
    private Random _random = new(0);
    private bool _isOn;

    // The tables with rows in the buffer.
    private readonly HashSet<StoredTable> _buffered = [];

    /// <summary>Whether there is one.</summary>
    public bool IsOn => _isOn;

    /// <summary>Begins or ends as the server has been told to.</summary>
    /// <param name="tables">All tables.</param>
    /// <param name="end">The sequence number that the next row takes.</param>
    public void Follow(IReadOnlyCollection<StoredTable> tables, long end)
    {
        bool isWanted = faults.HideRowsInSnapshots || faults.MixVersionsInBuffer;
        if (isWanted == _isOn)
        {
            return;
        }

        if (isWanted)
        {
            _random = new Random(faults.Seed);
            MergeAll(tables);
            writer.InTransaction(() =>
            {
                foreach (StoredTable table in tables)
                {
                    BufferFiles.SaveAll(writer, table);
                }
            });
            _begin = end;
            _buffered.Clear();
        }
        else
        {
            Write(tables, files: null);
            writer.InTransaction(() => BufferFiles.Forget(writer));
        }

        _isOn = isWanted;
    }

    /// <summary>A table has been written to.</summary>
    public void Add(StoredTable table) => _buffered.Add(table);

    /// <summary>A write waits until a snapshot is over.</summary>
    public void FinishSnapshot(IReadOnlyCollection<StoredTable> tables) => Write(tables, files: null);

    /// <summary>A query comes when a snapshot has gone on by some files, or one may begin.</summary>
    public void MoveOn(IReadOnlyCollection<StoredTable> tables, long end)
    {
        if (_isOn && _snapshot is null && faults.SnapshotEvery > 0 && _random.Next(faults.SnapshotEvery) == 0)
        {
            Begin(end);
        }

        Write(tables, faults.HideRowsInSnapshots ? faults.SnapshotFilesPerQuery : null);
    }

    /// <summary>Begins a snapshot unless one is under way, and writes so many of its files; null writes all.</summary>
    public void Snapshot(IReadOnlyCollection<StoredTable> tables, long end, int? files)
    {
        if (_snapshot is null)
        {
            Begin(end);
        }

        Write(tables, faults.HideRowsInSnapshots ? files : null);
    }

    /// <summary>What a query sees of a table.</summary>
    /// <param name="schema">The table.</param>
    /// <param name="mayRepeat">Whether a key may occur twice in it.</param>
    public TableSchema View(TableSchema schema, bool mayRepeat)
    {
        string rows = _snapshot?.Visible(schema) ?? schema.PhysicalName;
        return schema.Reading(mayRepeat ? BufferedVersions.Merged(schema, rows, _begin, faults.MixVersionsInBuffer) : rows);
    }

    private void Begin(long end)
    {
        // What of two versions in the buffer gets into the file is what stays.
        writer.InTransaction(() =>
        {
            foreach (StoredTable table in _buffered.Where(table => table.Suspect is not null))
            {
                BufferedVersions.Settle(writer, table, _begin, faults.MixVersionsInBuffer);
            }
        });
        List<BufferFile> files = [.. _buffered.OrderBy(table => table.Id).SelectMany(table => BufferFiles.InBuffer(writer, table, _begin))];
        _buffered.Clear();
        _number = Math.Max(_number + 1, _begin);
        _snapshot = new Snapshot(_number, _begin, end, [.. files.OrderBy(_ => _random.Next())]);
    }

    private void Write(IReadOnlyCollection<StoredTable> tables, int? files)
    {
        if (_snapshot is not { } snapshot)
        {
            return;
        }

        writer.InTransaction(() =>
        {
            for (int file = 0; (files is null || file < files) && snapshot.Next() is { } next; file++)
            {
                BufferFiles.Save(writer, next, snapshot.Number);
            }
        });
        if (snapshot.IsOver)
        {
            _begin = snapshot.End;
            _snapshot = null;
            MergeAll(tables);
        }
    }

    // With the older version in a file the newer one always wins.
    private void MergeAll(IReadOnlyCollection<StoredTable> tables)
    {
        foreach (StoredTable table in tables.Where(table => table.Suspect is not null))
        {
            writer.InTransaction(() => DuplicateMerger.Merge(writer, table, olderWins: false));
            table.Suspect = null;
        }
    }
}
