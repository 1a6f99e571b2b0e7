using InfluxDownsample.LocalServer.Storage;

namespace InfluxDownsample.LocalServer.Query;

/// <summary>
/// One reading of a stored table, and the bounds the query sets on its time, both inclusive, in nanoseconds since the epoch. A null bound is an open end.
/// </summary>
public sealed record ScannedTable(TableSchema Table, long? FromNanoseconds, long? ToNanoseconds)
{
    /// <summary>How many files InfluxDB 3 Core would open for it: one for every 10-minute block with a row. // wire reference 1.6</summary>
    public int Files => Table.CountBlocks(FromNanoseconds, ToNanoseconds);
}
