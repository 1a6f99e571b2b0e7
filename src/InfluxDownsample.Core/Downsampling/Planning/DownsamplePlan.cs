namespace InfluxDownsample.Core.Downsampling;

/// <summary>What a run has to do. Times are nanoseconds since 1970-01-01 UTC.</summary>
internal sealed record DownsamplePlan
{
    /// <summary>The end of the last window that is complete; windows that begin here or later are not.</summary>
    public required long Watermark { get; init; }

    /// <summary>The chunks in the order in which they are worked on.</summary>
    public required IReadOnlyList<DownsampleChunk> Chunks { get; init; }

    /// <summary>What is not settled while the run has not ended.</summary>
    public required OpenEnds Before { get; init; }

    /// <summary>What is not settled once it has ended well, but for changed windows that it leaves as they are.</summary>
    public required OpenEnds After { get; init; }

    /// <summary>Windows at the edges of the range that are left alone, in order of time.</summary>
    public required IReadOnlyList<SkippedWindows> Skipped { get; init; }

    /// <summary>Windows to be computed: those due and those to be compared again.</summary>
    public long WindowsPlanned => Chunks.Sum(chunk => chunk.Windows);

    /// <summary>Windows to be computed that begin before the range, so that only their later rows count; only on request.</summary>
    public long WindowsPartialAtStart { get; init; }

    /// <summary>Windows to be computed that are not over yet, still wait, or end after the range; only on request.</summary>
    public long WindowsPartialAtEnd { get; init; }

    /// <summary>Windows left alone.</summary>
    public long WindowsSkipped => Skipped.Sum(skipped => skipped.Count);

    /// <summary>The start of the first window planned; null when there is none.</summary>
    public long? From => Chunks.Count == 0 ? null : Chunks.Min(chunk => chunk.From);

    /// <summary>The end of the last window planned; null when there is none.</summary>
    public long? To => Chunks.Count == 0 ? null : Chunks.Max(chunk => chunk.To);
}
