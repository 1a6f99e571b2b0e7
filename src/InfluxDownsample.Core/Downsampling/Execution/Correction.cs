namespace InfluxDownsample.Core.Downsampling;

/// <summary>A stored point that has other values now, or lacks some, and is to be written again.</summary>
/// <param name="WindowStart">Where its window begins, nanoseconds since 1970-01-01 UTC.</param>
/// <param name="Row">The computed row.</param>
/// <param name="Series">Its tags, for people.</param>
/// <param name="Differences">The fields that differ.</param>
internal sealed record Correction(long WindowStart, PointRow Row, string Series, IReadOnlyList<FieldDifference> Differences);
