using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>
/// Decides which windows a run computes. A window is due when it lies whole inside [start, min(stop, now − delay)) and the target has nothing of it
/// or of later ones; windows inside the lookback, or that an explicit start names, are computed and compared again. Pure: no clock, no network.
/// </summary>
internal static class DownsamplePlanner
{
    // A day of raw data is well below the 432 files of ten minutes that Core reads in one query (wire reference 1.6).
    private const long DefaultChunk = InfluxDuration.NanosecondsPerDay;

    // So that a chunk's rows stay a streamed few even when windows are seconds.
    private const long MaxWindowsPerChunk = 10_000;

    /// <exception cref="OverflowException">The range leaves the years 1677 to 2262.</exception>
    public static DownsamplePlan Plan(PlanRequest request)
    {
        var range = new Range(request);
        OpenEnds known = request.Target?.Ends ?? new OpenEnds();
        List<Part> parts = [.. Parts(request, range).Where(part => part.From < part.To)];
        List<DownsampleChunk> chunks = [.. parts.SelectMany(part => Cut(part, request, range))];
        Window[] atStart = [.. chunks.Where(chunk => chunk.QueryFrom > chunk.From).Select(chunk => new Window(chunk.From, chunk.From + chunk.WindowLength))];
        Window[] atEnd = [.. parts.Where(part => part.To > range.Watermark).Select(part => new Window(Math.Max(part.From, range.Watermark), part.To))];
        WindowSet gaps = known.Gaps.Union(NewGaps(request, range));
        // What is in doubt and not looked at by this run stays open until one does.
        WindowSet doubt = WindowSet.Of(known.Doubt is { } span ? [span] : []);
        WindowSet notLookedAt = doubt.Except(parts.Where(part => part.IsRecheck).Select(part => new Window(part.From, part.To)));
        Window[] whole = [.. parts.Select(part => new Window(part.From, Math.Min(part.To, range.Watermark)))];
        WindowSet early = known.Early.Except(whole).Union(atEnd);
        return new DownsamplePlan
        {
            Watermark = range.Watermark,
            Chunks = chunks,
            WindowsPartialAtStart = atStart.Length,
            WindowsPartialAtEnd = atEnd.Sum(span => request.Grid.Count(span.Start, span.End)),
            Skipped = [.. SkippedBefore(request, range).Concat(SkippedAfter(request, range))],
            // A run that is cut off leaves open all that it might have written.
            Before = known with
            {
                Doubt = notLookedAt.Count == 0 ? known.Doubt : null,
                Open = known.Open.Union(atStart).Union(atEnd).Union(notLookedAt.Count == 0 ? [] : doubt),
                Early = early,
                Gaps = gaps,
                BackwardTo = parts.Where(part => part is { IsDescending: true, IsRecheck: false }).Select(part => (long?)part.From).Min() ?? known.BackwardTo,
            },
            After = new OpenEnds
            {
                CompleteTo = Math.Max(known.CompleteTo ?? long.MinValue, range.Watermark),
                Open = known.Open.Except(whole).Union(atStart).Union(atEnd).Union(notLookedAt),
                Early = early,
                Gaps = gaps.Except(parts.Select(part => new Window(part.From, part.To))),
                // Still to be filled as far as the range leaves it out.
                BackwardTo = (request.Start is null || range.From <= known.BackwardTo) && range.To >= (request.Target?.First ?? long.MinValue) ? null : known.BackwardTo,
            },
        };
    }

    // A range that is named may begin after what the target has, or end before it.
    private static IEnumerable<Window> NewGaps(PlanRequest request, Range range)
    {
        if (request is { Start: not null, Target: { } target })
        {
            yield return new Window(Math.Max(target.Ends.CompleteTo ?? long.MinValue, request.Grid.Next(target.Last)), range.From!.Value);
            yield return new Window(range.To, target.First ?? long.MinValue);
        }
    }

