namespace InfluxDownsample.LocalServer.Query;

/// <summary>One reading of a stored table, and the bounds the query sets on its time.</summary>
public sealed class ScannedTable(TableSchema table, TimeBounds range = default)
{
    public TableSchema Table { get; } = table;

    public TimeBounds Range { get; private set; } = range;

    /// <summary>How many files InfluxDB 3 Core would open for it: one for every 10-minute block with a row. // wire reference 1.6</summary>
    public int Files => Table.CountBlocks(Range.Lower, Range.Upper);

    /// <summary>Another condition bounds the time too.</summary>
    public void Narrow(TimeBounds bounds) => Range = Range.Intersect(bounds);
}
