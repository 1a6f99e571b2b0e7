using System.Collections.ObjectModel;
using System.Management.Automation;
using InfluxDownsample.Core.Errors;

namespace InfluxDownsample.Points;

/// <summary>
/// Shows the columns of an <see cref="InfluxPoint"/> as properties. Named in InfluxDownsample.Types.ps1xml; the engine makes one for all points.
/// A property object is made at each access because the engine binds it to the point it was asked for.
/// </summary>
public sealed class InfluxPointAdapter : PSPropertyAdapter
{
    /// <inheritdoc/>
    public override Collection<PSAdaptedProperty> GetProperties(object baseObject)
    {
        ArgumentNullException.ThrowIfNull(baseObject);
        var properties = new Collection<PSAdaptedProperty>();
        foreach (PointProperty property in ((InfluxPoint)baseObject).Source.Shape.Properties)
        {
            properties.Add(new PSAdaptedProperty(property.Name, property));
        }

        return properties;
    }

    /// <inheritdoc/>
    public override PSAdaptedProperty? GetProperty(object baseObject, string propertyName)
    {
        ArgumentNullException.ThrowIfNull(baseObject);
        PointProperty? property = ((InfluxPoint)baseObject).Source.Shape.Find(propertyName);
        return property is null ? null : new PSAdaptedProperty(property.Name, property);
    }

    /// <inheritdoc/>
    public override bool IsGettable(PSAdaptedProperty adaptedProperty) => true;

    /// <inheritdoc/>
    public override bool IsSettable(PSAdaptedProperty adaptedProperty) => true;

    /// <inheritdoc/>
    public override object? GetPropertyValue(PSAdaptedProperty adaptedProperty) => Point(adaptedProperty).GetValue(Property(adaptedProperty).Ordinal);

    /// <inheritdoc/>
    public override void SetPropertyValue(PSAdaptedProperty adaptedProperty, object? value)
    {
        try
        {
            Point(adaptedProperty).SetValue(Property(adaptedProperty).Ordinal, value is PSObject wrapped ? wrapped.BaseObject : value);
        }
        catch (PointException refused)
        {
            // The only exception whose text the engine shows.
            throw new SetValueException(refused.Message, refused);
        }
    }

    /// <inheritdoc/>
    public override string GetPropertyTypeName(PSAdaptedProperty adaptedProperty) => Property(adaptedProperty).TypeName;

    private static InfluxPoint Point(PSAdaptedProperty property) => (InfluxPoint)property.BaseObject;

    private static PointProperty Property(PSAdaptedProperty property) => (PointProperty)property.Tag;
}
