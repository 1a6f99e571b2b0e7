namespace InfluxDownsample.Core.Downsampling;

/// <summary>A point whose values differ from what the target holds.</summary>
/// <param name="WindowStart">Where its window begins, nanoseconds since 1970-01-01 UTC.</param>
/// <param name="Series">Its tags, such as <c>room=office</c>; empty when it has none.</param>
/// <param name="Field">The field.</param>
/// <param name="Expected">What the source gives now; null when nothing.</param>
/// <param name="Actual">What the target holds; null when nothing.</param>
public sealed record FieldDifference(long WindowStart, string Series, string Field, object? Expected, object? Actual);
