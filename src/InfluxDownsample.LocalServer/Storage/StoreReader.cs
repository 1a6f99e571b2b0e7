namespace InfluxDownsample.LocalServer.Storage;

/// <summary>A database as it stood when the reader was opened; writes that follow do not show. Dispose it when the query has ended.</summary>
internal sealed class StoreReader(DatabaseCatalog catalog, DuckDBConnection connection, Action<DuckDBConnection> release) : IDisposable
{
    public DatabaseCatalog Catalog { get; } = catalog;

    /// <summary>A connection inside a reading transaction.</summary>
    public DuckDBConnection Connection { get; } = connection;

    public void Dispose() => release(Connection);
}
