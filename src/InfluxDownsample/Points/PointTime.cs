namespace InfluxDownsample.Points;

/// <summary>The exact time of a point on its way to be written; a bare number would count in the unit of <c>-Precision</c>.</summary>
/// <param name="Nanoseconds">Nanoseconds since 1970-01-01 UTC.</param>
internal readonly record struct PointTime(long Nanoseconds);
