using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace InfluxDownsample.LocalServer.Sql;

/// <summary>What is known at one place of a statement, and what is the same everywhere in it.</summary>
/// <param name="Catalog">The database.</param>
/// <param name="Parameters">Bound parameters by name.</param>
/// <param name="NowNanoseconds">What now() means.</param>
/// <param name="Like">The release whose functions and names it has. // wire reference 13</param>
internal sealed record PlanningContext(
    DatabaseCatalog Catalog, IReadOnlyDictionary<string, object?> Parameters, long NowNanoseconds, CoreVersion Like)
{
    private readonly StrongBox<int> _names = new();

    /// <summary>Every reading of a stored table in the statement.</summary>
    public List<ScannedTable> Scans { get; } = [];

    /// <summary>What a subquery sees around itself.</summary>
    public Scope? Outer { get; init; }

    /// <summary>The tables of the WITH clauses around, by name.</summary>
    public ImmutableDictionary<string, PlannedQuery> Tables { get; init; } = ImmutableDictionary<string, PlannedQuery>.Empty;

    /// <summary>A DuckDB name nobody else has in this statement.</summary>
    public string NewName(string prefix) => $"{prefix}{_names.Value++}";

    public BoundExpression Parameter(string name) => Parameters.TryGetValue(name, out object? value)
        ? Constants.Of(value) with { Name = "$" + name }
        : throw QueryException.Planning($"No value found for placeholder with name ${name}");

    /// <summary>Binds expressions over single rows of these columns.</summary>
    /// <param name="columns">What can be named.</param>
    /// <param name="place">Where the expressions stand; messages name it.</param>
    /// <param name="allowsWindows">May they call window functions?</param>
    public ExpressionBinder Rows(IReadOnlyList<ScopeColumn> columns, string place, bool allowsWindows = false) =>
        new(this, new Scope(columns, Outer), new BindingStage(place, allowsWindows));
}
