namespace InfluxDownsample.LocalServer.Storage;

/// <summary>The database <c>_internal</c>: no rows of its own, but the list of all databases, the ones marked for deletion too. // wire reference 4.2</summary>
internal sealed class InternalCatalog(IReadOnlyList<StoredDatabase> databases) : IDatabaseCatalog
{
    public const string DatabaseName = "_internal";

    public string Name => DatabaseName;

    public TimeSpan? Retention => null;

    public bool ShowsFiles => false;

    public IReadOnlyList<TableSchema> Tables => [];

    public IReadOnlyList<StoredDatabase> Databases => databases;

    public TableSchema? FindTable(string name) => null;
}
