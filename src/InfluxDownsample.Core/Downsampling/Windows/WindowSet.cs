using System.Collections;
using System.Globalization;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>Spans of time in order that neither overlap nor touch. Immutable.</summary>
internal sealed class WindowSet : IReadOnlyList<Window>
{
    private readonly Window[] _spans;

    private WindowSet(Window[] spans) => _spans = spans;

    /// <summary>No time at all.</summary>
    public static WindowSet Empty { get; } = new([]);

    /// <inheritdoc/>
    public int Count => _spans.Length;

    /// <inheritdoc/>
    public Window this[int index] => _spans[index];

    /// <summary>The spans; empty ones do not count.</summary>
    public static WindowSet Of(IEnumerable<Window> spans)
    {
        List<Window> merged = [];
        foreach (Window span in spans.Where(span => span.Start < span.End).OrderBy(span => span.Start))
        {
            if (merged.Count > 0 && span.Start <= merged[^1].End)
            {
                merged[^1] = merged[^1] with { End = Math.Max(merged[^1].End, span.End) };
            }
            else
            {
                merged.Add(span);
            }
        }

        return new WindowSet([.. merged]);
    }

    /// <summary>One span.</summary>
    public static WindowSet Of(long start, long end) => Of([new Window(start, end)]);

    /// <summary>Reads what <see cref="ToString"/> wrote; null when it is anything else.</summary>
    public static WindowSet? Parse(string text)
    {
        List<Window> spans = [];
        foreach (string span in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (span.Split(':') is not [{ } start, { } end]
                || !long.TryParse(start, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long from)
                || !long.TryParse(end, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long to))
            {
                return null;
            }

            spans.Add(new Window(from, to));
        }

        return Of(spans);
    }

    /// <summary>Where the last span ends; null when there is none.</summary>
    public long? End => _spans.Length == 0 ? null : _spans[^1].End;

    /// <summary>Where the first span begins; null when there is none.</summary>
    public long? Start => _spans.Length == 0 ? null : _spans[0].Start;

    /// <summary>What either set holds.</summary>
    public WindowSet Union(IEnumerable<Window> other) => Of(_spans.Concat(other));

    /// <summary>What this set holds and none of the others.</summary>
    public WindowSet Except(IEnumerable<Window> others)
    {
        IEnumerable<Window> left = _spans;
        foreach (Window other in others.Where(other => other.Start < other.End))
        {
            left = [.. left
                .SelectMany(span => new[] { span with { End = Math.Min(span.End, other.Start) }, span with { Start = Math.Max(span.Start, other.End) } })
                .Where(span => span.Start < span.End)];
        }

        return Of(left);
    }

    /// <summary>What both sets hold.</summary>
    public WindowSet Intersect(WindowSet other) => Of(other.SelectMany(span => Within(span.Start, span.End)));

    /// <summary>A subset of at most that many spans, the longest of them.</summary>
    public WindowSet Fewer(int most) => Count <= most ? this : Of(_spans.OrderByDescending(span => (Int128)span.End - span.Start).Take(most));

    /// <summary>A superset of at most that many spans: the smallest gaps between them are closed.</summary>
    public WindowSet Wider(int most)
    {
        if (Count <= most)
        {
            return this;
        }

        HashSet<int> closed = [.. Enumerable.Range(1, Count - 1).OrderBy(index => (Int128)_spans[index].Start - _spans[index - 1].End).Take(Count - most)];
        return Of(_spans.Concat(closed.Select(index => new Window(_spans[index - 1].End, _spans[index].Start))));
    }

    /// <summary>The part between two times.</summary>
    public WindowSet Within(long from, long to) => Of(_spans.Select(span => new Window(Math.Max(span.Start, from), Math.Min(span.End, to))));

    /// <summary>Whether a time is in one of the spans.</summary>
    public bool Holds(long time) => Array.Exists(_spans, span => time >= span.Start && time < span.End);

    /// <summary>Whether all of a window is in one of the spans.</summary>
    public bool Holds(Window window) => Array.Exists(_spans, span => window.Start >= span.Start && window.End <= span.End);

    /// <inheritdoc/>
    public IEnumerator<Window> GetEnumerator() => ((IEnumerable<Window>)_spans).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The spans as text: <c>start:end start:end</c>, in nanoseconds.</summary>
    public override string ToString() => string.Join(' ', _spans.Select(span => string.Create(CultureInfo.InvariantCulture, $"{span.Start}:{span.End}")));
}
