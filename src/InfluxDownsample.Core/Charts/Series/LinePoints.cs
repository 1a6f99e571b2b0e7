namespace InfluxDownsample.Core.Charts.Series;

/// <summary>Points of a line, in order of time.</summary>
/// <param name="Times">The stamps in nanoseconds.</param>
/// <param name="Values">The values, all finite.</param>
/// <param name="Runs">The number of the run that each point belongs to: between two runs lies a gap, and no line.</param>
internal sealed record LinePoints(long[] Times, double[] Values, int[] Runs);
