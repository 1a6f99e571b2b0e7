namespace InfluxDownsample.LocalServer.Sql;

/// <summary>Functions by name. Of one name that stands in it twice the last one that takes so many arguments counts.</summary>
internal sealed class FunctionTable<TCall>(params IEnumerable<Function<TCall>> functions)
    where TCall : BoundCall
{
    private readonly ILookup<string, Function<TCall>> _byName = functions
        .SelectMany(function => function.Names.Split(' '), (function, name) => (name, function)).ToLookup(entry => entry.name, entry => entry.function);

    public IEnumerable<string> Names => _byName.Select(group => group.Key);

    public bool Exists(string name) => _byName.Contains(name);

    /// <exception cref="QueryException">The arguments do not fit.</exception>
    public BoundExpression Bind(TCall call) =>
        (_byName[call.Name].LastOrDefault(function => call.Count >= function.Least && call.Count <= function.Most) ?? throw call.NoMatch()).Bind(call);
}
