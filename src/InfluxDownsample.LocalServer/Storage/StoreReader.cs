namespace InfluxDownsample.LocalServer.Storage;

/// <summary>A database as it stood when the reader was opened; writes that follow do not show. Dispose it when the query has ended.</summary>
public sealed class StoreReader : IDisposable
{
    private readonly Action<DuckDBConnection> _release;

    internal StoreReader(IDatabaseCatalog catalog, DuckDBConnection connection, Action<DuckDBConnection> release)
    {
        Catalog = catalog;
        Connection = connection;
        _release = release;
    }

    public IDatabaseCatalog Catalog { get; }

    /// <summary>A connection inside a reading transaction.</summary>
    public DuckDBConnection Connection { get; }

    public void Dispose() => _release(Connection);
}
