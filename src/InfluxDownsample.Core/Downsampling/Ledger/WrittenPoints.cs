using System.Globalization;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>
/// How many points runs have stored of each window, at least. Their rows lie in the server's buffer, so a tier that is made of them right after may miss some,
/// look by look, while a snapshot writes files of other databases (wire reference 5.9): this says how many there are.
/// </summary>
internal sealed class WrittenPoints
{
    // Windows in a row with as many points each are one; of a table that changes all the time not all are kept.
    private const int Most = 10_000;

    private readonly List<(Window Span, long Length, long Points)> _runs = [];

    /// <summary>Adds a window. What was said of one before stays.</summary>
    public void Add(Window window, long points) => Add(window, window.End - window.Start, points);

    /// <summary>How many points the windows have that lie whole in a span.</summary>
    public long AtLeast(Window span)
    {
        long points = 0;
        for (int run = Math.Max(Next(span.Start) - 1, 0); run < _runs.Count && _runs[run].Span.Start < span.End; run++)
        {
            (Window all, long length, long each) = _runs[run];
            long first = (Math.Max(span.Start - all.Start, 0) + length - 1) / length;
            long last = (Math.Min(span.End, all.End) - all.Start) / length;
            points += Math.Max(last - first, 0) * each;
        }

        return points;
    }

    /// <summary>The windows that lie in spans of whole ones, and of the others those of an earlier run.</summary>
    /// <param name="windows">The windows of this run that are confirmed.</param>
    /// <param name="earlier">What was known before.</param>
    public WrittenPoints Within(WindowSet windows, WrittenPoints earlier)
    {
        WrittenPoints all = new();
        AddTo(all, windows);
        earlier.AddTo(all, WindowSet.Of(earlier._runs.Select(run => run.Span)).Except(windows));
        return all;
    }

    /// <summary>The newest windows, in so many pieces at most.</summary>
    public WrittenPoints Newest(int most)
    {
        WrittenPoints newest = new();
        newest._runs.AddRange(_runs.TakeLast(most));
        return newest;
    }

    /// <summary>The text of all; null when there is none.</summary>
    public string? ToText() => _runs.Count == 0 ? null : string.Join(' ', _runs
        .Select(run => string.Create(CultureInfo.InvariantCulture, $"{run.Span.Start}:{run.Span.End}/{run.Length}={run.Points}")));

    /// <summary>Reads what <see cref="ToText"/> wrote; what is anything else counts as no window.</summary>
    public static WrittenPoints Parse(string? text)
    {
        WrittenPoints all = new();
        foreach (string run in text?.Split(' ') ?? [])
        {
            if (run.Split('/', '=') is [{ } span, { } length, { } points] && WindowSet.Parse(span) is [{ } windows]
                && long.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out long each) && each > 0
                && long.TryParse(points, NumberStyles.None, CultureInfo.InvariantCulture, out long count))
            {
                all.Add(windows, each, count);
            }
        }

        return all;
    }

    private void AddTo(WrittenPoints all, WindowSet windows)
    {
        foreach ((Window span, long length, long points) in _runs)
        {
            foreach (Window part in WindowSet.Of([span]).Except(WindowSet.Of([span]).Except(windows)))
            {
                all.Add(part, length, points);
            }
        }
    }

    private void Add(Window span, long length, long points)
    {
        int next = Next(span.Start);
        (Window Span, long Length, long Points) run = (span, length, points);
        if ((next > 0 && _runs[next - 1].Span.End > span.Start) || (next < _runs.Count && _runs[next].Span.Start < span.End))
        {
            return;
        }

        if (next > 0 && Continues(_runs[next - 1], run))
        {
            _runs[next - 1] = run with { Span = new Window(_runs[next - 1].Span.Start, span.End) };
        }
        else if (next < _runs.Count && Continues(run, _runs[next]))
        {
            _runs[next] = run with { Span = new Window(span.Start, _runs[next].Span.End) };
        }
        else if (_runs.Count < Most)
        {
            _runs.Insert(next, run);
        }
    }

    private static bool Continues((Window Span, long Length, long Points) run, (Window Span, long Length, long Points) next)
        => run.Span.End == next.Span.Start && run.Length == next.Length && run.Points == next.Points;

    // The first run that begins after a time.
    private int Next(long start)
    {
        (int low, int high) = (0, _runs.Count);
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = _runs[middle].Span.Start <= start ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
