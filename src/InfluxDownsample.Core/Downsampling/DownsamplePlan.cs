namespace InfluxDownsample.Core.Downsampling;

/// <summary>What a run has to do. Times are nanoseconds since 1970-01-01 UTC.</summary>
internal sealed record DownsamplePlan
{
    /// <summary>The end of the last window that is complete; windows that begin here or later are not.</summary>
    public required long Watermark { get; init; }

    /// <summary>The chunks in the order in which they are worked on.</summary>
    public required IReadOnlyList<DownsampleChunk> Chunks { get; init; }

    /// <summary>The end of the last window that the job is known to have completed before the run; null when none is known.</summary>
    public long? CompleteBefore { get; init; }

    /// <summary>The end of the last window that the job has completed once the run has.</summary>
    public required long CompleteTo { get; init; }

    /// <summary>The windows of the target that are in doubt while the run has not ended; null when none is.</summary>
    public (long From, long To)? Doubt { get; init; }

    /// <summary>The same once the run has ended well: what this one's range leaves out.</summary>
    public (long From, long To)? DoubtLeft { get; init; }

    /// <summary>The start of the oldest window that is still to be filled backwards, from the target's first one, while the run has not ended; null when none is.</summary>
    public long? BackwardTo { get; init; }

    /// <summary>The same once the run has ended well: what this one's range leaves out.</summary>
    public long? BackwardLeft { get; init; }

    /// <summary>Windows at the edges of the range that are left alone, in order of time.</summary>
    public required IReadOnlyList<SkippedWindows> Skipped { get; init; }

    /// <summary>Windows to be computed: those due and those to be compared again.</summary>
    public long WindowsPlanned => Chunks.Sum(chunk => chunk.Windows);

    /// <summary>Windows to be computed that are not complete; only on request.</summary>
    public long WindowsPartial => Chunks.Sum(chunk => chunk.PartialWindows);

    /// <summary>Windows left alone.</summary>
    public long WindowsSkipped => Skipped.Sum(skipped => skipped.Count);

    /// <summary>The start of the first window planned; null when there is none.</summary>
    public long? From => Chunks.Count == 0 ? null : Chunks.Min(chunk => chunk.From);

    /// <summary>The end of the last window planned; null when there is none.</summary>
    public long? To => Chunks.Count == 0 ? null : Chunks.Max(chunk => chunk.To);
}
