namespace InfluxDownsample.Core.Downsampling;

/// <summary>Windows in a row that a run leaves alone.</summary>
/// <param name="From">Where the first one begins, nanoseconds since 1970-01-01 UTC.</param>
/// <param name="To">Where the last one ends.</param>
/// <param name="Count">How many.</param>
/// <param name="Reason">Why.</param>
public sealed record SkippedWindows(long From, long To, long Count, SkipReason Reason);
