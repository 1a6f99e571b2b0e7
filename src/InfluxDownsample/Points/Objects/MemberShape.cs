using System.Management.Automation;

namespace InfluxDownsample.Points.Objects;

/// <summary>
/// Custom objects and .NET objects: properties by name. Objects of one .NET type with the same names for the engine's type data, and as many added properties
/// of which all are those of the first, have the same properties.
/// </summary>
internal sealed class MemberShape : ObjectShape
{
    private const int NeverAgain = -1;

    private readonly Type _type;
    private readonly string _typeNames;
    private readonly string[] _unread;
    private readonly int _addedCount;

    private MemberShape(PSObject first, int addedCount, string[] unread, ObjectProperty[] properties)
        : base(properties)
    {
        _type = first.BaseObject.GetType();
        _typeNames = EngineMembers.TypeNamesOf(first);
        _unread = unread;
        _addedCount = addedCount;
    }

    public static MemberShape Of(PSObject first, Func<string, bool> isUsed)
    {
        int added = AddedProperties.Count(first);
        PSPropertyInfo[] all = [.. first.Properties];
        ILookup<bool, PSPropertyInfo> properties = all.ToLookup(property => property.IsGettable && !IsOfRemoting(property.Name) && isUsed(property.Name));
        return new MemberShape(
            first,
            // Where more than properties was added, a count does not tell whether another object has the same ones.
            all.Count(AddedProperties.IsAdded) == added ? added : NeverAgain,
            [.. properties[false].Where(AddedProperties.IsAdded).Select(static property => property.Name)],
            [.. properties[true].Select(static property => new ObjectProperty(property.Name))]);
    }

    public override bool HasNoOthers(object source)
    {
        PSObject item = PSObject.AsPSObject(source);
        return item.BaseObject.GetType() == _type && AddedProperties.Count(source) == _addedCount && EngineMembers.TypeNamesOf(item) == _typeNames
            && Array.TrueForAll(_unread, name => item.Properties[name] is not null);
    }

    public override bool TryRead(object source, Span<object?> values)
    {
        PSObject item = PSObject.AsPSObject(source);
        PSMemberInfoCollection<PSMemberInfo>? custom = item.BaseObject is PSCustomObject ? EngineMembers.OfCustomObject(item) : null;
        for (int index = 0; index < values.Length; index++)
        {
            string name = Properties[index].Name;
            // The engine finds names in any case; to InfluxDB they are different ones.
            if ((custom?[name] as PSPropertyInfo ?? item.Properties[name]) is not { } property || property.Name != name)
            {
                return false;
            }

            values[index] = Cell(name, PropertyValue.Of(property));
        }

        return true;
    }
}