    private static IEnumerable<Part> Parts(PlanRequest request, Range range)
    {
        if (request.Target is not { } target)
        {
            // Nothing to go on after and nothing to begin with is nothing to do.
            return range.From is { } from ? [new Part(from, range.To, IsRecheck: false) { IsDescending = request.NewestFirst }] : [];
        }

        long first = target.First ?? long.MinValue;
        long afterLast = request.Grid.Next(target.Last);
        long recheck = RecheckFrom(request, range, target, afterLast);
        bool goesBackwards = request.Start is null && range.To >= first && (request.NewestFirst || target.Ends.BackwardTo is not null);
        long earliest = goesBackwards ? Math.Min(recheck, (request.NewestFirst ? range.From : target.Ends.BackwardTo) ?? recheck) : recheck;

        // What is newer than the target goes oldest first and what is older newest first, so that a run that is cut off leaves no hole behind the
        // last window or before the first one; and the last one is looked at before others take its place.
        Part newer = new(Math.Max(afterLast, request.Start is null ? range.Kept : range.From!.Value), range.To, IsRecheck: false);
        Part older = new(Math.Max(earliest, range.Kept), Math.Min(first, range.To), IsRecheck: false) { IsDescending = true };
        WindowSet compared = Compared(request, range, target, recheck);
        if (!request.NewestFirst)
        {
            return [older, .. compared.Select(span => new Part(span.Start, span.End, IsRecheck: true)), newer];
        }

        long doubt = target.Ends.Doubt?.Start ?? afterLast;
        return
        [
            .. compared.Within(doubt, long.MaxValue).Select(span => new Part(span.Start, span.End, IsRecheck: true)),
            newer,
            .. compared.Within(long.MinValue, doubt).Reverse().Select(span => new Part(span.Start, span.End, IsRecheck: true) { IsDescending = true }),
            older,
        ];
    }

    // Windows that the target has or may have. One that is not complete, or that the range cuts, must never take the place of a whole one: it is compared
    // only where what the target has is known to be none.
    private static WindowSet Compared(PlanRequest request, Range range, TargetState target, long recheck)
    {
        long from = Math.Max(target.First ?? long.MinValue, range.WholeFrom);
        long afterLast = request.Grid.Next(target.Last);
        long to = Math.Min(afterLast, range.Watermark);
        return WindowSet.Of([new Window(Math.Max(from, recheck), to)])
            .Union(target.Ends.Open.Within(request.Start is null ? from : Math.Max(from, range.From!.Value), to))
            .Union(target.Ends.Early.Within(Math.Max(from, range.Watermark), Math.Min(afterLast, range.To)));
    }

    private static long RecheckFrom(PlanRequest request, Range range, TargetState target, long afterLast)
    {
        if (request.Start is not null)
        {
            return range.From!.Value;
        }

        long doubt = target.Ends.Doubt?.Start ?? afterLast;
        long recheck = request.LookbackFrom is { } from ? Math.Min(doubt, Math.Max(from, range.From ?? from)) : doubt;
        return Math.Max(recheck, range.Kept);
    }

    private static IEnumerable<DownsampleChunk> Cut(Part part, PlanRequest request, Range range)
    {
        IEnumerable<WindowRun> runs = request.Grid.Runs(part.From, part.To);
        foreach (WindowRun run in part.IsDescending ? runs.Reverse() : runs)
        {
            var whole = new DownsampleChunk(run.Start, run.Length, run.Count)
            {
                QueryFrom = Math.Max(run.Start, range.Lower),
                QueryTo = Math.Min(run.End, range.Limit),
                IsRecheck = part.IsRecheck,
                IsDescending = part.IsDescending,
            };
            foreach (DownsampleChunk chunk in whole.Split(WindowsPerChunk(run.Length, request.ChunkSize)))
            {
                yield return chunk;
            }
        }
    }

    private static long WindowsPerChunk(long length, InfluxDuration? size)
        => size is { } asked ? Math.Max(1, asked.ShortestNanoseconds / length) : Math.Clamp(DefaultChunk / length, 1, MaxWindowsPerChunk);

