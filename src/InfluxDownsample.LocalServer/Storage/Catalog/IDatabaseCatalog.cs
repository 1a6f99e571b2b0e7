namespace InfluxDownsample.LocalServer.Storage;

/// <summary>What one database holds: an unchanging snapshot taken when a query starts.</summary>
public interface IDatabaseCatalog
{
    string Name { get; }

    /// <summary>How far back rows are visible; null keeps everything.</summary>
    TimeSpan? Retention { get; }

    /// <summary>Whether <c>system.parquet_files</c> is there to be read. // wire reference 4.2</summary>
    bool ShowsFiles { get; }

    /// <summary>The tables in byte order of their names.</summary>
    IReadOnlyList<TableSchema> Tables { get; }

    /// <summary>The table of exactly this name (names are case-sensitive), or null.</summary>
    TableSchema? FindTable(string name);
}
