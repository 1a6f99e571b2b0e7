using System.Management.Automation;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Points.Arrow;
using InfluxDownsample.Core.Points.Sorting;
using InfluxDownsample.Points.Objects;

namespace InfluxDownsample.Points;

/// <summary>
/// Sorts what comes down a pipeline. Only keys are sorted; rows stay in their batches, and a point that a script has not touched is kept as its batch and row
/// and made anew at the end. Above a memory limit, sorted runs of such rows go to temporary files and are merged at the end. Objects of other kinds, and
/// points that were changed, are kept themselves and always stay in memory.
/// </summary>
internal sealed class PointSort : IDisposable
{
    private readonly SortKeys _keys;
    private readonly bool _descending;
    private readonly MemoryLimit? _limit;
    private readonly RowOrder _order;
    private readonly List<SpilledRows> _spilled = [];
    private readonly List<List<SortedRow>> _kept = [];
    private List<Segment> _segments = [];
    private bool _asPoints;
    private long _sequence;
    private long _rows;

    public PointSort(SortKeys keys, bool descending, long? maxBytes)
    {
        _keys = keys;
        _descending = descending;
        _limit = maxBytes is { } limit ? new MemoryLimit(limit) : null;
        _order = new RowOrder(descending);
    }

    /// <summary>How many rows have no time.</summary>
    public long RowsWithoutTime { get; private set; }

    /// <summary>Which row is the first one without a time, counted from 1.</summary>
    public long FirstWithoutTime { get; private set; }

    /// <summary>Adds a batch. If anything else comes as well, its rows come out as points.</summary>
    /// <exception cref="InfluxException">It has no column with times.</exception>
    public void Add(InfluxBatch batch)
    {
        RowKeys keys = _keys.For(batch.Schema);
        if (batch.RowCount > 0)
        {
            _segments.Add(new Segment(batch, 0, _order.Count));
        }

        for (int row = 0; row < batch.RowCount; row++)
        {
            Add(keys.Time(batch.Columns, row), _keys.SeriesOf(keys, batch.Columns, row));
            CountBytes(batch.Columns, row);
        }

        SpillIfTooLarge();
    }

    /// <summary>Adds a point or another object.</summary>
    /// <exception cref="PointException">Its time cannot be understood; it is left out.</exception>
    public void Add(PSObject item)
    {
        (long? time, int series) = Read(item);
        _asPoints = true;
        if (item.BaseObject is InfluxPoint { IsModified: false } point && !AddedProperties.Any(point))
        {
            // Rows that follow each other in a batch, as they do right after a query, share one segment.
            if (_segments.Count == 0 || !_segments[^1].IsContinuedBy(point, _order.Count))
            {
                _segments.Add(new Segment(point.Source, point.Row, _order.Count));
            }

            CountBytes(point.Batch, point.Row);
        }
        else
        {
            _segments.Add(new Segment(item, 0, _order.Count));
        }

        Add(time, series);
        SpillIfTooLarge();
    }

    /// <summary>Everything, in order.</summary>
    public IEnumerable<object> Sorted()
    {
        if (_spilled.Count > 0)
        {
            // So that what is merged holds a batch of each run and no more.
            Spill();
        }

        int[]? positions = _order.Sort(_keys.SeriesRanks);
        if (_spilled.Count > 0 || _kept.Count > 0)
        {
            return Output(Merge(Rows(positions).Select(WithKey)));
        }

        return positions is null && !_asPoints ? _segments.Select(segment => segment.Source) : Output(Rows(positions));
    }

    public void Dispose() => _spilled.ForEach(rows => rows.Dispose());

    private (long? Time, int Series) Read(PSObject item)
    {
        try
        {
            return _keys.Read(item);
        }
        catch (PointException reason)
        {
            throw reason.At(++_rows);
        }
    }

    private void Add(long? time, int series)
    {
        _rows++;
        if (time is null && RowsWithoutTime++ == 0)
        {
            FirstWithoutTime = _rows;
        }

        _order.Add(time, series);
    }

