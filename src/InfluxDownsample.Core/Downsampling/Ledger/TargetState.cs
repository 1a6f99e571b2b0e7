namespace InfluxDownsample.Core.Downsampling;

/// <summary>What a target holds; it is the whole state of a job. Times are nanoseconds since 1970-01-01 UTC.</summary>
/// <param name="First">The start of the first window it has points of; null when that is older than what a plan looks at.</param>
/// <param name="Last">The start of the last one.</param>
internal sealed record TargetState(long? First, long Last)
{
    /// <summary>What is not settled. What is in doubt is computed and compared again, and so is what was left open.</summary>
    public OpenEnds Ends { get; init; } = new();

    /// <summary>Tells what is known of a target's windows. Points are written window by window, so a run that was cut off leaves at most one in part.</summary>
    /// <param name="grid">The windows.</param>
    /// <param name="first">The start of the first window it has points of; null when it does not matter.</param>
    /// <param name="last">The start of the last one.</param>
    /// <param name="lastClosed">The start of the last one before the watermark; null when there is none.</param>
    /// <param name="before">What the job's last run said when it began or ended; null when nothing is known of it.</param>
    public static TargetState Of(WindowGrid grid, long? first, long last, long? lastClosed, JobEvent? before)
    {
        var state = new TargetState(first, last);
        long end = grid.Next(last);
        // So may the first one be in part, where a run that filled backwards was cut off.
        Window[] edge = first is { } start ? [new Window(start, grid.Next(start))] : [];
        if (before is null)
        {
            return state with { Ends = new OpenEnds { Doubt = new Window(lastClosed ?? last, end), Open = WindowSet.Of(edge) } };
        }

        long complete = before.CompleteTo ?? (before.IsCompleted ? before.To : before.From) ?? last;
        long? suspect = before.IsCompleted
            // What lies beyond is not the job's, or was computed before it was complete.
            ? (complete >= end ? null : complete)
            : lastClosed is { } closed && (before.To is null || closed < before.To) ? closed
            : complete;
        // What an earlier run left in doubt comes before anything new, so windows after it mean that it was looked at.
        bool isSettled = before.IsCompleted || before.Doubt is not { } doubt || lastClosed >= doubt.End;
        suspect = isSettled ? suspect : Math.Min(before.Doubt!.Value.Start, suspect ?? long.MaxValue);
        return state with
        {
            Ends = new OpenEnds
            {
                CompleteTo = before.CompleteTo,
                Doubt = suspect is { } from ? new Window(grid.Floor(from), end) : null,
                Open = before.BackwardTo is null ? before.Open : before.Open.Union(edge),
                Early = before.Early,
                Gaps = before.Gaps,
                BackwardTo = before.BackwardTo,
            },
        };
    }
}
