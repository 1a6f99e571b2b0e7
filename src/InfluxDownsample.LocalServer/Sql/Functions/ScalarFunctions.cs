namespace InfluxDownsample.LocalServer.Sql;

/// <summary>The scalar functions a query may call. What is not listed here does not exist: nothing else reaches DuckDB.</summary>
internal static class ScalarFunctions
{
    private static readonly Dictionary<string, ScalarFunction> s_functions = All();

    public static IEnumerable<string> Names => s_functions.Keys;

    public static bool Exists(string name) => s_functions.ContainsKey(name);

    /// <exception cref="QueryException">Unknown function.</exception>
    public static BoundExpression Bind(FunctionCall call) =>
        s_functions.TryGetValue(call.Name, out ScalarFunction? function) ? function(call) : throw Unknown(call.Name);

    /// <summary><c>Invalid function 'x'.</c> with the nearest name.</summary>
    public static QueryException Unknown(string name, CoreVersion release = CoreVersion.Core310)
    {
        string? near = s_functions.Keys.Concat(AggregateFunctions.Names).Concat(WindowFunctions.Names)
            .Where(known => AggregateFunctions.IsKnownTo(release, known))
            .MaxBy(known => EditDistance.Similarity(known, name));
        return QueryException.Planning($"Invalid function '{name}'.\nDid you mean '{near}'?");
    }

    private static Dictionary<string, ScalarFunction> All()
    {
        Dictionary<string, ScalarFunction> functions = [];
        SimpleFunctions.AddTo(functions);
        TimeFunctions.AddTo(functions);
        TimestampConversions.AddTo(functions);
        TypedFunctions.AddTo(functions);
        return functions;
    }
}
