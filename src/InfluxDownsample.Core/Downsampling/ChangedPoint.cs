namespace InfluxDownsample.Core.Downsampling;

/// <summary>A point that has other values now than when it was written.</summary>
/// <param name="WindowStart">Where its window begins, nanoseconds since 1970-01-01 UTC.</param>
/// <param name="Series">Its tags, such as <c>room=office</c>; empty when it has none.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Differences">The fields that differ.</param>
public sealed record ChangedPoint(long WindowStart, string Series, ChangeOutcome Outcome, IReadOnlyList<FieldDifference> Differences);
