using System.Collections.Concurrent;

namespace InfluxDownsample.LocalServer.Storage;

/// <summary>Connections that read beside the writer, kept for the next query.</summary>
internal sealed class ReaderPool(DuckDBConnection writer, bool isInMemory) : IDisposable
{
    private readonly ConcurrentBag<DuckDBConnection> _idle = [];

    /// <summary>Opens a snapshot of this moment; call it while nothing is written.</summary>
    public StoreReader Open(DatabaseCatalog catalog)
    {
        DuckDBConnection connection = _idle.TryTake(out DuckDBConnection? idle) ? idle : NewConnection();
        connection.Execute("BEGIN");

        // DuckDB's snapshot begins with the first look at the data, which must come before the next write.
        connection.Scalar("SELECT count(*) FROM influx.databases");
        return new StoreReader(catalog, connection, Release);
    }

    public void Dispose()
    {
        foreach (DuckDBConnection connection in _idle)
        {
            connection.Dispose();
        }
    }

    private DuckDBConnection NewConnection()
    {
        // DuckDB's own way to a second connection differs between memory and files.
        DuckDBConnection connection = isInMemory ? writer.Duplicate() : new DuckDBConnection(writer.ConnectionString);
        connection.Open();
        return connection;
    }

    private void Release(DuckDBConnection connection)
    {
        if (connection.TryRollBack())
        {
            _idle.Add(connection);
        }
        else
        {
            connection.Dispose();
        }
    }
}
