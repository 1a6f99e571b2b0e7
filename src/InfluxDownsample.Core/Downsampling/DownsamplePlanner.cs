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
        WindowGrid grid = request.Grid;
        long closed = TimeExpression.Shift(request.Now, request.Delay, -1, grid.Zone);
        long limit = Math.Min(request.Stop ?? long.MaxValue, closed);
        long watermark = grid.Floor(limit);
        var range = new Range(request, limit, watermark);
        List<Part> parts = [.. Parts(request, range).Where(part => part.From < part.To)];
        return new DownsamplePlan
        {
            Watermark = watermark,
            Chunks = [.. Ordered(parts, request).SelectMany(part => Cut(part, request, range))],
            Skipped = [.. request.IncludePartial ? [] : Skipped(request, range)],
        };
    }

    private static IEnumerable<Part> Parts(PlanRequest request, Range range)
    {
        if (request.Target is not { } target)
        {
            // Nothing to go on after and nothing to begin with is nothing to do.
            if (range.From is { } from)
            {
                yield return new Part(from, range.To, IsRecheck: false) { IsDescending = request.NewestFirst };
            }

            yield break;
        }

        long afterLast = request.Grid.Next(target.Last);
        long stored = Math.Min(afterLast, range.To);
        foreach (Part part in Known(request, range, target, afterLast))
        {
            yield return part with { To = Math.Min(part.To, stored) };
        }

        // What is newer than the target goes oldest first, so that a run that is cut off leaves no hole behind the last window.
        yield return new Part(Math.Max(afterLast, request.Start is null ? afterLast : range.From!.Value), range.To, IsRecheck: false);
    }

    // Windows up to the target's last one.
    private static IEnumerable<Part> Known(PlanRequest request, Range range, TargetState target, long afterLast)
    {
        long recheck = RecheckFrom(request, range, target, afterLast);
        long earliest = request.NewestFirst && request.Start is null ? range.From ?? target.First : recheck;
        if (earliest < target.First)
        {
            yield return new Part(earliest, target.First, IsRecheck: false) { IsDescending = request.NewestFirst };
        }

        if (request.NewestFirst && !target.IsConfirmed && recheck > target.First)
        {
            yield return new Part(target.First, Math.Min(request.Grid.Next(target.First), recheck), IsRecheck: true) { IsDescending = true };
        }

        yield return new Part(Math.Max(recheck, target.First), afterLast, IsRecheck: true) { IsDescending = request.NewestFirst };
    }

    private static long RecheckFrom(PlanRequest request, Range range, TargetState target, long afterLast)
    {
        if (request.Start is not null)
        {
            return range.From!.Value;
        }

        long suspect = target.IsConfirmed ? afterLast : target.Last;
        if (request.Lookback.IsZero)
        {
            return suspect;
        }

        long from = request.Grid.Floor(TimeExpression.Shift(range.Watermark, request.Lookback, -1, request.Grid.Zone));
        return Math.Min(suspect, Math.Max(from, range.From ?? from));
    }

    private static IEnumerable<Part> Ordered(List<Part> parts, PlanRequest request)
        => request.NewestFirst ? parts.OrderByDescending(part => part.From) : parts.OrderBy(part => part.From);

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

    private static IEnumerable<SkippedWindows> Skipped(PlanRequest request, Range range)
    {
        WindowGrid grid = request.Grid;
        bool begins = request.Start is not null || request.Target is null;
        if (begins && range.LowerGiven is { } lower && lower < range.Limit && grid.Floor(lower) is long start && start < lower && start < range.Watermark)
        {
            yield return new SkippedWindows(start, grid.Next(start), 1, SkipReason.PartialStart);
        }

        // What began before the end of the range but is not complete.
        long end = Math.Min(request.Stop ?? long.MaxValue, request.Now);
        if (range.LowerGiven is { } first && first >= end)
        {
            yield break;
        }

        foreach (IGrouping<SkipReason, Window> windows in Open(grid, range.Watermark, end).GroupBy(window => ReasonOf(window, request)))
        {
            Window[] same = [.. windows];
            yield return new SkippedWindows(same[0].Start, same[^1].End, same.Length, windows.Key);
        }
    }

    private static IEnumerable<Window> Open(WindowGrid grid, long from, long end)
    {
        for (long start = from; start < end;)
        {
            Window window = new(start, grid.Next(start));
            yield return window;
            start = window.End;
        }
    }

    private static SkipReason ReasonOf(Window window, PlanRequest request)
        => window.End > request.Stop ? SkipReason.PartialStop : window.End > request.Now ? SkipReason.NotClosed : SkipReason.WithinDelay;

    /// <summary>Windows to be computed, from edge to edge.</summary>
    private readonly record struct Part(long From, long To, bool IsRecheck)
    {
        public bool IsDescending { get; init; }
    }

    /// <summary>The range that a request allows, by time and by window edges.</summary>
    private sealed class Range
    {
        public Range(PlanRequest request, long limit, long watermark)
        {
            LowerGiven = request.Start ?? request.SourceFirst;
            Lower = LowerGiven ?? UnixNanoseconds.MinValue;
            Limit = limit;
            Watermark = watermark;
            From = LowerGiven is { } lower ? (request.IncludePartial ? request.Grid.Floor(lower) : request.Grid.Ceiling(lower)) : null;
            To = LowerGiven >= limit ? From!.Value : request.IncludePartial ? request.Grid.Ceiling(limit) : watermark;
        }

        /// <summary>The start asked for, else the source's first row.</summary>
        public long? LowerGiven { get; }

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
    }
}
