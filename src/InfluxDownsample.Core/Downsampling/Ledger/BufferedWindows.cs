using System.Globalization;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>
/// Windows by the number of the last snapshot known when their points were written: until a later one has made a file of them, the newest version of a point
/// may lie in the buffer, where a second one would be mixed with it (wire reference 5.8). Immutable.
/// </summary>
internal sealed class BufferedWindows
{
    // One snapshot may have been under way; the one after the next has begun after the write.
    private const long Enough = 2;

    private readonly SortedDictionary<long, WindowSet> _bySnapshot;

    private BufferedWindows(SortedDictionary<long, WindowSet> bySnapshot) => _bySnapshot = bySnapshot;

    /// <summary>No window.</summary>
    public static BufferedWindows None { get; } = new([]);

    /// <summary>All of them.</summary>
    public WindowSet Windows => _bySnapshot.Values.Aggregate(WindowSet.Empty, (all, windows) => all.Union(windows));

    /// <summary>The same with windows that are written now.</summary>
    /// <param name="snapshot">The number of the last snapshot that made a file of the table; null where the server does not tell.</param>
    /// <param name="windows">The windows.</param>
    public BufferedWindows With(long? snapshot, WindowSet windows)
    {
        if (snapshot is not { } number)
        {
            return this;
        }

        SortedDictionary<long, WindowSet> all = [];
        foreach ((long known, WindowSet before) in _bySnapshot.Where(entry => entry.Key + Enough > number))
        {
            all[known] = before;
        }

        all[number] = all.GetValueOrDefault(number, WindowSet.Empty).Union(windows);
        return new BufferedWindows(all);
    }

    /// <summary>The number that the file of a window has to exceed; null when any will do.</summary>
    public long? SnapshotOf(long window)
    {
        long[] numbers = [.. _bySnapshot.Where(entry => entry.Value.Holds(window)).Select(entry => entry.Key)];
        return numbers.Length == 0 ? null : numbers.Max();
    }

    /// <summary>The same or more windows in fewer spans.</summary>
    public BufferedWindows Wider(int most)
        => new(new SortedDictionary<long, WindowSet>(_bySnapshot.ToDictionary(entry => entry.Key, entry => entry.Value.Wider(most))));

    /// <summary>The text of all; null when there is none.</summary>
    public string? ToText()
    {
        string text = string.Join(';', _bySnapshot
            .Where(entry => entry.Value.Count > 0)
            .Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Key} {entry.Value}")));
        return text.Length == 0 ? null : text;
    }

    /// <summary>Reads what <see cref="ToText"/> wrote.</summary>
    public static BufferedWindows Parse(string? text)
    {
        SortedDictionary<long, WindowSet> all = [];
        foreach (string entry in text?.Split(';') ?? [])
        {
            int space = entry.IndexOf(' ', StringComparison.Ordinal);
            if (space > 0 && long.TryParse(entry.AsSpan(0, space), NumberStyles.None, CultureInfo.InvariantCulture, out long number)
                && WindowSet.Parse(entry[space..]) is { } windows)
            {
                all[number] = windows;
            }
        }

        return new BufferedWindows(all);
    }
}
