namespace InfluxDownsample.Core.Downsampling;

/// <summary>All that a plan depends on. Times are nanoseconds since 1970-01-01 UTC.</summary>
internal sealed record PlanRequest
{
    /// <summary>Where windows begin and end.</summary>
    public required WindowGrid Grid { get; init; }

    /// <summary>What time it is.</summary>
    public required long Now { get; init; }

    /// <summary>The start of the range; null goes on after the target's last window, else from the source's first row.</summary>
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

    /// <summary>Up to where the source is complete, when it is itself downsampled; null when that is not known or does not matter.</summary>
    public long? SourceComplete { get; init; }

    /// <summary>The first instant whose rows the source still keeps; null when it keeps all.</summary>
    public long? SourceKeptFrom { get; init; }

    /// <summary>The source's first row; null when it has none or it does not matter.</summary>
    public long? SourceFirst { get; init; }

    /// <summary>What the target holds; null when it is empty.</summary>
    public TargetState? Target { get; init; }

    /// <summary>Windows that end later still wait for rows.</summary>
    public long Closed => TimeExpression.Shift(Now, Delay, -1, Grid.Zone);

    /// <summary>Windows that end later are not complete: by the end of the range, or because they are too new.</summary>
    public long Settled => Math.Min(Math.Min(Stop ?? long.MaxValue, Closed), SourceComplete ?? long.MaxValue);

    /// <summary>Where raw rows no longer count. Of windows that are not complete, all rows that there are.</summary>
    public long Limit => IncludePartial ? Math.Min(Math.Min(Stop ?? long.MaxValue, Now), SourceComplete ?? long.MaxValue) : Settled;

    /// <summary>The end of the last complete window.</summary>
    public long Watermark => Grid.Floor(Settled);

    /// <summary>Where the lookback begins; null without one.</summary>
    public long? LookbackFrom => Lookback.IsZero ? null : Grid.Floor(TimeExpression.Shift(Watermark, Lookback, -1, Grid.Zone));

    /// <summary>Whether the plan needs <see cref="SourceFirst"/>, which takes a search.</summary>
    public bool NeedsSourceFirst => Start is null && (Target is null || NewestFirst || LookbackFrom is not null);
}
