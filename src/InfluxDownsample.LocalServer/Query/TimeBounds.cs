namespace InfluxDownsample.LocalServer.Query;

/// <summary>Bounds on time, both inclusive, in nanoseconds since the epoch; null is an open end.</summary>
public readonly record struct TimeBounds(long? Lower, long? Upper)
{
    public bool IsUnbounded => Lower is null && Upper is null;

    public bool IsEmpty => Lower > Upper;

    public TimeBounds Intersect(TimeBounds other) => new(
        Lower is { } lower && other.Lower is { } otherLower ? Math.Max(lower, otherLower) : Lower ?? other.Lower,
        Upper is { } upper && other.Upper is { } otherUpper ? Math.Min(upper, otherUpper) : Upper ?? other.Upper);
}
