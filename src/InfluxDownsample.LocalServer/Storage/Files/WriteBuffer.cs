namespace InfluxDownsample.LocalServer.Storage;

/// <summary>
/// The rows that lie in no file yet, where the server is told to have a write buffer as Core has; by default every row is in its file at once. A snapshot
/// makes a file of every 10-minute block of buffered rows, one after the other over all tables. Touched under the store's write lock only. // wire reference
/// 5.8, 5.9
/// </summary>
internal sealed class WriteBuffer(DuckDBConnection writer, ServerTables known, FaultSettings faults)
{
    // Rows with a lower sequence number are in files.
    private long _begin;

    // Of the last snapshot. Files from before there was a buffer have numbers up to the first row's.
    private long _number;
    private Snapshot? _snapshot;
    private Random _random = new(0);

    // The tables with rows in the buffer, by their ids.
    private readonly HashSet<long> _buffered = [];

    /// <summary>Whether there is one.</summary>
    public bool IsOn { get; private set; }

    /// <summary>Begins or ends as the server has been told to.</summary>
    public void Follow()
    {
        bool isWanted = faults.HideRowsInSnapshots || faults.MixVersionsInBuffer;
        if (isWanted == IsOn)
        {
            return;
        }

        if (isWanted)
        {
            _random = new Random(faults.Seed);
            known.MergeDuplicates(writer, known.Tables, olderWins: false);
            writer.InTransaction(() =>
            {
                foreach (TableSchema table in known.Tables)
                {
                    BufferFiles.SaveAll(writer, table);
                }
            });
            _begin = known.NextSequence;
            _buffered.Clear();
        }
        else
        {
            Write(files: null);
            writer.InTransaction(() => BufferFiles.Forget(writer));
        }

        IsOn = isWanted;
    }

    /// <summary>A table has been written to.</summary>
    public void Add(TableSchema table) => _buffered.Add(table.Id);

    /// <summary>A write waits until a snapshot is over.</summary>
    public void FinishSnapshot() => Write(files: null);

    /// <summary>A query comes when a snapshot has gone on by some files, or one may begin.</summary>
    public void MoveOn()
    {
        if (IsOn && _snapshot is null && faults.SnapshotEvery > 0 && _random.Next(faults.SnapshotEvery) == 0)
        {
            Begin();
        }

        Write(faults.HideRowsInSnapshots ? faults.SnapshotFilesPerQuery : null);
    }

    /// <summary>Begins a snapshot unless one is under way, and writes so many of its files; null writes all.</summary>
    public void Snapshot(int? files)
    {
        if (_snapshot is null)
        {
            Begin();
        }

        Write(faults.HideRowsInSnapshots ? files : null);
    }

    /// <summary>What a query sees of a table.</summary>
    public TableSchema View(TableSchema table)
    {
        string rows = _snapshot?.Visible(table) ?? table.PhysicalName;
        return table.Reading(table.Suspect is null ? rows : BufferedVersions.Merged(table, rows, _begin, faults.MixVersionsInBuffer));
    }

    private void Begin()
    {
        TableSchema[] buffered = [.. known.Tables.Where(table => _buffered.Contains(table.Id))];
        // What of two versions in the buffer gets into the file is what stays.
        writer.InTransaction(() =>
        {
            foreach (TableSchema table in buffered.Where(table => table.Suspect is not null))
            {
                BufferedVersions.Settle(writer, table, _begin, faults.MixVersionsInBuffer);
            }
        });
        List<BufferFile> files = [.. buffered.SelectMany(table => BufferFiles.InBuffer(writer, table, _begin))];
        _buffered.Clear();
        _number = Math.Max(_number + 1, _begin);
        _snapshot = new Snapshot(_number, _begin, known.NextSequence, [.. files.OrderBy(_ => _random.Next())]);
    }

    private void Write(int? files)
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
            // with the older version in a file the newer one always wins
            known.MergeDuplicates(writer, known.Tables, olderWins: false);
        }
    }
}
