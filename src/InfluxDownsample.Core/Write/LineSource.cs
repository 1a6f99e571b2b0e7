namespace InfluxDownsample.Core.Write;

/// <summary>Which input a line was made from.</summary>
/// <param name="Input">The object or batch; null when the caller does not ask for it.</param>
/// <param name="Row">The row, for a batch.</param>
internal readonly record struct LineSource(object? Input, int Row);
