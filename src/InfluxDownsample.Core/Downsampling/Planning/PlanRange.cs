namespace InfluxDownsample.Core.Downsampling;

/// <summary>The range that a request allows, by time and by window edges.</summary>
internal sealed class PlanRange
{
    public PlanRange(PlanRequest request)
    {
        WindowGrid grid = request.Grid;
        // A job that goes on has no beginning of its own: it takes up all that was asked before and what has come since.
        Asked = request.BeginsWithSource ? request.SourceFirst : request.Start;
        Given = Asked < request.SourceKeptFrom ? request.SourceKeptFrom : Asked;
        long sourceKept = request.SourceKeptFrom is { } kept ? grid.Ceiling(kept) : long.MinValue;
        Kept = Math.Max(sourceKept, request.TargetKept);
        Limit = request.Limit;
        Watermark = request.Watermark;
        From = Given is { } lower ? grid.Ceiling(lower) : null;
        WindowSet asked = From is { } from ? WindowSet.Of(from, Watermark) : WindowSet.Empty;
        WindowSet open = request.SourceOpen;
        Begin = Given is { } given ? grid.Floor(given) : null;
        if (request.BeginsWithSource && open.Start is { } first)
        {
            // A source that is downsampled itself begins with what its runs were asked for, done or not.
            Begin = Math.Min(first, Begin ?? first);
            asked = asked.Union(open.Within(long.MinValue, Watermark));
        }

        if (request.GoesOn)
        {
            // A backfill before the first window is late rows too.
            long whole = request.SourceFirst is { } row ? grid.Ceiling(row) : long.MinValue;
            asked = request.LookbackFrom is { } back
                ? asked.Union(WindowSet.Of(Math.Max(back, whole), Watermark)).Union(open.Within(back, Watermark))
                : asked;
            asked = asked.Union(request.Coverage.Touched).Union(WindowSet.Of(request.Coverage.Touched.End!.Value, Watermark)).Within(long.MinValue, Watermark);
        }

        Whole = asked.Within(Kept, long.MaxValue);
        Forgotten = asked.Within(long.MinValue, sourceKept).Except(request.Coverage.Done);
        // What was written once has had its time.
        Unkept = asked.Within(sourceKept, request.TargetKept).Except(request.Coverage.Touched);
        PartialFrom = request.SourceKeptFrom + RetentionCheck.Going is { } going ? Math.Max(Given ?? going, going) : Given;
        Partial = request is { IncludePartial: true, SourceCoverage: not { Done.Count: 0 } }
            ? FindPartial(request).Within(request.TargetKept, long.MaxValue)
            : WindowSet.Empty;
    }

    /// <summary>The start asked for, else the source's first row; null for a job that goes on.</summary>
    public long? Asked { get; }

    /// <summary>The same, or where the source begins to keep its rows.</summary>
    public long? Given { get; }

    /// <summary>Where the first window of the range begins, whole or not; null for a job that goes on.</summary>
    public long? Begin { get; }

    /// <summary>The first window that the source still has all rows of, and whose point the target keeps.</summary>
    public long Kept { get; }

    /// <summary>Raw rows from here on do not count.</summary>
    public long Limit { get; }

    /// <summary>The end of the last complete window.</summary>
    public long Watermark { get; }

    /// <summary>The first whole window from the start on; null for a job that goes on.</summary>
    public long? From { get; }

    /// <summary>Whole windows that are asked for.</summary>
    public WindowSet Whole { get; }

    /// <summary>Windows that are asked for and not done, of which the source no longer keeps all rows.</summary>
    public WindowSet Forgotten { get; }

    /// <summary>Windows that are asked for and were never written, whose points the target would not keep.</summary>
    public WindowSet Unkept { get; }

    /// <summary>
    /// Where rows of the window that the start cuts begin to count. What the source is about to forget does not: no two looks would find the same rows.
    /// </summary>
    public long? PartialFrom { get; }

    /// <summary>Windows that are to be computed though they are not whole.</summary>
    public WindowSet Partial { get; }

    // A part must never take the place of a whole window. What the range cuts is computed only where nothing can be there; a window that is not over yet
    // may be written again until it is.
    private WindowSet FindPartial(PlanRequest request)
    {
        WindowGrid grid = request.Grid;
        List<Window> windows = [];
        if (Given is { } lower && grid.At(lower) is var first && first.Start < lower && lower < Limit && PartialFrom < first.End
            && !Whole.Holds(first.Start) && request.Coverage.Touched.Within(first.Start, first.End).Count == 0)
        {
            windows.Add(first);
        }

        long over = grid.Floor(request.Closed);
        long begin = Math.Max(Watermark, Given is { } start ? grid.Ceiling(start) : request.Coverage.Touched.Start ?? Watermark);
        long end = begin < Limit ? grid.Ceiling(Limit) : begin;
        return WindowSet.Of(windows)
            .Union(WindowSet.Of(begin, Math.Min(end, over)).Except(request.Coverage.Touched))
            .Union(WindowSet.Of(Math.Max(begin, over), end).Except(request.Coverage.Done));
    }
}
