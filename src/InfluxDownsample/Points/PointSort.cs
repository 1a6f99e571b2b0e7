using System.Management.Automation;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Points;

/// <summary>
/// Sorts what comes down a pipeline. Input is kept as it is and only keys are sorted; above a memory limit, sorted runs of points and batches go to
/// temporary files and are merged at the end. Objects of other kinds, and points that a script has changed, always stay in memory.
/// </summary>
internal sealed class PointSort : IDisposable
{
    // What a point costs in the pipeline beside its values: the object, the engine's wrapper, the key.
    private const int PointOverhead = 120;

    private readonly SortKeys _keys;
    private readonly bool _descending;
    private readonly long? _maxBytes;
    private readonly RowOrder _order;
    private readonly List<SpilledRows> _spilled = [];
    private readonly List<List<SortedRow>> _kept = [];
    private List<PSObject> _items = [];
    private List<InfluxBatch> _batches = [];
    private bool _asItems;
    private long _bytes;
    private long _sequence;

    public PointSort(SortKeys keys, bool descending, long? maxBytes)
    {
        _keys = keys;
        _descending = descending;
        _maxBytes = maxBytes;
        _order = new RowOrder(descending);
    }

    /// <summary>Adds a batch. Among objects, its rows become points.</summary>
    /// <exception cref="InfluxException">It has no column with times.</exception>
    public void Add(InfluxBatch batch)
    {
        if (_asItems)
        {
            AddPoints(batch);
            return;
        }

        RowKeys keys = _keys.For(batch.Schema);
        for (int row = 0; row < batch.RowCount; row++)
        {
            _order.Add(keys.Time(batch.Columns, row), _keys.SeriesOf(keys, batch.Columns, row));
            _bytes += SizeOf(batch.Columns, row);
        }

        // Without rows there is nothing to sort, and a search by row must not find it.
        if (batch.RowCount > 0)
        {
            _batches.Add(batch);
        }

        SpillIfTooLarge();
    }

    /// <summary>Adds a point or another object. Batches that came before become points.</summary>
    /// <exception cref="PointException">Its time cannot be understood; it is left out.</exception>
    public void Add(PSObject item)
    {
        if (!_asItems)
        {
            _asItems = true;
            List<InfluxBatch> batches = _batches;
            _batches = [];
            _order.Clear();
            _bytes = 0;
            batches.ForEach(AddPoints);
        }

        (long? time, int series) = _keys.Read(item);
        _order.Add(time, series);
        _items.Add(item);
        if (IsSpillable(item))
        {
            var point = (InfluxPoint)item.BaseObject;
            _bytes += SizeOf(point.Batch, point.Row) + PointOverhead;
            SpillIfTooLarge();
        }
    }

    /// <summary>Everything, in order.</summary>
    public IEnumerable<object> Sorted()
    {
        int[]? positions = _order.Sort(_keys.SeriesRanks);
        if (_spilled.Count > 0)
        {
            return Output(Merge(Rows(positions)));
        }

        if (_asItems)
        {
            return positions is null ? _items : positions.Select(position => _items[position]);
        }

        return positions is null ? _batches : Output(Rows(positions));
    }

    public void Dispose() => _spilled.ForEach(rows => rows.Dispose());

    private static bool IsSpillable(PSObject item)
        => item.BaseObject is InfluxPoint { IsModified: false } point && ArrowWriter.CanWrite(point.Batch.Schema) && !AddedProperties.Any(point);

    private void AddPoints(InfluxBatch batch)
    {
        foreach (InfluxPoint point in batch.GetPoints())
        {
            Add(PSObject.AsPSObject(point));
        }
    }

    private long SizeOf(PointBatch batch, int row) => _maxBytes is null ? 0 : batch.SizeOf(row);

    private void SpillIfTooLarge()
    {
        if (_bytes > _maxBytes)
        {
            Spill();
        }
    }

