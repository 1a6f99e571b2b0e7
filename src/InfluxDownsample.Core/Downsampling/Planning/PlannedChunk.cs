using InfluxDownsample.Core.Query;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>A chunk of a plan.</summary>
/// <param name="From">The start of its first window, nanoseconds since 1970-01-01 UTC.</param>
/// <param name="To">The end of its last window.</param>
/// <param name="Windows">How many windows it has.</param>
/// <param name="Query">The query that aggregates it.</param>
public sealed record PlannedChunk(long From, long To, long Windows, InfluxQuery Query);
