using System.Collections.Immutable;

namespace InfluxDownsample.LocalServer.Sql;

/// <summary>The tables of the WITH clauses around a query, by name.</summary>
internal sealed class CommonTables
{
    private readonly ImmutableDictionary<string, PlannedQuery> _tables;

    private CommonTables(ImmutableDictionary<string, PlannedQuery> tables) => _tables = tables;

    public static CommonTables None { get; } = new(ImmutableDictionary<string, PlannedQuery>.Empty);

    public PlannedQuery? Find(string name) => _tables.GetValueOrDefault(name);

    /// <summary>With one more table, which hides an outer one of the same name.</summary>
    public CommonTables With(string name, PlannedQuery table) => new(_tables.SetItem(name, table));
}