    private void CountBytes(PointBatch batch, int row) => _limit?.Add(RowOrder.BytesPerRow + batch.SizeOf(row));

    private void SpillIfTooLarge()
    {
        if (_limit?.IsReached == true)
        {
            Spill();
        }
    }

    private void Spill()
    {
        Dictionary<PointSchema, SpilledRows> files = new(ReferenceEqualityComparer.Instance);
        List<SortedRow> kept = [];
        foreach (SortedRow row in Rows(_order.Sort(_keys.SeriesRanks)).Select(WithKey))
        {
            if (row.Source is not InfluxBatch { Columns: { } batch } || !ArrowWriter.CanWrite(batch.Schema))
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
        _segments = [];
        _limit!.Clear();
    }

    // What is in memory, in the order of the positions. Of the keys there is only the sequence: the rest matters only beside other runs.
    private IEnumerable<SortedRow> Rows(int[]? positions)
    {
        int found = 0;
        for (int index = 0; index < _order.Count; index++)
        {
            int position = positions is null ? index : positions[index];
            found = FindSegment(position, found);
            Segment segment = _segments[found];
            yield return new SortedRow(new SortKey(null, 0, _sequence + position), segment.Source, segment.First + position - segment.Start);
        }
    }

    private SortedRow WithKey(SortedRow row)
    {
        if (row.Source is not InfluxBatch batch)
        {
            (long? time, int series) = _keys.Read((PSObject)row.Source);
            return row with { Key = new SortKey(time, series, row.Key.Sequence) };
        }

        RowKeys keys = _keys.For(batch.Schema);
        return row with { Key = new SortKey(keys.Time(batch.Columns, row.Row), _keys.SeriesOf(keys, batch.Columns, row.Row), row.Key.Sequence) };
    }

    private int FindSegment(int position, int last)
    {
        int next = last + 1;
        if (_segments[last].Start <= position && (next == _segments.Count || position < _segments[next].Start))
        {
            return last;
        }

        int low = 0;
        int high = _segments.Count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (_segments[middle].Start <= position)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return low;
    }

    private IEnumerable<SortedRow> Merge(IEnumerable<SortedRow> inMemory)
    {
        IEnumerable<IEnumerable<SortedRow>> runs =
        [
            inMemory,
            .. _kept,
            .. _spilled.Select(Read),
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

    private static IEnumerable<SortedRow> Read(SpilledRows file)
    {
        InfluxBatch? batch = null;
        foreach ((SortKey key, PointBatch rows, int row) in file.Read())
        {
            batch = batch?.Columns == rows ? batch : new InfluxBatch(rows);
            yield return new SortedRow(key, batch, row);
        }
    }

    private IEnumerable<object> Output(IEnumerable<SortedRow> rows)
        => _asPoints ? rows.Select(row => row.Source is InfluxBatch batch ? batch.PointAt(row.Row) : row.Source) : Batches(rows);

    private static IEnumerable<InfluxBatch> Batches(IEnumerable<SortedRow> rows)
    {
        var sorted = new SortedBatches();
        foreach (SortedRow row in rows)
        {
            foreach (PointBatch batch in sorted.Add(((InfluxBatch)row.Source).Columns, row.Row))
            {
                yield return new InfluxBatch(batch);
            }
        }

        foreach (PointBatch batch in sorted.Flush())
        {
            yield return new InfluxBatch(batch);
        }
    }

    /// <summary>Rows of a batch from one on, or an object.</summary>
    /// <param name="Source">The batch or the object.</param>
    /// <param name="First">The first row.</param>
    /// <param name="Start">Its place in the order of arrival; the segment goes on to where the next one starts.</param>
    private readonly record struct Segment(object Source, int First, int Start)
    {
        public bool IsContinuedBy(InfluxPoint point, int position) => ReferenceEquals(Source, point.Source) && point.Row == First + position - Start;
    }

    /// <summary>A row of a batch, or an object.</summary>
    private readonly record struct SortedRow(SortKey Key, object Source, int Row);
}
