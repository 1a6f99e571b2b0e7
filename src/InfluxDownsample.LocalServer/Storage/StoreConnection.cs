namespace InfluxDownsample.LocalServer.Storage;

/// <summary>Opens the DuckDB that holds a store, as it is set for one.</summary>
internal static class StoreConnection
{
    private const string FileName = "local-server.duckdb";

    /// <param name="directory">The folder of its file, made when there is none; null keeps all in memory.</param>
    public static DuckDBConnection Open(string? directory)
    {
        if (directory is not null)
        {
            Directory.CreateDirectory(directory);
        }

        DuckDBConnection connection = new($"DataSource={(directory is null ? ":memory:" : Path.Combine(directory, FileName))}");
        connection.Open();
        ZoneFunctions.Register(connection);
        SketchFunctions.Register(connection);
        if (directory is null)
        {
            // What is kept in memory leaves no traces in the folder the server was started from.
            connection.Execute("SET temp_directory = ''");
        }

        // A query is short here and many run at once. With threads of its own each would wait for them in a busy loop, as DuckDB's streaming does.
        connection.Execute("SET threads = 1");

        // No query can reach the host's files or network, or lift this ban.
        connection.Execute("SET enable_external_access = false");
        connection.Execute("SET lock_configuration = true");
        return connection;
    }
}