    private void Spill()
    {
        Dictionary<PointSchema, SpilledRows> files = new(ReferenceEqualityComparer.Instance);
        List<SortedRow> kept = [];
        foreach (SortedRow row in Rows(_order.Sort(_keys.SeriesRanks)))
        {
            if (row.Batch is not { } batch || !ArrowWriter.CanWrite(batch.Schema))
            {
                kept.Add(row);
                continue;
            }

            if (!files.TryGetValue(batch.Schema, out SpilledRows? file))
            {
                files.Add(batch.Schema, file = new SpilledRows(batch.Schema));
                _spilled.Add(file);
            }

            file.Add(row.Key, batch, row.Row);
        }

        foreach (SpilledRows file in files.Values)
        {
            file.Complete();
        }

        _kept.Add(kept);
        _sequence += _order.Count;
        _order.Clear();
        _items = [];
        _batches = [];
        _bytes = 0;
    }

    // The rows in memory, in the order of the positions. What can go to a file is a row of a batch, the rest an object.
    private IEnumerable<SortedRow> Rows(int[]? positions)
    {
        int[] starts = new int[_batches.Count];
        for (int index = 1; index < starts.Length; index++)
        {
            starts[index] = starts[index - 1] + _batches[index - 1].RowCount;
        }

        for (int index = 0; index < _order.Count; index++)
        {
            int position = positions is null ? index : positions[index];
            if (_asItems)
            {
                yield return RowOf(_items[position], _sequence + position);
                continue;
            }

            int found = Array.BinarySearch(starts, position);
            int batch = found < 0 ? ~found - 1 : found;
            yield return RowOf(_batches[batch].Columns, position - starts[batch], _sequence + position);
        }
    }

    private SortedRow RowOf(PointBatch batch, int row, long sequence)
    {
        RowKeys keys = _keys.For(batch.Schema);
        return new SortedRow(new SortKey(keys.Time(batch, row), _keys.SeriesOf(keys, batch, row), sequence), batch, row, null);
    }

    private SortedRow RowOf(PSObject item, long sequence)
    {
        if (IsSpillable(item))
        {
            var point = (InfluxPoint)item.BaseObject;
            return RowOf(point.Batch, point.Row, sequence);
        }

        (long? time, int series) = _keys.Read(item);
        return new SortedRow(new SortKey(time, series, sequence), null, 0, item);
    }

    private IEnumerable<SortedRow> Merge(IEnumerable<SortedRow> inMemory)
    {
        IEnumerable<IEnumerable<SortedRow>> runs =
        [
            inMemory,
            .. _kept,
            .. _spilled.Select(file => file.Read().Select(row => new SortedRow(row.Key, row.Batch, row.Row, null))),
        ];
        var next = new PriorityQueue<IEnumerator<SortedRow>, SortKey>(SortKey.Comparer(_keys.SeriesRanks, _descending));
        foreach (IEnumerable<SortedRow> run in runs)
        {
            Advance(run.GetEnumerator());
        }

        while (next.TryDequeue(out IEnumerator<SortedRow>? run, out _))
        {
            yield return run.Current;
            Advance(run);
        }

        void Advance(IEnumerator<SortedRow> run)
        {
            if (run.MoveNext())
            {
                next.Enqueue(run, run.Current.Key);
            }
            else
            {
                run.Dispose();
            }
        }
    }

    private IEnumerable<object> Output(IEnumerable<SortedRow> rows) => _asItems ? Points(rows) : Batches(rows);

    private static IEnumerable<object> Points(IEnumerable<SortedRow> rows)
    {
        // Rows of one run follow each other in a batch, so a wrapper serves as long as its batch is read.
        InfluxBatch? last = null;
        foreach (SortedRow row in rows)
        {
            if (row.Item is not null)
            {
                yield return row.Item;
                continue;
            }

            if (last?.Columns != row.Batch)
            {
                last = new InfluxBatch(row.Batch!);
            }

            yield return new InfluxPoint(last!, row.Row);
        }
    }

    private static IEnumerable<InfluxBatch> Batches(IEnumerable<SortedRow> rows)
    {
        var sorted = new SortedBatches();
        foreach (SortedRow row in rows)
        {
            foreach (PointBatch batch in sorted.Add(row.Batch!, row.Row))
            {
                yield return new InfluxBatch(batch);
            }
        }

        foreach (PointBatch batch in sorted.Flush())
        {
            yield return new InfluxBatch(batch);
        }
    }

    /// <summary>A row of a batch, or an object.</summary>
    private readonly record struct SortedRow(SortKey Key, PointBatch? Batch, int Row, PSObject? Item);
}
