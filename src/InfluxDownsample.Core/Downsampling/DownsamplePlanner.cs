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
        List<Part> parts = [.. Parts(request, range).Where(part => part.From < part.To)];
        OpenEnds known = request.Target?.Ends ?? new OpenEnds();
        return new DownsamplePlan
        {
            Watermark = range.Watermark,
            Chunks = [.. parts.SelectMany(part => Cut(part, request, range))],
            Skipped = [.. request.IncludePartial ? [] : SkippedBefore(request, range).Concat(SkippedAfter(request, range))],
            Before = known with { BackwardTo = parts.Where(part => part is { IsDescending: true, IsRecheck: false }).Select(part => (long?)part.From).Min() ?? known.BackwardTo },
            After = EndsAfter(request, range, known),
        };
    }

    // What is not settled stays so as far as the range leaves it out.
    private static OpenEnds EndsAfter(PlanRequest request, Range range, OpenEnds known)
    {
        var after = new OpenEnds { CompleteTo = Math.Max(known.CompleteTo ?? long.MinValue, range.Watermark) };
        if (request.Target is not { } target)
        {
            return after;
        }

        long afterLast = request.Grid.Next(target.Last);
        long from = request.Start is null ? RecheckFrom(request, range, target, afterLast) : range.From!.Value;
        bool isWhole = request.Start is null || range.From <= known.BackwardTo;
        return after with
        {
            Doubt = known.Doubt?.Without(request.Start is null ? long.MinValue : range.WholeFrom, range.WholeTo),
            Open = known.Open?.Without(request.Start is null ? long.MinValue : range.WholeFrom, range.WholeTo),
            Gap = Window.Hull(known.Gap?.Without(from, range.To), request.Start is null ? null : NewGap(range, target, Math.Max(known.CompleteTo ?? long.MinValue, afterLast))),
            BackwardTo = isWhole && range.To >= target.First ? null : known.BackwardTo,
        };
    }

    // A range that is named may begin after what the target has, or end before it.
    private static Window? NewGap(Range range, TargetState target, long end)
        => range.From > end ? new Window(end, range.From.Value) : range.To < target.First ? new Window(range.To, target.First.Value) : null;

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
        long doubt = request.NewestFirst ? Math.Max(target.Ends.Doubt?.Start ?? afterLast, recheck) : recheck;
        bool goesBackwards = request.Start is null && range.To >= first && (request.NewestFirst || target.Ends.BackwardTo is not null);
        long earliest = goesBackwards ? Math.Min(recheck, (request.NewestFirst ? range.From : target.Ends.BackwardTo) ?? recheck) : recheck;

        Part compared = Stored(recheck, doubt) with { IsDescending = true };
        Part doubtful = Stored(doubt, afterLast);
        Part open = request.Start is null && target.Ends.Open is { } left ? Stored(left.Start, Math.Min(left.End, recheck)) : default;
        // What is newer than the target goes oldest first and what is older newest first, so that a run that is cut off leaves no hole behind the
        // last window or before the first one; and these two are looked at before others take their place.
        Part newer = new(Math.Max(afterLast, request.Start is null ? range.Kept : range.From!.Value), range.To, IsRecheck: false);
        Part edge = goesBackwards && target.IsFirstInDoubt && recheck > first ? Stored(first, Math.Min(request.Grid.Next(first), recheck)) : default;
        Part older = new(Math.Max(earliest, range.Kept), Math.Min(first, range.To), IsRecheck: false) { IsDescending = true };
        return request.NewestFirst ? [doubtful, newer, compared, open, edge, older] : [edge, older, open, doubtful, newer];

        Part Stored(long from, long to) => new(Math.Max(Math.Max(from, first), range.WholeFrom), Math.Min(to, range.WholeTo), IsRecheck: true);
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
            long begin = Math.Max(from, range.Watermark);
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
            WholeTo = request.Stop == Limit && To <= request.Closed ? Watermark : To;
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

        /// <summary>The first window that the range does not cut: one that it cuts must never take the place of a whole one.</summary>
        public long WholeFrom { get; }

        /// <summary>The end of the last such window. One that is not over yet has been written as far as it was, so it is none that the range cuts.</summary>
        public long WholeTo { get; }
    }
}
