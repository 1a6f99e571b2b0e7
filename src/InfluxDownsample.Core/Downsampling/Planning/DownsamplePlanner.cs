using System.Globalization;
using InfluxDownsample.Core.Errors;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>
/// Decides which windows a run computes. Due is what is asked for and not done; of it, what some run may have written is compared before it is written.
/// Windows that are done are compared again inside the lookback, or where an explicit start names them. Pure: no clock, no network.
/// </summary>
internal static class DownsamplePlanner
{
    // A day of raw data is well below the 432 files of ten minutes that Core reads in one query (wire reference 1.6).
    private const long DefaultChunk = InfluxDuration.NanosecondsPerDay;

    // So that a chunk's rows stay a few even when windows are seconds.
    private const long MaxWindowsPerChunk = 10_000;

    // A plan is held in memory. Windows of a second take so many queries in 150 years.
    private const int MaxChunks = 500_000;

    /// <exception cref="OverflowException">The range leaves the years 1677 to 2262.</exception>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.InvalidParameter"/>: it has more windows than a run can come to the end of.</exception>
    public static DownsamplePlan Plan(PlanRequest request)
    {
        var range = new PlanRange(request);
        Coverage coverage = request.Coverage;
        // A window of a tier is made of windows of the tier below: all of them must be done.
        WindowSet complete = request.SourceComplete;
        WindowSet due = range.Whole.Except(coverage.Done);
        WindowSet planned = due.Intersect(complete);
        WindowSet recheck = Recheck(request, range).Intersect(complete);
        (WindowSet Windows, bool IsRecheck)[] kinds =
        [
            (planned.Except(coverage.Touched), false),
            (planned.Intersect(coverage.Touched).Union(recheck).Except(range.Partial), true),
            (range.Partial.Except(coverage.Touched), false),
            (range.Partial.Intersect(coverage.Touched), true),
        ];
        List<DownsampleChunk> chunks = [.. kinds
            .SelectMany(kind => AtClock(kind.Windows, request).SelectMany(span => Cut(span, kind.IsRecheck, request, range)))
            .Take(MaxChunks + 1)];
        if (chunks.Count > MaxChunks)
        {
            throw TooMany(request, kinds.SelectMany(kind => kind.Windows));
        }

        WindowSet all = planned.Union(recheck).Union(range.Partial);
        WindowSet hull = coverage.Touched.Union(all) is { Count: > 1 } touched ? WindowSet.Of(touched.Start!.Value, touched.End!.Value) : WindowSet.Empty;
        WindowSet before = Before(request, range);
        return new DownsamplePlan
        {
            Watermark = request.SourceCoverage is { Done.Count: 0 } ? null : range.Watermark,
            Chunks = [.. request.NewestFirst ? chunks.OrderByDescending(chunk => chunk.From) : chunks.OrderBy(chunk => chunk.From)],
            Partial = range.Partial,
            Ahead = request.Reached is { } reached ? all.Within(reached, long.MaxValue) : WindowSet.Empty,
            WindowsPartial = range.Partial.Sum(span => request.Grid.Count(span.Start, span.End)),
            Gaps = hull.Except(coverage.Touched).Except(all).Except(due).Except(coverage.LeftOut).Within(range.Kept, long.MaxValue),
            Awaited = due.Except(complete).Intersect(request.SourceOpen),
            Older = request is { GoesOn: true, NewestFirst: false }
                ? request.OlderInSource(coverage.Touched.Start!.Value).Except(all).Except(due) : WindowSet.Empty,
            LeftOut = LeftOut(request, range),
            Skipped = [.. Skipped(request, before, range.Asked < request.SourceKeptFrom ? SkipReason.BeyondRetention : SkipReason.PartialStart)
                .Concat(Skipped(request, range.Forgotten.Except(before), SkipReason.BeyondRetention))
                .Concat(Skipped(request, range.Unkept.Except(range.Partial).Except(before), SkipReason.BeyondTargetRetention))
                .Concat(Skipped(request, due.Except(complete), SkipReason.SourceIncomplete))
                .Concat(SkippedAfter(request, range))
                .OrderBy(skipped => skipped.From)],
        };
    }

    // What the source has before a start that lies before all windows of the target.
    private static WindowSet LeftOut(PlanRequest request, PlanRange range)
        => request is { Start: not null, SourceCoverage: not null } && !(range.From > request.Coverage.Touched.Start)
            ? request.Coverage.LeftOut.Union(request.SourceComplete.Within(long.MinValue, range.From!.Value))
            : request.Coverage.LeftOut;

