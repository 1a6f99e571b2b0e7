namespace InfluxDownsample.Points.Objects;

/// <summary>A row of a cmdlet's input.</summary>
/// <param name="Input">The object it is from; an <see cref="InfluxBatch"/> for all of its rows.</param>
/// <param name="Number">Which row of the call it is, counted from 1.</param>
internal readonly record struct InputRow(object Input, long Number);
