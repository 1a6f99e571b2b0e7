namespace InfluxDownsample.LocalServer.Query;

/// <summary>The bounds a query sets on time, both inclusive, in nanoseconds since the epoch. A null bound is an open end.</summary>
public sealed record ScannedRange(long? FromNanoseconds, long? ToNanoseconds);
