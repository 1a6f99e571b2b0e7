using System.Diagnostics.CodeAnalysis;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>All that a plan depends on: the range that is asked for, and what is known of source and target.</summary>
internal sealed record PlanRequest : DownsampleRange
{
    // Before every row that a tier may hold; far enough from the end of what a long can hold to find windows there.
    private const long Never = -8_000_000_000_000_000_000;

    /// <summary>A request whose properties are all set one by one.</summary>
    public PlanRequest()
    {
    }

    /// <summary>A request for a range.</summary>
    [SetsRequiredMembers]
    public PlanRequest(DownsampleRange range, WindowGrid grid)
        : base(range) => Grid = grid;

    /// <summary>Where windows begin and end.</summary>
    public required WindowGrid Grid { get; init; }

    /// <summary>Which windows of the source are done and touched, when it is itself downsampled; null when that is not known or does not matter.</summary>
    public Coverage? SourceCoverage { get; init; }

    /// <summary>The first instant whose rows the source still keeps; null when it keeps all.</summary>
    public long? SourceKeptFrom { get; init; }

    /// <summary>The first window whose point the target keeps; of all windows the first when it keeps all.</summary>
    public long TargetKept { get; init; } = long.MinValue;

    /// <summary>The source's first row; null when it has none or it does not matter.</summary>
    public long? SourceFirst { get; init; }

    /// <summary>Whether the window in which the source's first row lies may have lost rows: then what is there now is only a part of it.</summary>
    public bool HasSourceLostRows { get; init; }

    /// <summary>Which windows of the target are done and touched.</summary>
    public Coverage Coverage { get; init; } = Coverage.None;

    /// <summary>Windows that are compared again though no lookback names them.</summary>
    public WindowSet Recheck { get; init; } = WindowSet.Empty;

    /// <summary>Windows that end later still wait for rows.</summary>
    public long Closed => TimeExpression.Shift(Now, Delay, -1, Grid.Zone);

    /// <summary>Windows that begin here or later still wait for rows by the server's clock; null where <see cref="Closed"/> says so.</summary>
    public long? Reached => Clock is { } clock ? Grid.Floor(TimeExpression.Shift(clock, Delay, -1, Grid.Zone)) : null;

    /// <summary>Windows that end later are not complete: by the end of the range, or because they are too new.</summary>
    public long Settled => Math.Min(Math.Min(Stop ?? long.MaxValue, Closed), SourceEnd);

    /// <summary>Where raw rows no longer count. Of windows that are not complete, all rows that there are.</summary>
    public long Limit => IncludePartial ? Math.Min(Math.Min(Stop ?? long.MaxValue, Now), SourceEnd) : Settled;

    /// <summary>The end of the last complete window.</summary>
    public long Watermark => Grid.Floor(Settled);

    /// <summary>Where the lookback begins; null without one.</summary>
    public long? LookbackFrom => Lookback.IsZero ? null : Grid.Floor(TimeExpression.Shift(Watermark, Lookback, -1, Grid.Zone));

    /// <summary>Whether the target has windows to go on with.</summary>
    public bool GoesOn => Start is null && Coverage.Touched.Count > 0;

    /// <summary>Whether the range begins with the source: the target has nothing to go on with, or is filled from the newest windows back.</summary>
    public bool BeginsWithSource => Start is null && (NewestFirst || !GoesOn);

    /// <summary>Whether the plan needs <see cref="SourceFirst"/>, which takes a search.</summary>
    public bool NeedsSourceFirst => BeginsWithSource || (Start is null && LookbackFrom is not null);

    /// <summary>Windows all of which are done in the source; all windows, where nothing is known of it.</summary>
    public WindowSet SourceComplete => SourceCoverage is { Done: var done }
        ? WindowSet.Of(done.Select(span => new Window(Grid.Ceiling(span.Start), Grid.Floor(span.End))))
        : WindowSet.Of(long.MinValue, long.MaxValue);

    /// <summary>
    /// Windows that the source is still to get: they lie whole between the first and the last that its own runs were asked for, and are not complete.
    /// </summary>
    public WindowSet SourceOpen => SourceCoverage is { Touched: { Start: { } start, End: { } end } }
        ? WindowSet.Of(Grid.Ceiling(start), Grid.Floor(end)).Except(SourceComplete)
        : WindowSet.Empty;

    private long SourceEnd => SourceCoverage is { Done: var done } ? done.End ?? Never : long.MaxValue;

    /// <summary>Windows before a time that are complete in a source with a record, not done in the target, and that no run was told to leave out.</summary>
    public WindowSet OlderInSource(long time)
        => SourceCoverage is null ? WindowSet.Empty : SourceComplete.Within(long.MinValue, time).Except(Coverage.LeftOut).Except(Coverage.Done);
}
