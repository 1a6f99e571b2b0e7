namespace InfluxDownsample.Core.Downsampling;

/// <summary>Why a window is not written.</summary>
public enum SkipReason
{
    /// <summary>It begins before the range or before the first raw row, so it would be computed from a part of its data.</summary>
    PartialStart,

    /// <summary>It ends after the range.</summary>
    PartialStop,

    /// <summary>It is not over yet.</summary>
    NotClosed,

    /// <summary>It is over, but late rows are still waited for.</summary>
    WithinDelay,

    /// <summary>The source is downsampled itself and not complete that far.</summary>
    SourceIncomplete,

    /// <summary>The source no longer keeps its rows, or not all of them.</summary>
    BeyondRetention,

    /// <summary>The target no longer keeps points of that time: this one would be gone at once.</summary>
    BeyondTargetRetention,

    /// <summary>It has raw rows, but fewer than a point is made of.</summary>
    TooFewSamples,
}