    private static IEnumerable<SkippedWindows> SkippedBefore(PlanRequest request, Range range)
    {
        if (request.IncludePartial)
        {
            yield break;
        }

        // A job that goes on has no beginning to be skipped, unless it comes so late that the source has forgotten what it would go on with.
        long? begins = request is { Start: null, Target: { } target } ? request.Grid.Next(target.Last) : range.Asked;
        long? ends = request is { Start: null, Target: not null } ? range.Kept : range.From;
        if (begins is { } asked && ends is { } from && asked < range.Limit)
        {
            long start = request.Grid.Floor(asked);
            long end = Math.Min(from, range.Watermark);
            if (start < end)
            {
                yield return new SkippedWindows(start, end, request.Grid.Count(start, end), asked < request.SourceKeptFrom ? SkipReason.BeyondRetention : SkipReason.PartialStart);
            }
        }
    }

    // What began before the end of the range but is not complete.
    private static IEnumerable<SkippedWindows> SkippedAfter(PlanRequest request, Range range)
    {
        WindowGrid grid = request.Grid;
        long end = Math.Min(request.Stop ?? long.MaxValue, request.Now);
        if (range.LowerGiven >= end)
        {
            yield break;
        }

        long last = grid.Ceiling(end);
        long whole = request.Stop is { } stop ? Math.Min(last, grid.Floor(stop)) : last;
        (long From, long To, SkipReason Reason)[] spans =
        [
            (range.Watermark, Math.Min(grid.Floor(request.Closed), whole), SkipReason.SourceIncomplete),
            (grid.Floor(request.Closed), Math.Min(grid.Floor(request.Now), whole), SkipReason.WithinDelay),
            (grid.Floor(request.Now), whole, SkipReason.NotClosed),
            (whole, last, SkipReason.PartialStop),
        ];
        foreach ((long from, long to, SkipReason reason) in spans)
        {
            long begin = Math.Max(Math.Max(from, range.To), range.LowerGiven is { } lower ? grid.Floor(lower) : long.MinValue);
            if (begin < to)
            {
                yield return new SkippedWindows(begin, to, grid.Count(begin, to), reason);
            }
        }
    }

    /// <summary>Windows to be computed, from edge to edge.</summary>
    private readonly record struct Part(long From, long To, bool IsRecheck)
    {
        public bool IsDescending { get; init; }
    }

    /// <summary>The range that a request allows, by time and by window edges.</summary>
    private sealed class Range
    {
        public Range(PlanRequest request)
        {
            Asked = request.Start ?? request.SourceFirst;
            LowerGiven = Asked < request.SourceKeptFrom ? request.SourceKeptFrom : Asked;
            Kept = request.SourceKeptFrom is { } kept ? request.Grid.Ceiling(kept) : long.MinValue;
            Lower = LowerGiven ?? UnixNanoseconds.MinValue;
            Limit = request.Limit;
            Watermark = request.Watermark;
            From = LowerGiven is { } lower ? (request.IncludePartial ? request.Grid.Floor(lower) : request.Grid.Ceiling(lower)) : null;
            To = LowerGiven >= Limit ? From!.Value : request.IncludePartial ? request.Grid.Ceiling(Limit) : Watermark;
            WholeFrom = request.Start is { } start ? Math.Max(request.Grid.Ceiling(start), Kept) : Kept;
        }

        /// <summary>The start asked for, else the source's first row.</summary>
        public long? Asked { get; }

        /// <summary>The same, or where the source begins to keep its rows.</summary>
        public long? LowerGiven { get; }

        /// <summary>The first window that the source still has all rows of.</summary>
        public long Kept { get; }

        /// <summary>Raw rows before it do not count.</summary>
        public long Lower { get; }

        /// <summary>Raw rows from here on do not count.</summary>
        public long Limit { get; }

        /// <summary>The end of the last complete window.</summary>
        public long Watermark { get; }

        /// <summary>The first window allowed; null when nothing says where to begin.</summary>
        public long? From { get; }

        /// <summary>The end of the last window allowed.</summary>
        public long To { get; }

        /// <summary>The first window whose beginning the range does not cut.</summary>
        public long WholeFrom { get; }
    }
}
