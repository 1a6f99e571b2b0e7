namespace InfluxDownsample.Core.Downsampling;

/// <summary>Windows of one length in a row, without gaps.</summary>
/// <param name="Start">Where the first one begins, nanoseconds since 1970-01-01 UTC.</param>
/// <param name="Length">The length of each, in nanoseconds.</param>
/// <param name="Count">How many, at least one.</param>
internal readonly record struct WindowRun(long Start, long Length, long Count)
{
    /// <summary>Where the last one ends.</summary>
    public long End => Start + (Length * Count);
}
