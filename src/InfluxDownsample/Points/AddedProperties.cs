using System.Linq.Expressions;
using System.Management.Automation;
using System.Reflection;

namespace InfluxDownsample.Points;

/// <summary>
/// Properties that a script added to an object (<c>Add-Member</c>). Every object with some keeps them beside it; asking the engine's public members
/// whether there are any costs more than a whole row may, so the engine's own quick question is asked where it exists.
/// </summary>
internal static class AddedProperties
{
    private static readonly Func<object, bool> s_any = CompileQuickQuestion() ?? (value => Of(PSObject.AsPSObject(value)).Any());

    /// <summary>Whether anything was added to the object.</summary>
    public static bool Any(object value) => s_any(value);

    /// <summary>The properties that were added; those of the object itself, adapted or not, are of the kind Property.</summary>
    public static IEnumerable<PSPropertyInfo> Of(PSObject value)
        => value.Properties.Where(property => property.IsInstance && property.MemberType != PSMemberTypes.Property);

    /// <summary>Adds to the one object what was added to the other, except what the test leaves out.</summary>
    public static void Copy(object from, object to, Func<string, bool> except)
    {
        PSObject target = PSObject.AsPSObject(to);
        foreach (PSPropertyInfo property in Of(PSObject.AsPSObject(from)).Where(property => !except(property.Name)))
        {
            target.Properties.Add((PSPropertyInfo)property.Copy());
        }
    }

    // value => PSObject.HasInstanceMembers(value, out _)
    private static Func<object, bool>? CompileQuickQuestion()
    {
        MethodInfo? question = typeof(PSObject).GetMethod("HasInstanceMembers", BindingFlags.Static | BindingFlags.NonPublic);
        if (question?.GetParameters() is not [{ ParameterType: var first }, { IsOut: true } members] || first != typeof(object) || question.ReturnType != typeof(bool))
        {
            return null;
        }

        ParameterExpression value = Expression.Parameter(typeof(object));
        ParameterExpression found = Expression.Variable(members.ParameterType.GetElementType()!);
        return Expression.Lambda<Func<object, bool>>(Expression.Block([found], Expression.Call(question, value, found)), value).Compile();
    }
}
