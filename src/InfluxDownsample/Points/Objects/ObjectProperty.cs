using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Points.Objects;

/// <summary>A property of a kind of objects.</summary>
/// <param name="Name">The property's name.</param>
/// <param name="Said">What the server said of the column, or null.</param>
internal sealed record ObjectProperty(string Name, PointColumn? Said = null);