    private static WindowSet Recheck(PlanRequest request, PlanRange range)
    {
        // Never before the source's first row, where that is known. The window in which it lies is whole if it was written as one.
        long first = request is not { Start: null, SourceFirst: { } row } ? long.MinValue
            : request.HasSourceLostRows ? request.Grid.Ceiling(row) : request.Grid.Floor(row);
        WindowSet asked = request.Recheck.Within(first, long.MaxValue).Union(request.Coverage.Pending);
        if (request.Start is not null)
        {
            asked = asked.Union(range.Whole);
        }
        else if (request.LookbackFrom is { } from)
        {
            asked = asked.Union(WindowSet.Of(Math.Max(from, first), range.Watermark));
        }

        return request.Coverage.Done.Intersect(asked).Within(range.Kept, range.Watermark);
    }

    // So that no chunk holds finished windows and others: rows of the finished ones are counted once more by the next run.
    private static IEnumerable<Window> AtClock(WindowSet windows, PlanRequest request) => request.Reached is { } reached
        ? windows.Within(long.MinValue, reached).Concat(windows.Within(reached, long.MaxValue))
        : windows;

    private static IEnumerable<DownsampleChunk> Cut(Window span, bool isRecheck, PlanRequest request, PlanRange range)
    {
        IEnumerable<WindowRun> runs = request.Grid.Runs(span.Start, span.End);
        foreach (WindowRun run in request.NewestFirst ? runs.Reverse() : runs)
        {
            var whole = new DownsampleChunk(run.Start, run.Length, run.Count)
            {
                QueryFrom = range.PartialFrom is { } lower && range.Partial.Holds(run.Start) ? Math.Max(run.Start, lower) : run.Start,
                QueryTo = Math.Min(run.End, range.Limit),
                IsRecheck = isRecheck,
                IsDescending = request.NewestFirst,
            };
            foreach (DownsampleChunk chunk in whole.Split(WindowsPerChunk(run.Length, request.ChunkSize)))
            {
                yield return chunk;
            }
        }
    }

    private static InfluxException TooMany(PlanRequest request, IEnumerable<Window> spans)
    {
        string windows = CountText.Of(spans.Sum(span => request.Grid.Count(span.Start, span.End)), "window");
        return new InfluxException(InfluxErrorId.InvalidParameter, string.Create(
            CultureInfo.InvariantCulture, $"The range holds {windows} of {request.Grid.Every}, which takes more than {MaxChunks} queries."))
        {
            Target = nameof(WindowAggregation.Every),
            Advice = "Choose a longer -Every or -ChunkSize, or name a part of the range with -Start and -Stop.",
        };
    }

    private static long WindowsPerChunk(long length, InfluxDuration? size)
        => size is { } asked ? Math.Max(1, asked.ShortestNanoseconds / length) : Math.Clamp(DefaultChunk / length, 1, MaxWindowsPerChunk);

    private static IEnumerable<SkippedWindows> Skipped(PlanRequest request, WindowSet windows, SkipReason reason)
        => windows.Select(span => new SkippedWindows(span.Start, span.End, request.Grid.Count(span.Start, span.End), reason));

    // What the range begins in the middle of, and what the source has forgotten of it.
    private static WindowSet Before(PlanRequest request, PlanRange range)
        => range is { Asked: { } asked, From: { } from } && asked < range.Limit
            ? WindowSet.Of(request.Grid.Floor(asked), Math.Min(from, range.Watermark)).Except(range.Partial).Except(range.Whole)
            : WindowSet.Empty;

    // What began before the end of the range but is not complete.
    private static IEnumerable<SkippedWindows> SkippedAfter(PlanRequest request, PlanRange range)
    {
        WindowGrid grid = request.Grid;
        long end = Math.Min(request.Stop ?? long.MaxValue, request.Now);
        if (range.Given >= end)
        {
            yield break;
        }

        long last = grid.Ceiling(end);
        long whole = request.Stop is { } stop ? Math.Min(last, grid.Floor(stop)) : last;
        long begins = range.Begin ?? request.Coverage.Touched.End ?? (request.SourceCoverage is { Done.Count: 0 } ? last : range.Watermark);
        (long From, long To, SkipReason Reason)[] spans =
        [
            (range.Watermark, Math.Min(grid.Floor(request.Closed), whole), SkipReason.SourceIncomplete),
            (grid.Floor(request.Closed), Math.Min(grid.Floor(request.Now), whole), SkipReason.WithinDelay),
            (grid.Floor(request.Now), whole, SkipReason.NotClosed),
            (whole, last, SkipReason.PartialStop),
        ];
        foreach ((long from, long to, SkipReason reason) in spans)
        {
            long begin = Math.Max(Math.Max(from, range.Watermark), begins);
            foreach (SkippedWindows skipped in Skipped(request, WindowSet.Of(begin, to).Except(range.Partial).Except(request.Coverage.Done), reason))
            {
                yield return skipped;
            }
        }
    }
}
