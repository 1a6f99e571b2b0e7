using System.Collections;
using System.Management.Automation;

namespace InfluxDownsample.Pipeline;

/// <summary>The objects that an input stands for: the pipeline gives them one by one, <c>-InputObject $list</c> all at once; both mean the same.</summary>
internal static class InputItems
{
    /// <summary>Whether an object is a list of inputs and no input itself.</summary>
    public static bool IsList(object value) => value is IList and not IDictionary;

    /// <summary>The objects; none for null.</summary>
    public static IEnumerable<PSObject> Of(object? input)
    {
        object? plain = input is PSObject wrapped ? wrapped.BaseObject : input;
        if (plain is null)
        {
            return [];
        }

        return IsList(plain) ? ((IList)plain).Cast<object?>().SelectMany(Of) : [PSObject.AsPSObject(input!)];
    }
}
