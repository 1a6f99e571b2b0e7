using System.Security.Cryptography.X509Certificates;

namespace InfluxDownsample.LocalServer;

/// <summary>How the local server starts.</summary>
public sealed record LocalServerOptions
{
    /// <summary>The loopback port; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>The folder that keeps the data; null keeps it in memory.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>The admin token; null starts without authorization.</summary>
    public string? Token { get; init; }

    /// <summary>Serves TLS with this certificate; null serves clear text.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>The release of InfluxDB 3 Core whose ways it has where releases differ. // wire reference 13</summary>
    public CoreVersion Like { get; init; } = CoreVersion.Core310;

    /// <summary>The clock behind now(), ingest times and retention.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Databases that may exist at once. // wire reference 5.6</summary>
    public int MaxDatabases { get; init; } = 5;

    /// <summary>Tables over all databases. // wire reference 5.6</summary>
    public int MaxTables { get; init; } = 2000;

    /// <summary>Tags and fields of one table. // wire reference 5.6</summary>
    public int MaxColumnsPerTable { get; init; } = 500;

    /// <summary>
    /// A query that reads so many files of one table or more is refused; a table has one for every 10 minutes that hold a row. 0 refuses none. // wire
    /// reference 1.6
    /// </summary>
    public int QueryFileLimit { get; init; } = 432;

    /// <summary>Bytes of a write's body, compressed and unpacked. // wire reference 5.1</summary>
    public int MaxRequestBytes { get; init; } = 10_485_760;

    /// <summary>Rows of one record batch at most. // wire reference 1.1</summary>
    public int RowsPerBatch { get; init; } = 8192;

    /// <summary>Silence after which an empty batch keeps a query's stream alive. // wire reference 1.5</summary>
    public TimeSpan KeepAliveInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>What the server is told to do wrong from the start.</summary>
    public FaultSettings Faults { get; init; } = new();
}
