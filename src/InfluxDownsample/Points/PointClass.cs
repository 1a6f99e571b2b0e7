using System.Collections.Concurrent;
using System.Globalization;
using System.Linq.Expressions;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Text;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Points;

/// <summary>
/// The class of the points of a result: derived from <see cref="InfluxPoint"/>, with a property for each column. Emitted once for all results of the same
/// columns, so that the engine learns their members once too. Being plain .NET, points are the same in every runspace.
/// </summary>
internal sealed class PointClass
{
    // By what distinguishes classes. The class lives as long as somebody knows it, and the engine remembers every class that it has met;
    // to emit another one for the same columns would add to what it remembers.
    private static readonly ConcurrentDictionary<string, WeakReference<Type>> s_types = new(StringComparer.Ordinal);
    private static readonly ConditionalWeakTable<Type, PointClass> s_classes = [];
    private static readonly ConditionalWeakTable<PointSchema, PointClass> s_bySchema = [];
    private static readonly object s_emitting = new();

    private static readonly MethodInfo s_get = typeof(InfluxPoint).GetMethod(InfluxPoint.ReadName, BindingFlags.Instance | BindingFlags.NonPublic)!;
    private static readonly MethodInfo s_set = typeof(InfluxPoint).GetMethod(InfluxPoint.AssignName, BindingFlags.Instance | BindingFlags.NonPublic)!;
    private static readonly ConstructorInfo s_construct
        = typeof(InfluxPoint).GetConstructor(BindingFlags.Instance | BindingFlags.NonPublic, [typeof(InfluxBatch), typeof(int)])!;

    private static int s_emitted;

    private PointClass(Type type, string[] names)
    {
        Names = names;
        ParameterExpression batch = Expression.Parameter(typeof(InfluxBatch));
        ParameterExpression row = Expression.Parameter(typeof(int));
        New = Expression.Lambda<Func<InfluxBatch, int, InfluxPoint>>(Expression.New(type.GetConstructors()[0], batch, row), batch, row).Compile();
    }

    /// <summary>The names of the properties, by the position of their columns.</summary>
    public string[] Names { get; }

    /// <summary>Makes a point that views a row of a batch with these columns.</summary>
    public Func<InfluxBatch, int, InfluxPoint> New { get; }

    /// <summary>The class for a schema.</summary>
    public static PointClass Of(PointSchema schema) => s_bySchema.GetValue(schema, Find);

    /// <summary>Finds a column as PowerShell finds a property, without regard to case unless one is written exactly so; -1 when there is none.</summary>
    public int IndexOf(PointSchema schema, string name)
        => schema.IndexOf(name) is int exact and >= 0 ? exact : Array.FindIndex(Names, known => string.Equals(known, name, StringComparison.OrdinalIgnoreCase));

    private static PointClass Find(PointSchema schema)
    {
        string[] names = PointPropertyNames.Of(schema);
        bool isRenamed = !names.SequenceEqual(schema.Columns.Select(static column => column.Name), StringComparer.Ordinal);
        var key = new StringBuilder(isRenamed ? InfluxPoint.RenamedTypeName : InfluxPoint.TypeName);
        foreach (string name in names)
        {
            key.Append(CultureInfo.InvariantCulture, $"{name.Length}:{name}");
        }

        lock (s_emitting)
        {
            if (s_types.TryGetValue(key.ToString(), out WeakReference<Type>? known) && known.TryGetTarget(out Type? type)
                && s_classes.TryGetValue(type, out PointClass? found))
            {
                return found;
            }

            type = Emit(isRenamed ? InfluxPoint.RenamedTypeName : InfluxPoint.TypeName, names);
            var made = new PointClass(type, names);
            s_classes.Add(type, made);
            s_types[key.ToString()] = new WeakReference<Type>(type);
            return made;
        }
    }

    private static Type Emit(string typeName, string[] names)
    {
        string number = Interlocked.Increment(ref s_emitted).ToString(CultureInfo.InvariantCulture);
        // An assembly for each class, since a class is collected with its assembly.
        TypeBuilder type = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("InfluxDownsample.Points." + number), AssemblyBuilderAccess.RunAndCollect)
            .DefineDynamicModule("Points")
            .DefineType(typeName + number, TypeAttributes.Public | TypeAttributes.Sealed, typeof(InfluxPoint));
        EmitConstructor(type);
        for (int ordinal = 0; ordinal < names.Length; ordinal++)
        {
            EmitProperty(type, names[ordinal], ordinal);
        }

        return type.CreateType();
    }

    // public InfluxPoint1(InfluxBatch source, int row) : base(source, row) { }
    private static void EmitConstructor(TypeBuilder type)
    {
        ILGenerator code = type.DefineConstructor(MethodAttributes.Public, CallingConventions.Standard, [typeof(InfluxBatch), typeof(int)]).GetILGenerator();
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Ldarg_1);
        code.Emit(OpCodes.Ldarg_2);
        code.Emit(OpCodes.Call, s_construct);
        code.Emit(OpCodes.Ret);
    }

    // public object name { get => Read(ordinal); set => Assign(ordinal, value); }
    // An object, for to a typed property the engine converts by its own rules first: 5.5 would become the integer 6, null the text "",
    // and nanoseconds ticks of 100 ns. So the column itself decides what it can hold.
    private static void EmitProperty(TypeBuilder type, string name, int ordinal)
    {
        const MethodAttributes Accessor = MethodAttributes.Public | MethodAttributes.HideBySig | MethodAttributes.SpecialName;
        MethodBuilder get = type.DefineMethod("get_" + name, Accessor, typeof(object), Type.EmptyTypes);
        ILGenerator code = get.GetILGenerator();
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Ldc_I4, ordinal);
        code.Emit(OpCodes.Call, s_get);
        code.Emit(OpCodes.Ret);

        MethodBuilder set = type.DefineMethod("set_" + name, Accessor, typeof(void), [typeof(object)]);
        code = set.GetILGenerator();
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Ldc_I4, ordinal);
        code.Emit(OpCodes.Ldarg_1);
        code.Emit(OpCodes.Call, s_set);
        code.Emit(OpCodes.Ret);

        PropertyBuilder property = type.DefineProperty(name, PropertyAttributes.None, typeof(object), null);
        property.SetGetMethod(get);
        property.SetSetMethod(set);
    }
}
