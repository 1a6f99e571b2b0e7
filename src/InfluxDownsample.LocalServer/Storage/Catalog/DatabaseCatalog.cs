using System.Collections.Immutable;

namespace InfluxDownsample.LocalServer.Storage;

/// <summary>One database as it stood after a write; a change makes a new one.</summary>
internal sealed record DatabaseCatalog(long Id, string Name, TimeSpan? Retention, ImmutableDictionary<string, TableSchema> ByName) : IDatabaseCatalog
{
    public static ImmutableDictionary<string, TableSchema> NoTables { get; } = ImmutableDictionary.Create<string, TableSchema>(StringComparer.Ordinal);

    public bool ShowsFiles { get; private init; } = true;

    public IReadOnlyList<TableSchema> Tables => field ??= [.. ByName.Values.OrderBy(table => table.Name, NameOrder.Comparer)];

    public TableSchema? FindTable(string name) => ByName.GetValueOrDefault(name);

    public DatabaseCatalog With(TableSchema changed) => With(ByName.SetItem(changed.Name, changed));

    public DatabaseCatalog Without(string table) => With(ByName.Remove(table));

    /// <summary>The catalogue a query sees: rows older than the retention period do not exist for it. // wire reference 6.1</summary>
    /// <param name="now">What time it is.</param>
    /// <param name="showsFiles">Whether files are listed.</param>
    /// <param name="view">What is seen of a table; null sees all.</param>
    public DatabaseCatalog At(DateTimeOffset now, bool showsFiles, Func<TableSchema, TableSchema>? view)
    {
        if (view is null && Retention is null)
        {
            return this with { ShowsFiles = showsFiles };
        }

        IEnumerable<TableSchema> seen = view is null ? ByName.Values : ByName.Values.Select(view);
        if (Retention is { } period)
        {
            Int128 oldest = ((Int128)(now - DateTimeOffset.UnixEpoch).Ticks - period.Ticks) * 100;
            seen = seen.Select(table => table.Since((long)Int128.Clamp(oldest, long.MinValue, long.MaxValue)));
        }

        return With(NoTables.AddRange(seen.Select(table => KeyValuePair.Create(table.Name, table)))) with { ShowsFiles = showsFiles };
    }

    private DatabaseCatalog With(ImmutableDictionary<string, TableSchema> tables) => new(Id, Name, Retention, tables);
}
