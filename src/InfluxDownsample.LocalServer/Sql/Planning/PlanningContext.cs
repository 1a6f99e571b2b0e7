namespace InfluxDownsample.LocalServer.Sql;

/// <summary>What is the same everywhere in one statement.</summary>
internal sealed class PlanningContext(IDatabaseCatalog catalog, IReadOnlyDictionary<string, object?> parameters, long nowNanoseconds, CoreVersion like)
{
    private int _names;

    public IDatabaseCatalog Catalog { get; } = catalog;

    public long NowNanoseconds { get; } = nowNanoseconds;

    /// <summary>The release whose functions and names it has. // wire reference 13</summary>
    public CoreVersion Like { get; } = like;

    /// <summary>Every reading of a stored table in the statement.</summary>
    public List<ScannedTable> Scans { get; } = [];

    /// <summary>A DuckDB name nobody else has in this statement.</summary>
    public string NewName(string prefix) => prefix + (_names++).ToString(CultureInfo.InvariantCulture);

    public BoundExpression Parameter(string name)
    {
        if (!parameters.TryGetValue(name, out object? value))
        {
            throw QueryException.Planning($"No value found for placeholder with name ${name}");
        }

        BoundExpression bound = value switch
        {
            null => Constants.Null(),
            bool flag => Constants.Of(flag),
            long number => Constants.Of(number),
            int number => Constants.Of((long)number),
            ulong number => Constants.Of(number),
            double number => Constants.Of(number),
            string text => Constants.Of(text),
            _ => throw QueryException.Planning($"Parameter ${name} has a type that can't be bound: {value.GetType().Name}"),
        };
        return bound with { Name = "$" + name };
    }
}
