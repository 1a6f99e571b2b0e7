namespace InfluxDownsample.Core.Downsampling;

/// <summary>A span of time from <paramref name="Start"/> up to, not including, <paramref name="End"/>: one window, or several in a row.</summary>
/// <param name="Start">Nanoseconds since 1970-01-01 UTC.</param>
/// <param name="End">Nanoseconds since 1970-01-01 UTC.</param>
public readonly record struct Window(long Start, long End);
