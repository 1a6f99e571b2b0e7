namespace InfluxDownsample.Core.Downsampling;

/// <summary>What a run came to. Windows are counted once, over all series; times are nanoseconds since 1970-01-01 UTC.</summary>
public sealed class DownsampleReport
{
    private const int MaxChanges = 1000;

    private readonly List<ChangedPoint> _changes = [];

    /// <summary>How the run ended.</summary>
    public DownsampleStatus Status { get; internal set; } = DownsampleStatus.Failed;

    /// <summary>The start of the first window planned; null when none was.</summary>
    public long? From { get; internal set; }

    /// <summary>The end of the last window planned; null when none was.</summary>
    public long? To { get; internal set; }

    /// <summary>The end of the last complete window; null when the run failed before it was planned.</summary>
    public long? Watermark { get; internal set; }

    /// <summary>Windows due and windows to be compared again.</summary>
    public long WindowsPlanned { get; internal set; }

    /// <summary>Windows of which at least one point was written and confirmed; changed ones among them when these were written again.</summary>
    public long WindowsWritten { get; internal set; }

    /// <summary>Compared windows that the target holds as they are.</summary>
    public long WindowsUnchanged { get; internal set; }

    /// <summary>Compared windows of which at least one series has other values now, written again or not.</summary>
    public long WindowsChanged { get; internal set; }

    /// <summary>Planned windows that give no point: without a raw row, or without one that can be stored.</summary>
    public long WindowsEmpty { get; internal set; }

    /// <summary>Planned windows that have raw rows, but fewer than <c>MinimumSamples</c>.</summary>
    public long WindowsThin { get; internal set; }

    /// <summary>Planned windows that are not complete, with <c>IncludePartial</c> only.</summary>
    public long WindowsPartial { get; internal set; }

    /// <summary>Windows left alone because they are not whole.</summary>
    public long WindowsSkipped { get; internal set; }

    /// <summary>What was left out, by reason: windows that are not whole, and points without a value that can be stored.</summary>
    public IDictionary<string, long> SkipReasons { get; } = new SortedDictionary<string, long>(StringComparer.Ordinal);

    /// <summary>The windows left alone.</summary>
    public IReadOnlyList<SkippedWindows> Skipped { get; internal set; } = [];

    /// <summary>Where the windows begin that are planned, or would be if the target kept their points; null when there are none.</summary>
    internal long? Begin
        => Skipped.Where(skipped => skipped.Reason == SkipReason.BeyondTargetRetention).Select(skipped => (long?)skipped.From).Append(From).Min();

    /// <summary>How long the target keeps its rows, where that is known and not for ever.</summary>
    internal TimeSpan? TargetRetention { get; set; }

    /// <summary>Rows that the aggregate queries returned.</summary>
    public long RowsRead { get; internal set; }

    /// <summary>Points confirmed by the target.</summary>
    public long PointsWritten { get; internal set; }

    /// <summary>Changed points that were written again and still read back with their old values.</summary>
    public long PointsStale { get; internal set; }

    /// <summary>Values left out because they are NaN or infinite.</summary>
    public long NonFiniteValues { get; internal set; }

    /// <summary>For a plan: points of the windows that are due; for a long plan estimated from some of its chunks.</summary>
    public long? PointsExpected { get; internal set; }

    /// <summary>Write requests, repetitions included.</summary>
    public long Requests { get; internal set; }

    /// <summary>Requests of every kind that were repeated.</summary>
    public long Retries => WriteRetries + OtherRetries;

    /// <summary>Aggregate queries that were answered; for a plan, those there would be.</summary>
    public long Chunks { get; internal set; }

    /// <summary>Windows that have changed and stay as they are.</summary>
    internal long WindowsLeft { get; set; }

    /// <summary>Where the first of them begins; null when there is none.</summary>
    internal long? FirstLeft { get; set; }

    /// <summary>Stored points whose series has no rows in its window any more.</summary>
    internal long PointsVanished { get; set; }

    /// <summary>Changed points, the first thousand.</summary>
    public IReadOnlyList<ChangedPoint> Changes => _changes;

    /// <summary>The queries of a run that was only planned.</summary>
    public IReadOnlyList<PlannedChunk> Plan { get; internal set; } = [];

    /// <summary>The columns whose values the server only estimates.</summary>
    public IReadOnlyList<string> EstimatedColumns { get; internal set; } = [];

    /// <summary>The points that were added to windows, confirmed or not.</summary>
    internal WrittenPoints Written { get; } = new();

    internal long WriteRetries { get; set; }

    internal long OtherRetries { get; set; }

    internal void AddSkipped(SkippedWindows skipped) => Skipped = [.. Skipped, skipped];

    internal void AddChange(ChangedPoint change)
    {
        if (_changes.Count < MaxChanges)
        {
            _changes.Add(change);
        }
    }

    internal void Skip(string reason, long count)
    {
        if (count > 0)
        {
            SkipReasons[reason] = SkipReasons.TryGetValue(reason, out long before) ? before + count : count;
        }
    }
}
