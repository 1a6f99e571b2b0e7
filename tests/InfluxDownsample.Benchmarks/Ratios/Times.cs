namespace InfluxDownsample.Benchmarks.Ratios;

/// <summary>What one variant took, by round.</summary>
/// <param name="Seconds">By the clock.</param>
/// <param name="Processor">Seconds of all of this process's threads; a busy machine changes them less.</param>
internal sealed record Times(double[] Seconds, double[] Processor);
