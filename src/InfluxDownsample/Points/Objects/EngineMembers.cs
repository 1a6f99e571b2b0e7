using System.Linq.Expressions;
using System.Management.Automation;
using System.Reflection;

namespace InfluxDownsample.Points.Objects;

/// <summary>
/// Quick questions that the engine asks itself of every object and has no public form of: what was added to it, and under which type names.
/// The public ones copy lists or take a lock at each look and so cost more than all else that a row needs. Where an engine has no such member, null comes back
/// and the public way is gone.
/// </summary>
internal static class EngineMembers
{
    private const BindingFlags Internal = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly Func<PSObject, PSMemberInfoCollection<PSMemberInfo>>? s_customMembers = CompileCustomMembers();
    private static readonly Func<PSObject, string> s_typeNames = CompileTypeNames() ?? (static value => string.Join('\n', value.TypeNames));

    /// <summary>The members of a custom object by name; null when this engine cannot say it quickly.</summary>
    public static PSMemberInfoCollection<PSMemberInfo>? OfCustomObject(PSObject value) => s_customMembers?.Invoke(value);

    /// <summary>A text that is the same for two objects when a types file adds the same to them.</summary>
    public static string TypeNamesOf(PSObject value) => s_typeNames(value);

    /// <summary>How many members an object has beside those of its type.</summary>
    // value => value is PSObject custom ? custom.InstanceMembers.Count : PSObject.HasInstanceMembers(value, out members) ? members.Count : 0
    public static Func<object, int>? CompileCount()
    {
        MethodInfo? question = typeof(PSObject).GetMethod("HasInstanceMembers", Internal);
        if (question?.GetParameters() is not [{ ParameterType: var first }, { IsOut: true } members] || first != typeof(object)
            || question.ReturnType != typeof(bool))
        {
            return null;
        }

        Type collection = members.ParameterType.GetElementType()!;
        if (collection.GetProperty("Count", Internal) is not { } count || count.PropertyType != typeof(int))
        {
            return null;
        }

        ParameterExpression value = Expression.Parameter(typeof(object));
        ParameterExpression found = Expression.Variable(collection);
        Expression asked = Expression.Condition(Expression.Call(question, value, found), Expression.Property(found, count), Expression.Constant(0));
        Func<object, int> ask = Expression.Lambda<Func<object, int>>(Expression.Block([found], asked), value).Compile();
        if (s_customMembers is null)
        {
            return ask;
        }

        ParameterExpression custom = Expression.Parameter(typeof(PSMemberInfoCollection<PSMemberInfo>));
        var countOf = Expression.Lambda<Func<PSMemberInfoCollection<PSMemberInfo>,
            int>>(Expression.Property(Expression.Convert(custom, collection), count), custom).Compile();
        return item => item is PSObject { BaseObject: PSCustomObject } known ? countOf(s_customMembers(known)) : ask(item);
    }

    // value => value.InstanceMembers
    private static Func<PSObject, PSMemberInfoCollection<PSMemberInfo>>? CompileCustomMembers()
    {
        if (typeof(PSObject).GetProperty("InstanceMembers", Internal) is not { } members
            || !typeof(PSMemberInfoCollection<PSMemberInfo>).IsAssignableFrom(members.PropertyType))
        {
            return null;
        }

        ParameterExpression value = Expression.Parameter(typeof(PSObject));
        return Expression.Lambda<Func<PSObject, PSMemberInfoCollection<PSMemberInfo>>>(Expression.Property(value, members), value).Compile();
    }

    // value => value.InternalTypeNames.Key
    private static Func<PSObject, string>? CompileTypeNames()
    {
        if (typeof(PSObject).GetProperty("InternalTypeNames", Internal) is not { } names
            || names.PropertyType.GetProperty("Key", Internal) is not { } key || key.PropertyType != typeof(string))
        {
            return null;
        }

        ParameterExpression value = Expression.Parameter(typeof(PSObject));
        return Expression.Lambda<Func<PSObject, string>>(Expression.Property(Expression.Property(value, names), key), value).Compile();
    }
}
