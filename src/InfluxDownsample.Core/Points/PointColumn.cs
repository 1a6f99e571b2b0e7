namespace InfluxDownsample.Core.Points;

/// <summary>A column: name, type, and what it is to InfluxDB.</summary>
/// <param name="Name">The name, case-sensitive.</param>
/// <param name="Type">The type of its values.</param>
/// <param name="Role">What it is to InfluxDB.</param>
/// <param name="RoleFromServer">True when the server said so, false when it follows from name or type.</param>
public sealed record PointColumn(string Name, PointType Type, ColumnRole Role, bool RoleFromServer)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({Role}, {Type})";
}
