using System.Collections.Immutable;

namespace InfluxDownsample.LocalServer.Storage;

/// <summary>One database at one moment; a change makes a new one.</summary>
/// <param name="Id">Never used twice.</param>
/// <param name="Name">The name; a deleted database has the time of its deletion in it.</param>
/// <param name="Retention">How far back rows are visible; null keeps everything.</param>
/// <param name="Deleted">Whether it is marked for deletion: it can be read under its new name, not written.</param>
public sealed record DatabaseCatalog(long Id, string Name, TimeSpan? Retention = null, bool Deleted = false)
{
    /// <summary>The database without rows of its own that tells about all others. // wire reference 4.2</summary>
    public const string InternalName = "_internal";

    private static readonly ImmutableDictionary<string, TableSchema> s_noTables = ImmutableDictionary.Create<string, TableSchema>(StringComparer.Ordinal);

    private IReadOnlyList<TableSchema>? _ordered;

    /// <summary>Whether <c>system.parquet_files</c> is there to be read. // wire reference 4.2</summary>
    public bool ShowsFiles { get; private init; } = true;

    /// <summary>What <c>_internal</c> tells about: every database, the ones marked for deletion too. Null for any other.</summary>
    public IReadOnlyList<DatabaseCatalog>? Databases { get; private init; }

    /// <summary>The tables in byte order of their names.</summary>
    public IReadOnlyList<TableSchema> Tables => _ordered ??= [.. ByName.Values.OrderBy(table => table.Name, NameOrder.Comparer)];

    /// <summary>The tables by name: what a write looks at, which sorts none.</summary>
    internal ImmutableDictionary<string, TableSchema> ByName
    {
        get;
        private init => (field, _ordered) = (value, null);
    } = s_noTables;

    public static DatabaseCatalog Internal(IEnumerable<DatabaseCatalog> databases) => new(0, InternalName) { ShowsFiles = false, Databases = [.. databases] };

    /// <summary>The table of exactly this name (names are case-sensitive), or null.</summary>
    public TableSchema? FindTable(string name) => ByName.GetValueOrDefault(name);

    public DatabaseCatalog With(TableSchema changed) => this with { ByName = ByName.SetItem(changed.Name, changed) };

    public DatabaseCatalog Without(string table) => this with { ByName = ByName.Remove(table) };

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

        return this with { ShowsFiles = showsFiles, ByName = s_noTables.AddRange(seen.Select(table => KeyValuePair.Create(table.Name, table))) };
    }
}
