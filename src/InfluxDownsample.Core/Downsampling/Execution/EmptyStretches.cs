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

    // One reader at a time follows a stretch: those beside it are most often in the same one.
    private Task _following = Task.CompletedTask;

    /// <summary>The known stretch that all of a span lies in; null when there is none.</summary>
    public EmptyStretch? Around(Window span)
    {
        lock (_lock)
        {
            return _known.Find(known => known.Span.Start <= span.Start && known.Span.End >= span.End);
        }
    }

    /// <summary>Remembers a stretch that is empty.</summary>
    public void Add(Window span) => Add(span, begin());

    private void Add(Window span, Func<Window, CancellationToken, Task<bool>> look)
    {
        if (span.Start < span.End)
        {
            lock (_lock)
            {
                _known.Add(new EmptyStretch(span, look));
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

    /// <summary>Finds out how far the stretch goes that begins with an empty span, or so much of it as costs little.</summary>
    /// <param name="span">The empty span.</param>
    /// <param name="isDescending">Whether what comes before it is read next.</param>
    public Task FollowAsync(Window span, bool isDescending)
    {
        lock (_lock)
        {
            return _following = FollowAsync(span, isDescending, _following);
        }
    }

    private async Task FollowAsync(Window span, bool isDescending, Task others)
    {
        // What fails there fails the run there.
        await others.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        // As far as the next stretch that is known already.
        Window next = Next(span, isDescending);
        Func<Window, CancellationToken, Task<bool>> look = begin();
        if (isDescending && next.End < span.Start)
        {
            (long? row, long reached) = await search.LookBackAsync(next.End, span.Start).ConfigureAwait(false);
            Add(new Window(row + 1 ?? reached, span.Start), look);
        }
        else if (!isDescending && next.Start > span.End)
        {
            (long? row, long reached) = await search.LookAheadAsync(span.End, next.Start).ConfigureAwait(false);
            Add(new Window(span.End, row ?? reached), look);
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
