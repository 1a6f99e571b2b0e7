using System.Collections.Immutable;

namespace InfluxDownsample.LocalServer.Storage;

/// <summary>
/// The 10-minute blocks of a table's time that hold a row. InfluxDB 3 Core keeps a Parquet file for each. Never changed, only replaced. // wire reference 5.9
/// </summary>
public sealed class TimeBlocks
{
    private const long Nanoseconds = 600_000_000_000;

    private readonly ImmutableSortedSet<long> _blocks;

    private TimeBlocks(ImmutableSortedSet<long> blocks) => _blocks = blocks;

    public static TimeBlocks None { get; } = new([]);

    /// <summary>SQL text of the number of the block that holds a time.</summary>
    public static string Sql(string time) => $"CASE WHEN {time} < 0 THEN ({time} + 1) // {Nanoseconds} - 1 ELSE {time} // {Nanoseconds} END";

    /// <summary>The number of the block that holds this time.</summary>
    public static long Of(long time) => (time / Nanoseconds) - (time % Nanoseconds < 0 ? 1 : 0);

    /// <summary>These blocks and others, by number; the same object when none is new.</summary>
    public TimeBlocks With(IEnumerable<long> numbers)
    {
        ImmutableSortedSet<long> blocks = _blocks.Union(numbers);
        return blocks.Count == _blocks.Count ? this : new TimeBlocks(blocks);
    }

    /// <summary>How many blocks a range of time touches, both ends inclusive; null is an open end.</summary>
    public int Count(long? from, long? to)
    {
        if (from > to)
        {
            return 0;
        }

        int before = from is long first ? Before(Of(first)) : 0;
        return (to is long last ? Before(Of(last) + 1) : _blocks.Count) - before;
    }

    /// <summary>How many blocks have a smaller number.</summary>
    private int Before(long number)
    {
        int index = _blocks.IndexOf(number);
        return index < 0 ? ~index : index;
    }
}
