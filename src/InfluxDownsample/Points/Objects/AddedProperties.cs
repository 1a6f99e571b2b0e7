using System.Management.Automation;

namespace InfluxDownsample.Points.Objects;

/// <summary>
/// Properties that a script added to an object (<c>Add-Member</c>); of a custom object that is all of them. Every object with some keeps them beside it;
/// asking the engine's public members whether there are any costs more than a whole row may, so the engine's own quick question is asked where it exists.
/// </summary>
internal static class AddedProperties
{
    private static readonly Func<object, int> s_count = EngineMembers.CompileCount() ?? (value => Of(PSObject.AsPSObject(value)).Count());

    /// <summary>Whether anything was added to the object.</summary>
    public static bool Any(object value) => s_count(value) > 0;

    /// <summary>
    /// How many members were added to the object. To be asked before its properties are listed or <c>$value.PSObject</c> is looked at: by that the engine adds
    /// members of its own.
    /// </summary>
    public static int Count(object value) => s_count(value);

    /// <summary>The properties that were added.</summary>
    public static IEnumerable<PSPropertyInfo> Of(PSObject value) => value.Properties.Where(IsAdded);

    /// <summary>Whether a property was added; those of the object itself, adapted or not, are of the kind Property.</summary>
    public static bool IsAdded(PSPropertyInfo property) => property.IsInstance && property.MemberType != PSMemberTypes.Property;

    /// <summary>Adds to the one object what was added to the other, except the properties picked by name.</summary>
    public static void Copy(object from, object to, ColumnSelection except)
    {
        PSObject target = PSObject.AsPSObject(to);
        PSPropertyInfo[] added = [.. Of(PSObject.AsPSObject(from))];
        bool[] excepted = except.Of(Array.ConvertAll(added, static property => property.Name));
        foreach (PSPropertyInfo property in added.Where((_, index) => !excepted[index]))
        {
            target.Properties.Add((PSPropertyInfo)property.Copy());
        }
    }
}
