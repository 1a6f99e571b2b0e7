namespace InfluxDownsample.Core.Downsampling;

/// <summary>Which functions are calculated over which fields.</summary>
/// <param name="Fields">The fields.</param>
/// <param name="Functions">The functions, in the order of their columns.</param>
public sealed record AggregateRule(NamePattern Fields, IReadOnlyList<AggregateFunction> Functions);
