namespace InfluxDownsample.Core.Downsampling;

/// <summary>What a target holds; it is the whole state of a job. Times are nanoseconds since 1970-01-01 UTC.</summary>
/// <param name="First">The start of the first window it has points of; null when that is older than what a plan looks at.</param>
/// <param name="Last">The start of the last one.</param>
internal sealed record TargetState(long? First, long Last)
{
    /// <summary>
    /// From this window on the target may hold windows in part, or points of others: they are computed and compared again. Null when all are known to be complete.
    /// </summary>
    public long? SuspectFrom { get; init; }

    /// <summary>The end of the last window that the job is known to have completed; null when none is known.</summary>
    public long? CompleteTo { get; init; }

    /// <summary>Whether the first window may be there in part: a run that filled backwards was cut off, or nothing is known of the runs before.</summary>
    public bool IsFirstSuspect { get; init; }

    /// <summary>The start of the oldest window that a run was to fill backwards to when it was cut off; null when none was.</summary>
    public long? BackwardTo { get; init; }

    /// <summary>Tells what is known of a target's windows. Points are written window by window, so a run that was cut off leaves at most one in part.</summary>
    /// <param name="grid">The windows.</param>
    /// <param name="first">The start of the first window it has points of; null when it does not matter.</param>
    /// <param name="last">The start of the last one.</param>
    /// <param name="lastClosed">The start of the last one before the watermark; null when there is none.</param>
    /// <param name="before">What the job's last run said when it began or ended; null when nothing is known of it.</param>
    public static TargetState Of(WindowGrid grid, long? first, long last, long? lastClosed, JobEvent? before)
    {
        var state = new TargetState(first, last);
        if (before is null)
        {
            return state with { SuspectFrom = lastClosed ?? last, IsFirstSuspect = true };
        }

        state = state with { CompleteTo = before.CompleteTo, BackwardTo = before.BackwardTo, IsFirstSuspect = before.BackwardTo is not null };
        long complete = before.CompleteTo ?? (before.IsCompleted ? before.To : before.From) ?? last;
        long? suspect = before.IsCompleted
            // What lies beyond is not the job's, or was computed before it was complete.
            ? (complete >= grid.Next(last) ? null : complete)
            : lastClosed is { } closed && (before.To is null || closed < before.To) ? closed
            : complete;
        // What an earlier run left in doubt comes before anything new, so windows after it mean that it was looked at.
        bool isDoubtSettled = before.DoubtFrom is null || (!before.IsCompleted && lastClosed >= before.DoubtTo);
        suspect = isDoubtSettled ? suspect : Math.Min(before.DoubtFrom!.Value, suspect ?? long.MaxValue);
        return state with { SuspectFrom = suspect is { } from ? grid.Floor(from) : null };
    }
}
