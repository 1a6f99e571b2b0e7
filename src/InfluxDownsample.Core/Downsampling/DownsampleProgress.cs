namespace InfluxDownsample.Core.Downsampling;

/// <summary>How far a run is.</summary>
/// <param name="WindowsDone">Windows worked on.</param>
/// <param name="WindowsPlanned">Windows planned.</param>
/// <param name="PointsWritten">Points confirmed.</param>
/// <param name="Elapsed">The time since the first query.</param>
public sealed record DownsampleProgress(long WindowsDone, long WindowsPlanned, long PointsWritten, TimeSpan Elapsed);
