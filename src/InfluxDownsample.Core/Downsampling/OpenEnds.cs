namespace InfluxDownsample.Core.Downsampling;

/// <summary>What is not settled about a target: what a run finds so, and what it leaves so.</summary>
internal sealed record OpenEnds
{
    /// <summary>The end of the last window that the job is known to have completed, nanoseconds since 1970-01-01 UTC; null when none is known.</summary>
    public long? CompleteTo { get; init; }

    /// <summary>Windows that may be there in part, or points of others among them; null when there are none.</summary>
    public Window? Doubt { get; init; }

    /// <summary>Windows that are there but were seen to be wrong and left so; null when there are none.</summary>
    public Window? Open { get; init; }

    /// <summary>Windows that were never computed, between others that were; null when there are none.</summary>
    public Window? Gap { get; init; }

    /// <summary>The start of the oldest window that is still to be filled backwards, from the target's first window down; null when none is.</summary>
    public long? BackwardTo { get; init; }
}
