namespace InfluxDownsample.LocalServer.Sql;

/// <summary>The functions a query may call: what is not listed does not exist, and nothing else reaches DuckDB.</summary>
internal sealed class FunctionTable(params IEnumerable<Function> functions)
{
    private readonly ILookup<string, Function> _byName = functions
        .SelectMany(function => function.Names.Split(' '), (function, name) => (name, function)).ToLookup(entry => entry.name, entry => entry.function);

    public static FunctionTable Scalars { get; } =
        new([.. SimpleFunctions.All, .. TimeFunctions.All, .. TimestampConversions.All, .. TypedFunctions.All]);

    public static FunctionTable Aggregates { get; } = new(AggregateFunctions.All);

    /// <summary>Functions that exist only over a window; aggregates can be called over one too.</summary>
    public static FunctionTable Windows { get; } = new(WindowFunctions.All);

    public IEnumerable<string> Names => _byName.Select(group => group.Key);

    public bool Has(string name) => _byName.Contains(name);

    /// <summary>Of functions of one name the last one that takes so many arguments counts.</summary>
    /// <exception cref="QueryException">The arguments do not fit.</exception>
    public BoundExpression Bind(FunctionCall call) =>
        (_byName[call.Name].LastOrDefault(function => call.Count >= function.Least && call.Count <= function.Most) ?? throw call.NoMatch()).Bind(call);

    /// <summary>Whether a release may know the function; 3.6 has no exact percentile. // wire reference 13</summary>
    public static bool IsKnownTo(CoreVersion release, string name) =>
        release == CoreVersion.Core310 || name is not ("percentile_cont" or "quantile_cont");

    /// <summary>The error of a call that no function answers: of an unknown one, or of one that is not called here or not like this.</summary>
    public static QueryException Misplaced(string name, CoreVersion release)
    {
        string[] known = [.. Scalars.Names.Concat(Aggregates.Names).Concat(Windows.Names).Where(known => IsKnownTo(release, known))];
        return QueryException.Planning(known.Contains(name)
            ? $"Invalid function '{name}': it can't be called here, or not with these clauses"
            : $"Invalid function '{name}'.\nDid you mean '{known.MaxBy(other => EditDistance.Similarity(other, name))}'?");
    }
}
