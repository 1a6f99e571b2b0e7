namespace InfluxDownsample.Core.Downsampling;

/// <summary>A row of the table in which the target database remembers its runs.</summary>
internal sealed record JobEvent
{
    /// <summary>A run wants the job.</summary>
    public const string Claim = "claim";

    /// <summary>A run is still at work.</summary>
    public const string Heartbeat = "heartbeat";

    /// <summary>A run that has the job begins to write.</summary>
    public const string Begin = "begin";

    /// <summary>A run that had the job has ended.</summary>
    public const string End = "end";

    /// <summary>A run did not get the job, or found nothing left of it.</summary>
    public const string Refused = "refused";

    /// <summary>The status of a run that was stopped by hand.</summary>
    public const string Stopped = "Stopped";

    /// <summary><see cref="Claim"/>, <see cref="Heartbeat"/>, <see cref="Begin"/>, <see cref="End"/> or <see cref="Refused"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The job's key.</summary>
    public required string Job { get; init; }

    /// <summary>The run's id.</summary>
    public required string Run { get; init; }

    /// <summary>When the server took the row in, nanoseconds since 1970-01-01 UTC; clocks of runbook machines do not count.</summary>
    public long Time { get; init; }

    /// <summary>Who runs it: user, machine and process.</summary>
    public string Owner { get; init; } = "";

    /// <summary>The database read from.</summary>
    public string SourceDatabase { get; init; } = "";

    /// <summary>The measurement read.</summary>
    public string Measurement { get; init; } = "";

    /// <summary>The measurement written.</summary>
    public string Target { get; init; } = "";

    /// <summary>The interval.</summary>
    public string Every { get; init; } = "";

    /// <summary>When the run claimed the job; null in the claim itself.</summary>
    public long? Claimed { get; init; }

    /// <summary>How the run ended; null while it has not.</summary>
    public string? Status { get; init; }

    /// <summary>Whether the run ended with all its windows worked on.</summary>
    public bool IsCompleted => Kind == End && Status == nameof(DownsampleStatus.Completed);

    /// <summary>The start of the first window planned.</summary>
    public long? From { get; init; }

    /// <summary>The end of the last window planned.</summary>
    public long? To { get; init; }

    /// <summary>The end of the last window that the job is known to have completed, by this run or an earlier one; null when none is known.</summary>
    public long? CompleteTo { get; init; }

    /// <summary>Windows that were in doubt when the run began, and still are unless later ones are there; null when none were.</summary>
    public Window? Doubt { get; init; }

    /// <summary>Windows that were written before they were complete, and have not been found or made right since.</summary>
    public WindowSet Open { get; init; } = WindowSet.Empty;

    /// <summary>Of the open windows those that cannot be there whole: until they are complete they may be written again as far as they go.</summary>
    public WindowSet Early { get; init; } = WindowSet.Empty;

    /// <summary>Windows that were never computed, between others that were.</summary>
    public WindowSet Gaps { get; init; } = WindowSet.Empty;

    /// <summary>The start of the oldest window that this run fills backwards, from the target's first window down; null when it does not.</summary>
    public long? BackwardTo { get; init; }

    /// <summary>Points confirmed.</summary>
    public long? PointsWritten { get; init; }

    /// <summary>What the target is, a <see cref="TableRecord"/> as JSON.</summary>
    public string? Table { get; init; }

    /// <summary>What a run says when it begins with a plan.</summary>
    public JobEvent BeginWith(DownsamplePlan plan) => this with
    {
        Kind = Begin,
        From = plan.From,
        To = plan.To,
        CompleteTo = plan.Before.CompleteTo,
        Doubt = plan.Before.Doubt,
        Open = plan.Before.Open,
        Early = plan.Before.Early,
        Gaps = plan.Before.Gaps,
        BackwardTo = plan.Before.BackwardTo,
    };

    /// <summary>What it says when it is cut off but can still speak.</summary>
    public JobEvent EndAs(string status, long pointsWritten) => this with { Kind = End, Status = status, PointsWritten = pointsWritten };

    /// <summary>What it says when it has done all of its plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="leftOpen">Windows that it found changed, among those in doubt or open, and left so.</param>
    /// <param name="pointsWritten">Points confirmed.</param>
    public JobEvent Complete(DownsamplePlan plan, IEnumerable<Window> leftOpen, long pointsWritten) => EndAs(nameof(DownsampleStatus.Completed), pointsWritten) with
    {
        CompleteTo = plan.After.CompleteTo,
        Doubt = null,
        Open = plan.After.Open.Union(leftOpen),
        Early = plan.After.Early,
        Gaps = plan.After.Gaps,
        BackwardTo = plan.After.BackwardTo,
    };
}
