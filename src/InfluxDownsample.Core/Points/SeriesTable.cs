namespace InfluxDownsample.Core.Points;

/// <summary>
/// Numbers the series it is shown, without making text of them. A series key is the measurement and then each tag that has a value, by name:
/// <c>measurement 00 (name 00 value 00)*</c>, so keys compare byte by byte as the names and values in them do.
/// </summary>
internal sealed class SeriesTable
{
    private readonly List<Entry> _series = [];
    private int[] _buckets = new int[256];
    private byte[] _key = new byte[256];
    private int _length;
    private int _last = -1;

    /// <summary>Begins the key of a row.</summary>
    public void Begin(ReadOnlySpan<byte> measurement)
    {
        _length = 0;
        Append(measurement);
    }

    /// <summary>Adds a tag to the key; tags come in the order of their names. An empty value counts as none.</summary>
    public void AddTag(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (!value.IsEmpty)
        {
            Append(name);
            Append(value);
        }
    }

    /// <summary>The number of the series whose key was put together.</summary>
    public int End()
    {
        ReadOnlySpan<byte> key = _key.AsSpan(0, _length);
        // Rows of one series often follow each other.
        if (_last >= 0 && key.SequenceEqual(_series[_last].Key))
        {
            return _last;
        }

        int hash = Hash(key);
        for (int number = _buckets[hash & (_buckets.Length - 1)] - 1; number >= 0; number = _series[number].Next)
        {
            if (_series[number].Hash == hash && key.SequenceEqual(_series[number].Key))
            {
                return _last = number;
            }
        }

        return _last = Add(key.ToArray(), hash);
    }

    /// <summary>The place of each series in the order of keys, by its number.</summary>
    public int[] Ranks()
    {
        int[] numbers = [.. Enumerable.Range(0, _series.Count)];
        Array.Sort(numbers, (left, right) => _series[left].Key.AsSpan().SequenceCompareTo(_series[right].Key));
        var ranks = new int[numbers.Length];
        for (int rank = 0; rank < numbers.Length; rank++)
        {
            ranks[numbers[rank]] = rank;
        }

        return ranks;
    }

    private static int Hash(ReadOnlySpan<byte> key)
    {
        var hash = default(HashCode);
        hash.AddBytes(key);
        return hash.ToHashCode();
    }

    private int Add(byte[] key, int hash)
    {
        if (_series.Count == _buckets.Length)
        {
            Grow();
        }

        ref int bucket = ref _buckets[hash & (_buckets.Length - 1)];
        _series.Add(new Entry(key, hash, bucket - 1));
        bucket = _series.Count;
        return _series.Count - 1;
    }

    private void Grow()
    {
        _buckets = new int[_buckets.Length * 2];
        for (int number = 0; number < _series.Count; number++)
        {
            ref int bucket = ref _buckets[_series[number].Hash & (_buckets.Length - 1)];
            _series[number] = _series[number] with { Next = bucket - 1 };
            bucket = number + 1;
        }
    }

    // Bytes 0 and 1 in a text become two bytes, so that the 0 at its end stands for the end alone.
    private void Append(ReadOnlySpan<byte> text)
    {
        if (_length + (text.Length * 2) + 1 > _key.Length)
        {
            Array.Resize(ref _key, (_length + (text.Length * 2) + 1) * 2);
        }

        if (text.IndexOfAnyInRange((byte)0, (byte)1) < 0)
        {
            text.CopyTo(_key.AsSpan(_length));
            _length += text.Length;
        }
        else
        {
            foreach (byte value in text)
            {
                if (value <= 1)
                {
                    _key[_length++] = 1;
                }

                _key[_length++] = value <= 1 ? (byte)(value + 1) : value;
            }
        }

        _key[_length++] = 0;
    }

    /// <summary>One series: its key, and the next one in its bucket or -1.</summary>
    private readonly record struct Entry(byte[] Key, int Hash, int Next);
}
