namespace InfluxDownsample.Core.Charts.Series;

/// <summary>The points of one column of one series, as they come; a value that is not finite is a gap.</summary>
internal sealed class PointList
{
    private readonly List<long> _times = [];
    private readonly List<double> _values = [];
    private bool _isSorted = true;

    public int Count => _times.Count;

    public IReadOnlyList<long> Times => _times;

    public IReadOnlyList<double> Values => _values;

    public long First => _times[0];

    public long Last => _times[^1];

    public void Add(long time, double value)
    {
        _isSorted = _isSorted && (_times.Count == 0 || _times[^1] <= time);
        _times.Add(time);
        _values.Add(value);
    }

    public void AddAll(PointList other)
    {
        for (int index = 0; index < other.Count; index++)
        {
            Add(other._times[index], other._values[index]);
        }
    }

    /// <summary>Puts the points in order of time; those of one time stay in the order of arrival.</summary>
    public void Sort()
    {
        if (_isSorted)
        {
            return;
        }

        int[] order = [.. Enumerable.Range(0, _times.Count)];
        Array.Sort(order, (left, right) => _times[left] != _times[right] ? _times[left].CompareTo(_times[right]) : left.CompareTo(right));
        long[] times = [.. order.Select(index => _times[index])];
        double[] values = [.. order.Select(index => _values[index])];
        _times.Clear();
        _times.AddRange(times);
        _values.Clear();
        _values.AddRange(values);
        _isSorted = true;
    }

    /// <summary>The usual distance between two points, which must be in order; null where there are too few to tell.</summary>
    public ulong? Step()
    {
        if (_times.Count < 3)
        {
            return null;
        }

        ulong[] steps = [.. Enumerable.Range(1, _times.Count - 1)
            .Select(index => unchecked((ulong)(_times[index] - _times[index - 1]))).Where(static step => step > 0)];
        if (steps.Length == 0)
        {
            return null;
        }

        Array.Sort(steps);
        return steps[steps.Length / 2];
    }
}
