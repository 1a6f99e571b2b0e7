namespace InfluxDownsample.Core.Downsampling;

/// <summary>Keeps the rows in which a tag or field has one of some values.</summary>
/// <param name="Column">The tag or field.</param>
/// <param name="Values">The values; null means that the row has none. At least one.</param>
public sealed record ColumnFilter(string Column, IReadOnlyList<object?> Values);
