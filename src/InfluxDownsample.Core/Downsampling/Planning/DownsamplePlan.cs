namespace InfluxDownsample.Core.Downsampling;

/// <summary>What a run has to do. Times are nanoseconds since 1970-01-01 UTC.</summary>
internal sealed record DownsamplePlan
{
    /// <summary>The end of the last window that is complete; windows that begin here or later are not. Null while none of the source is.</summary>
    public required long? Watermark { get; init; }

    /// <summary>The chunks in the order in which they are worked on.</summary>
    public required IReadOnlyList<DownsampleChunk> Chunks { get; init; }

    /// <summary>Of the windows to be computed those that are not whole.</summary>
    public required WindowSet Partial { get; init; }

    /// <summary>Of the windows to be computed those that the server's clock has not come to.</summary>
    public required WindowSet Ahead { get; init; }

    /// <summary>Windows that never count as done, for their rows become more.</summary>
    public WindowSet Unfinished => Partial.Union(Ahead);

    /// <summary>Windows between others of the target that no run was ever asked for, this one included.</summary>
    public required WindowSet Gaps { get; init; }

    /// <summary>Windows that are asked for and that the source is still to get: a later run writes them.</summary>
    public WindowSet Awaited { get; init; } = WindowSet.Empty;

    /// <summary>Windows before the target's first that the source has got since, and that no run was asked for.</summary>
    public WindowSet Older { get; init; } = WindowSet.Empty;

    /// <summary>Windows before the target's first that were not to be made.</summary>
    public WindowSet LeftOut { get; init; } = WindowSet.Empty;

    /// <summary>Windows that are left alone, in order of time.</summary>
    public required IReadOnlyList<SkippedWindows> Skipped { get; init; }

    /// <summary>All windows that the run may write.</summary>
    public WindowSet Windows => WindowSet.Of(Chunks.Select(chunk => new Window(chunk.From, chunk.To)));

    /// <summary>Windows to be computed: those due and those to be compared again.</summary>
    public long WindowsPlanned => Chunks.Sum(chunk => chunk.Windows);

    /// <summary>Windows to be computed that are not whole; only on request.</summary>
    public long WindowsPartial { get; init; }

    /// <summary>Windows left alone.</summary>
    public long WindowsSkipped => Skipped.Sum(skipped => skipped.Count);

    /// <summary>The start of the first window planned; null when there is none.</summary>
    public long? From => Chunks.Count == 0 ? null : Chunks.Min(chunk => chunk.From);

    /// <summary>The end of the last window planned; null when there is none.</summary>
    public long? To => Chunks.Count == 0 ? null : Chunks.Max(chunk => chunk.To);
}
