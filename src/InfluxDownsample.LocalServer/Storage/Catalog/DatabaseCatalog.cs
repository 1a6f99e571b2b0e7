using System.Collections.Immutable;

namespace InfluxDownsample.LocalServer.Storage.Catalog;

/// <summary>One database as it stood after a write; a change makes a new one.</summary>
internal sealed class DatabaseCatalog(long id, string name, TimeSpan? retention, ImmutableDictionary<string, TableSchema> tables) : IDatabaseCatalog
{
    private IReadOnlyList<TableSchema>? _ordered;

    public static ImmutableDictionary<string, TableSchema> NoTables { get; } = ImmutableDictionary.Create<string, TableSchema>(StringComparer.Ordinal);

    public long Id { get; } = id;

    public string Name { get; } = name;

    public TimeSpan? Retention { get; } = retention;

    public bool ShowsFiles { get; private init; } = true;

    public IReadOnlyList<TableSchema> Tables => _ordered ??= [.. tables.Values.OrderBy(table => table.Name, NameOrder.Comparer)];

    public TableSchema? FindTable(string name) => tables.GetValueOrDefault(name);

    public DatabaseCatalog With(TableSchema changed) => new(Id, Name, Retention, tables.SetItem(changed.Name, changed));

    public DatabaseCatalog Without(string table) => new(Id, Name, Retention, tables.Remove(table));

    public DatabaseCatalog WithName(string changed) => new(Id, changed, Retention, tables);

    public DatabaseCatalog WithRetention(TimeSpan? period) => new(Id, Name, period, tables);

    /// <summary>The catalogue a query sees: rows older than the retention period do not exist for it. // wire reference 6.1</summary>
    /// <param name="now">What time it is.</param>
    /// <param name="showsFiles">Whether files are listed.</param>
    /// <param name="view">What is seen of a table; null sees all.</param>
    public DatabaseCatalog At(DateTimeOffset now, bool showsFiles, Func<TableSchema, TableSchema>? view)
    {
        if (view is not null)
        {
            IEnumerable<KeyValuePair<string, TableSchema>> seen = tables.Select(table => KeyValuePair.Create(table.Key, view(table.Value)));
            return new DatabaseCatalog(Id, Name, Retention, NoTables.AddRange(seen)).At(now, showsFiles, view: null);
        }

        if (Retention is not TimeSpan period)
        {
            return new(Id, Name, Retention, tables) { ShowsFiles = showsFiles };
        }

        Int128 oldest = ((Int128)(now - DateTimeOffset.UnixEpoch).Ticks - period.Ticks) * 100;
        long from = oldest < long.MinValue ? long.MinValue : oldest > long.MaxValue ? long.MaxValue : (long)oldest;
        IEnumerable<TableSchema> visible = tables.Values.Select(table => table.Since(from));
        return new(Id, Name, Retention, NoTables.AddRange(visible.Select(table => KeyValuePair.Create(table.Name, table)))) { ShowsFiles = showsFiles };
    }
}
