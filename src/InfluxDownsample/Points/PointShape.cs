using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Points;

/// <summary>A column as a property of a point.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Ordinal">Its position in the schema.</param>
/// <param name="TypeName">The .NET type of its values.</param>
internal sealed record PointProperty(string Name, int Ordinal, string TypeName);

/// <summary>The properties of the points of one schema. Made once per batch, so that looking up a property is all that a row costs.</summary>
internal sealed class PointShape
{
    private readonly PointSchema _schema;
    private readonly Dictionary<string, PointProperty> _anyCase = new(StringComparer.OrdinalIgnoreCase);

    public PointShape(PointSchema schema)
    {
        _schema = schema;
        Properties = [.. schema.Columns.Select((column, ordinal) => new PointProperty(column.Name, ordinal, TypeNameOf(column.Type)))];
        foreach (PointProperty property in Properties)
        {
            _anyCase.TryAdd(property.Name, property);
        }
    }

    /// <summary>The properties in query order.</summary>
    public PointProperty[] Properties { get; }

    /// <summary>Finds a property as PowerShell does, without regard to case; where names differ only in case, the one written exactly so.</summary>
    public PointProperty? Find(string name)
    {
        if (!_anyCase.TryGetValue(name, out PointProperty? property))
        {
            return null;
        }

        if (property.Name != name && _schema.IndexOf(name) is int exact and >= 0)
        {
            return Properties[exact];
        }

        return property;
    }

    private static string TypeNameOf(PointType type) => type switch
    {
        PointType.Timestamp => typeof(DateTime).FullName!,
        PointType.Integer => typeof(long).FullName!,
        PointType.Unsigned => typeof(ulong).FullName!,
        PointType.Float => typeof(double).FullName!,
        PointType.String => typeof(string).FullName!,
        PointType.Boolean => typeof(bool).FullName!,
        _ => typeof(object).FullName!,
    };
}
