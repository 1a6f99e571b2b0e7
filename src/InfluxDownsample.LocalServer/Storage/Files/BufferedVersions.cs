namespace InfluxDownsample.LocalServer.Storage;

/// <summary>
/// Points that were written again before their first version got into a file. A scan of some rows gives for a part of the keys an older version, a read of few
/// rows the newest one; against a version in a file the newest always wins. // wire reference 5.8
/// </summary>
internal static class BufferedVersions
{
    /// <summary>Stands for the conditions on tags and time of the query that reads the table, which tell how many rows it sorts.</summary>
    public const string ScanMark = "/* rows of the scan */ true";

    // More rows than these mix.
    private const int FewRows = 30;

    /// <summary>SQL text of a relation with one row for each key.</summary>
    /// <param name="table">The table.</param>
    /// <param name="rows">SQL text of its rows that can be seen.</param>
    /// <param name="begin">The sequence number of the first buffered row.</param>
    /// <param name="isMixed">Whether older versions may win.</param>
    public static string Merged(TableSchema table, string rows, long begin, bool isMixed) =>
        $"({PointVersions.Merged(table, rows, Rank(table, begin, isMixed, $"{rows} AS counted WHERE {ScanMark}"))})";

    /// <summary>Makes one row of the buffered versions of each key, as they get into the file.</summary>
    public static void Settle(DuckDBConnection connection, TableSchema table, long begin, bool isMixed)
    {
        string buffered = $"{TableSchema.SequenceColumn} >= {begin}";
        PointVersions.Merge(connection, table, $"old.{buffered}", Rank(table, begin, isMixed, $"{table.PhysicalName} WHERE {buffered}"));
    }

    /// <summary>The later version is the higher one, but for a quarter of the keys the first buffered one, where enough rows are counted.</summary>
    private static string Rank(TableSchema table, long begin, bool isMixed, string counted)
    {
        string sequence = TableSchema.SequenceColumn;
        string inQuarter = $"hash({string.Join(", ", PointVersions.Key(table))}) % 4 = 0";
        return !isMixed ? sequence
            : $"CASE WHEN {sequence} >= {begin} AND {inQuarter} AND (SELECT count(*) FROM {counted}) > {FewRows} "
            + $"THEN 9000000000000000000 - {sequence} ELSE {sequence} END";
    }
}
