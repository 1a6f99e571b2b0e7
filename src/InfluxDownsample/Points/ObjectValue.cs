using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Points;

/// <summary>A property of an object on its way into a column.</summary>
/// <param name="Name">The property's name.</param>
/// <param name="Value">The value in one of the forms of <see cref="ObjectCell"/>; a time that is exact already is a long of nanoseconds.</param>
/// <param name="Column">What the server said of the column, or null.</param>
internal readonly record struct ObjectValue(string Name, object? Value, PointColumn? Column);
