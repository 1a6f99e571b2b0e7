namespace InfluxDownsample.Core.Downsampling;

/// <summary>What became of a changed point.</summary>
public enum ChangeOutcome
{
    /// <summary>It was counted and listed; the target is as it was.</summary>
    Reported,

    /// <summary>It was written, and the target gives the new values.</summary>
    Verified,

    /// <summary>It was written, but the target still gives the old values.</summary>
    Stale,

    /// <summary>
    /// It waits to be written: the stored point does not lie in a file yet, and of two points in the buffer either may survive. The next run takes it up.
    /// </summary>
    CorrectionPending,
}
