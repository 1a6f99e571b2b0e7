namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>A column of grouped rows that holds a value, as opposed to a key.</summary>
/// <remarks>
/// <paramref name="IsCount"/>: Whether it counts: nothing to count fills with 0, not null.
/// <paramref name="EngineName"/>: How errors of the query engine name it.
/// </remarks>
internal sealed record AggregateColumn(string Name, OutputType Type, bool IsCount, string EngineName);
