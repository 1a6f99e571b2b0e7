namespace InfluxDownsample.Core.Downsampling;

/// <summary>What a target holds; it is the whole state of a job.</summary>
/// <param name="First">The start of the first window it has points of, nanoseconds since 1970-01-01 UTC.</param>
/// <param name="Last">The start of the last one.</param>
/// <param name="IsConfirmed">
/// Whether the run that wrote last is known to have ended well. Else that run may have been cut off in the middle of a window: points are written
/// window by window, so it is the last one, or the first one when the newest were written first.
/// </param>
internal sealed record TargetState(long First, long Last, bool IsConfirmed);
