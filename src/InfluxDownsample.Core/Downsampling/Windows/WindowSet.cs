using System.Collections;
using System.Globalization;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>Spans of time in order that neither overlap nor touch. Immutable. Where there would be very many, near ones are taken for one.</summary>
internal sealed class WindowSet : IReadOnlyList<Window>
{
    // As many as fit a row that a person may still read.
    private const int MaxSpans = 32;

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

        while (merged.Count > MaxSpans)
        {
            int nearest = Enumerable.Range(1, merged.Count - 1).MinBy(index => merged[index].Start - (Int128)merged[index - 1].End);
            merged[nearest - 1] = new Window(merged[nearest - 1].Start, merged[nearest].End);
            merged.RemoveAt(nearest);
        }

        return new WindowSet([.. merged]);
    }

    /// <summary>Reads what <see cref="ToString"/> wrote; what is none of it is left out.</summary>
    public static WindowSet Parse(string? text) => Of((text ?? "").Split(' ').Select(span => span.Split(':')).Select(ends =>
        ends is [{ } start, { } end]
        && long.TryParse(start, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long from)
        && long.TryParse(end, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long to) ? new Window(from, to) : default));

    /// <summary>What either set holds.</summary>
    public WindowSet Union(IEnumerable<Window> other) => Of(_spans.Concat(other));

    /// <summary>What this set holds and none of the others.</summary>
    public WindowSet Except(IEnumerable<Window> others)
    {
        IEnumerable<Window> left = _spans;
        foreach (Window other in others.Where(other => other.Start < other.End))
        {
            left = [.. left.SelectMany(span => new[] { span with { End = Math.Min(span.End, other.Start) }, span with { Start = Math.Max(span.Start, other.End) } })
                .Where(span => span.Start < span.End)];
        }

        return Of(left);
    }

    /// <summary>The part between two times.</summary>
    public WindowSet Within(long from, long to) => Of(_spans.Select(span => new Window(Math.Max(span.Start, from), Math.Min(span.End, to))));

    /// <summary>Whether a time is in one of the spans.</summary>
    public bool Holds(long time) => Array.Exists(_spans, span => time >= span.Start && time < span.End);

    /// <inheritdoc/>
    public IEnumerator<Window> GetEnumerator() => ((IEnumerable<Window>)_spans).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The spans as text: <c>start:end start:end</c>, in nanoseconds.</summary>
    public override string ToString() => string.Join(' ', _spans.Select(span => string.Create(CultureInfo.InvariantCulture, $"{span.Start}:{span.End}")));
}
