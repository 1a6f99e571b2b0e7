using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.Catalog;

/// <summary>A field of a measurement.</summary>
/// <param name="Name">The name, case-sensitive.</param>
/// <param name="Type">The type of its values.</param>
public sealed record InfluxField(string Name, PointType Type)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({Type})";
}
