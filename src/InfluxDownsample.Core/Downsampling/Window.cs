namespace InfluxDownsample.Core.Downsampling;

/// <summary>The span of raw data that becomes one point of each series: from <paramref name="Start"/> up to, not including, <paramref name="End"/>.</summary>
/// <param name="Start">Nanoseconds since 1970-01-01 UTC.</param>
/// <param name="End">Nanoseconds since 1970-01-01 UTC.</param>
public readonly record struct Window(long Start, long End);
