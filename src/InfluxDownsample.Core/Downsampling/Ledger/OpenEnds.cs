namespace InfluxDownsample.Core.Downsampling;

/// <summary>What is not settled about a target: what a run finds so, and what it leaves so.</summary>
internal sealed record OpenEnds
{
    /// <summary>The end of the last window that the job is known to have completed, nanoseconds since 1970-01-01 UTC; null when none is known.</summary>
    public long? CompleteTo { get; init; }

    /// <summary>Windows that may be there in part because a run was cut off, or points of others among them; null when there are none.</summary>
    public Window? Doubt { get; init; }

    /// <summary>Windows that were written before they were complete, and have not been found or made right since.</summary>
    public WindowSet Open { get; init; } = WindowSet.Empty;

    /// <summary>Of the open windows those that cannot be there whole: until they are complete they may be written again as far as they go.</summary>
    public WindowSet Early { get; init; } = WindowSet.Empty;

    /// <summary>Windows that were never computed, between others that were.</summary>
    public WindowSet Gaps { get; init; } = WindowSet.Empty;

    /// <summary>The start of the oldest window that is still to be filled backwards, from the target's first window down; null when none is.</summary>
    public long? BackwardTo { get; init; }
}
