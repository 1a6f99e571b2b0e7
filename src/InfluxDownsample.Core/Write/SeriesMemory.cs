using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using InfluxDownsample.Core.LineProtocol;

namespace InfluxDownsample.Core.Write;

/// <summary>
/// The series of a call by their keys: by which lane each goes, and between which times its points lie so far. The same input fills it the same way in every
/// run.
/// </summary>
internal sealed class SeriesMemory : IDisposable
{
    /// <summary>
    /// A call with more series than these spreads the others by their keys alone and counts no repeated points of theirs: memory stays bounded.
    /// </summary>
    private const int MaxSeries = 250_000;

    private readonly LineBuffer _keys = new(4096);
    private readonly Dictionary<string, Table> _tables = new(StringComparer.Ordinal);
    private Series[] _series = new Series[64];
    private int[] _buckets = new int[128];
    private int _count;
    private int _last = -1;
    private int _nextLane;

    /// <summary>The place of a series, or -1 when there are too many.</summary>
    /// <param name="key">Measurement and tags as they stand in a line.</param>
    public int Find(ReadOnlySpan<byte> key)
    {
        // Points of one series often follow each other.
        if (_last >= 0 && key.SequenceEqual(KeyOf(in _series[_last])))
        {
            return _last;
        }

        uint hash = Hash(key);
        for (int place = _buckets[hash & (uint)(_buckets.Length - 1)] - 1; place >= 0; place = _series[place].Next)
        {
            if (_series[place].Hash == hash && key.SequenceEqual(KeyOf(in _series[place])))
            {
                return _last = place;
            }
        }

        return _count == MaxSeries ? -1 : _last = Add(key, hash);
    }

    /// <summary>The lane of a series: the next one in turn once its table is there, and -1 before that, for what creates tables must not race.</summary>
    /// <param name="place">Its place.</param>
    /// <param name="key">Its key.</param>
    /// <param name="lanes">How many lanes there are.</param>
    public int LaneOf(int place, ReadOnlySpan<byte> key, int lanes)
    {
        if (place < 0)
        {
            return TableOf(key).IsThere ? (int)(Hash(key) % (uint)lanes) : -1;
        }

        ref Series series = ref _series[place];
        if (series.Lane < 0 && series.Table.IsThere)
        {
            series.Lane = _nextLane++ % lanes;
        }

        return series.Lane;
    }

    /// <summary>Notes a point's time.</summary>
    /// <returns>Whether the series has a point of that time already, as far as its earliest and latest tell: sorted input needs no more.</returns>
    public bool IsRepeated(int place, long time)
    {
        if (place < 0)
        {
            return false;
        }

        ref Series series = ref _series[place];
        if (!series.HasPoint)
        {
            (series.HasPoint, series.First, series.Last) = (true, time, time);
            return false;
        }

        bool isRepeated = time == series.First || time == series.Last;
        series.First = Math.Min(series.First, time);
        series.Last = Math.Max(series.Last, time);
        return isRepeated;
    }

    /// <summary>All tables seen so far are there: the server has confirmed lines of each.</summary>
    public void NoteTablesAreThere()
    {
        foreach (Table table in _tables.Values)
        {
            table.IsThere = true;
        }
    }

    public void Dispose() => _keys.Dispose();

    private ReadOnlySpan<byte> KeyOf(in Series series) => _keys.Written.Slice(series.Start, series.Length);

    private int Add(ReadOnlySpan<byte> key, uint hash)
    {
        if (_count == _series.Length)
        {
            Grow();
        }

        ref int bucket = ref _buckets[hash & (uint)(_buckets.Length - 1)];
        _series[_count] = new Series { Start = _keys.Count, Length = key.Length, Hash = hash, Next = bucket - 1, Lane = -1, Table = TableOf(key) };
        _keys.Write(key);
        return (bucket = ++_count) - 1;
    }

    private void Grow()
    {
        Array.Resize(ref _series, _series.Length * 2);
        _buckets = new int[_buckets.Length * 2];
        for (int place = 0; place < _count; place++)
        {
            ref int bucket = ref _buckets[_series[place].Hash & (uint)(_buckets.Length - 1)];
            _series[place].Next = bucket - 1;
            bucket = place + 1;
        }
    }

    // The measurement ends at the first comma that is not escaped (wire reference 5.3).
    private Table TableOf(ReadOnlySpan<byte> key)
    {
        int end = 0;
        while (end < key.Length && key[end] != (byte)',')
        {
            end += key[end] == (byte)'\\' ? 2 : 1;
        }

        string name = Encoding.UTF8.GetString(key[..Math.Min(end, key.Length)]);
        if (!_tables.TryGetValue(name, out Table? table))
        {
            _tables.Add(name, table = new Table());
        }

        return table;
    }

    // The same in every process, so that a rehearsal shows what production does.
    private static uint Hash(ReadOnlySpan<byte> key)
    {
        uint hash = 0;
        for (; key.Length >= 8; key = key[8..])
        {
            hash = BitOperations.Crc32C(hash, BinaryPrimitives.ReadUInt64LittleEndian(key));
        }

        foreach (byte rest in key)
        {
            hash = BitOperations.Crc32C(hash, rest);
        }

        // The low bits of a checksum of similar keys are similar too.
        return hash * 2654435769u >> 4;
    }

    private sealed class Table
    {
        public bool IsThere { get; set; }
    }

    private struct Series
    {
        public int Start;
        public int Length;
        public uint Hash;
        public int Next;
        public int Lane;
        public bool HasPoint;
        public long First;
        public long Last;
        public Table Table;
    }
}
