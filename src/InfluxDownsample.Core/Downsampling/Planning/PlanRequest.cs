namespace InfluxDownsample.Core.Downsampling;

/// <summary>All that a plan depends on. Times are nanoseconds since 1970-01-01 UTC.</summary>
internal sealed record PlanRequest
{
    // Before every row that a tier may hold; far enough from the end of what a long can hold to find windows there.
    private const long Never = -8_000_000_000_000_000_000;

    /// <summary>Where windows begin and end.</summary>
    public required WindowGrid Grid { get; init; }

    /// <summary>What time it is.</summary>
    public required long Now { get; init; }

    /// <summary>The start of the range; null goes on with what the target lacks, else begins with the source's first row.</summary>
    public long? Start { get; init; }

    /// <summary>The end of the range; null is now.</summary>
    public long? Stop { get; init; }

    /// <summary>How long after its end a window still waits for late rows.</summary>
    public InfluxDuration Delay { get; init; }

    /// <summary>How far back from the watermark windows are compared again.</summary>
    public InfluxDuration Lookback { get; init; }

    /// <summary>Whether windows that are not whole are computed as well.</summary>
    public bool IncludePartial { get; init; }

    /// <summary>Whether the newest windows are worked on first.</summary>
    public bool NewestFirst { get; init; }

    /// <summary>The longest chunk; null chooses.</summary>
    public InfluxDuration? ChunkSize { get; init; }

    /// <summary>Which windows of the source are done, when it is itself downsampled; null when that is not known or does not matter.</summary>
    public WindowSet? SourceDone { get; init; }

    /// <summary>The first instant whose rows the source still keeps; null when it keeps all.</summary>
    public long? SourceKeptFrom { get; init; }

    /// <summary>The source's first row; null when it has none or it does not matter.</summary>
    public long? SourceFirst { get; init; }

    /// <summary>Which windows of the target are done and touched.</summary>
    public Coverage Coverage { get; init; } = Coverage.None;

    /// <summary>Windows that are compared again though no lookback names them.</summary>
    public WindowSet Recheck { get; init; } = WindowSet.Empty;

    /// <summary>Windows that end later still wait for rows.</summary>
    public long Closed => TimeExpression.Shift(Now, Delay, -1, Grid.Zone);

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

    /// <summary>Whether the plan needs <see cref="SourceFirst"/>, which takes a search.</summary>
    public bool NeedsSourceFirst => Start is null && (!GoesOn || NewestFirst || LookbackFrom is not null);

    private long SourceEnd => SourceDone is null ? long.MaxValue : SourceDone.End ?? Never;
}
