namespace InfluxDownsample.Core.Charts;

/// <summary>What lies between the smallest and the largest values.</summary>
/// <param name="Label">What the legend calls it.</param>
/// <param name="Color">The number of its colour.</param>
/// <param name="Times">The stamps in nanoseconds.</param>
/// <param name="Low">The smallest values.</param>
/// <param name="High">The largest values.</param>
/// <param name="Runs">The number of the run that each stamp belongs to.</param>
internal sealed record ChartBand(string Label, int Color, long[] Times, double[] Low, double[] High, int[] Runs);
