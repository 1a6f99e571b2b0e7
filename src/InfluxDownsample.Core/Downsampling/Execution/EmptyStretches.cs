using InfluxDownsample.Core.Catalog;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>
/// Knows where a table has no rows, so that long stretches without any are not asked about day by day: where one chunk is empty, the next row's time is asked
/// for. Safe for several readers at once.
/// </summary>
/// <param name="search">Finds rows.</param>
/// <param name="range">The stretch that matters.</param>
/// <param name="begin">Notes how things stand when a stretch is found, and gives the second look at it.</param>
internal sealed class EmptyStretches(TimeRangeSearch search, Window range, Func<Func<Window, CancellationToken, Task<bool>>> begin)
{
    private readonly object _lock = new();
    private readonly List<EmptyStretch> _known = [];

    /// <summary>The known stretch that all of a span lies in; null when there is none.</summary>
    public EmptyStretch? Around(Window span)
    {
        lock (_lock)
        {
            return _known.Find(known => known.Span.Start <= span.Start && known.Span.End >= span.End);
        }
    }

    /// <summary>Remembers a stretch that is empty.</summary>
    public void Add(Window span)
    {
        if (span.Start < span.End)
        {
            lock (_lock)
            {
                _known.Add(new EmptyStretch(span, begin()));
            }
        }
    }

    /// <summary>Forgets a stretch that is not empty after all; null is none.</summary>
    public void Remove(EmptyStretch? stretch)
    {
        lock (_lock)
        {
            _known.RemoveAll(known => known == stretch);
        }
    }

    /// <summary>Finds out how far the stretch goes that begins with an empty span.</summary>
    /// <param name="span">The empty span.</param>
    /// <param name="isDescending">Whether what comes before it is read next.</param>
    public async Task FollowAsync(Window span, bool isDescending)
    {
        // As far as the next stretch that is known already.
        Window next = Next(span, isDescending);
        long step = span.End - span.Start;
        if (isDescending)
        {
            long? row = next.End < span.Start ? await search.FindLastInAsync(next.End, span.Start, step).ConfigureAwait(false) : null;
            Add(new Window(row + 1 ?? next.Start, span.Start));
        }
        else
        {
            long? row = next.Start > span.End ? await search.FindFirstInAsync(span.End, next.Start, step).ConfigureAwait(false) : null;
            Add(new Window(span.End, row ?? next.End));
        }
    }

    private Window Next(Window span, bool isDescending)
    {
        lock (_lock)
        {
            IEnumerable<Window> known = _known.Select(stretch => stretch.Span);
            return isDescending
                ? known.Where(other => other.Start < span.Start).Append(new Window(range.Start, range.Start)).MaxBy(other => Math.Min(other.End, span.Start))
                : known.Where(other => other.End > span.End).Append(new Window(range.End, range.End)).MinBy(other => Math.Max(other.Start, span.End));
        }
    }
}
