namespace InfluxDownsample.Benchmarks.Baselines;

/// <summary>The official client for a script in PowerShell, which has no statement for its asynchronous streams.</summary>
public static class OfficialScript
{
    /// <summary>From query to write, with gzip.</summary>
    /// <param name="server">The server's address.</param>
    /// <param name="batches">How many batches to copy.</param>
    public static void Copy(string server, int batches)
    {
        using var client = new OfficialClient(new Uri(server), gzip: true);
        client.CopyAsync(batches).GetAwaiter().GetResult();
    }

    /// <summary>Reads up to the first row.</summary>
    /// <param name="server">The server's address.</param>
    public static object? FirstRow(string server)
    {
        using var client = new OfficialClient(new Uri(server), gzip: true);
        return client.FirstRowAsync().GetAwaiter().GetResult();
    }
}
