namespace InfluxDownsample.Core.Points.Sorting;

/// <summary>
/// Puts rows in the order of their series and times, of which it knows only the keys, compared without boxing.
/// Stable: rows with equal keys stay in the order of arrival.
/// </summary>
internal sealed class RowOrder
{
    /// <summary>What a row takes here: its key, and its position once sorted.</summary>
    public const int BytesPerRow = 24 + sizeof(int);

    private readonly bool _descending;
    private RowKey[] _keys = new RowKey[1024];

    public RowOrder(bool descending) => _descending = descending;

    /// <summary>The number of rows so far.</summary>
    public int Count { get; private set; }

    /// <summary>Adds the next row.</summary>
    /// <param name="time">Its time in nanoseconds; null puts it behind all rows of its series, in both directions.</param>
    /// <param name="series">The number of its series (<see cref="SeriesTable"/>); 0 for all where series do not matter.</param>
    public void Add(long? time, int series)
    {
        if (Count == _keys.Length)
        {
            Array.Resize(ref _keys, _keys.Length * 2);
        }

        // A complement turns the order around and leaves equal keys equal. No time of InfluxDB is the largest long (wire reference 5.7).
        long key = time is not { } value ? long.MaxValue : _descending ? ~value : value;
        _keys[Count] = new RowKey(key, series, Count);
        Count++;
    }

    /// <summary>Forgets all rows.</summary>
    public void Clear() => Count = 0;

    /// <summary>Orders the rows.</summary>
    /// <param name="seriesRanks">The rank of each series; null where series do not matter.</param>
    /// <returns>The rows' positions in the order of arrival, sorted; null when they have arrived sorted.</returns>
    public int[]? Sort(int[]? seriesRanks)
    {
        Span<RowKey> keys = _keys.AsSpan(0, Count);
        if (seriesRanks is not null)
        {
            foreach (ref RowKey key in keys)
            {
                int rank = seriesRanks[key.Series];
                key = key with { Series = _descending ? ~rank : rank };
            }
        }

        if (IsSorted(keys))
        {
            return null;
        }

        keys.Sort();
        var positions = new int[keys.Length];
        for (int index = 0; index < positions.Length; index++)
        {
            positions[index] = keys[index].Position;
        }

        return positions;
    }

    private static bool IsSorted(ReadOnlySpan<RowKey> keys)
    {
        for (int index = 1; index < keys.Length; index++)
        {
            if (keys[index - 1].CompareTo(keys[index]) > 0)
            {
                return false;
            }
        }

        return true;
    }

    private readonly record struct RowKey(long Time, int Series, int Position) : IComparable<RowKey>
    {
        public int CompareTo(RowKey other)
        {
            if (Series != other.Series)
            {
                return Series < other.Series ? -1 : 1;
            }

            return Time != other.Time ? (Time < other.Time ? -1 : 1) : Position.CompareTo(other.Position);
        }
    }
}
