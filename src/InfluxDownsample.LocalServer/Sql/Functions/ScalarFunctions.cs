namespace InfluxDownsample.LocalServer.Sql;

/// <summary>The scalar functions a query may call. What is not listed here does not exist: nothing else reaches DuckDB.</summary>
internal static class ScalarFunctions
{
    private static readonly FunctionTable<FunctionCall> s_functions =
        new([.. SimpleFunctions.All, .. TimeFunctions.All, .. TimestampConversions.All, .. TypedFunctions.All]);

    public static IEnumerable<string> Names => s_functions.Names;

    public static bool Exists(string name) => s_functions.Exists(name);

    /// <exception cref="QueryException">Unknown function, or arguments that do not fit.</exception>
    public static BoundExpression Bind(FunctionCall call) => Exists(call.Name) ? s_functions.Bind(call) : throw Unknown(call.Name);

    /// <summary><c>Invalid function 'x'.</c> with the nearest name.</summary>
    public static QueryException Unknown(string name, CoreVersion release = CoreVersion.Core310)
    {
        string? near = Names.Concat(AggregateFunctions.Names).Concat(WindowFunctions.Names)
            .Where(known => AggregateFunctions.IsKnownTo(release, known))
            .MaxBy(known => EditDistance.Similarity(known, name));
        return QueryException.Planning($"Invalid function '{name}'.\nDid you mean '{near}'?");
    }
}
