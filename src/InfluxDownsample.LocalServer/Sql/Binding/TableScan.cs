using InfluxDownsample.LocalServer.Storage;

namespace InfluxDownsample.LocalServer.Sql.Binding;

/// <summary>One reading of a stored table, and the time range it was narrowed to so far, both ends inclusive.</summary>
internal sealed class TableScan(TableSchema table)
{
    public TableSchema Table { get; } = table;

    public long? From { get; private set; }

    public long? To { get; private set; }

    public void Narrow(long? from, long? to)
    {
        From = Max(From, from);
        To = To is null || to < To ? to ?? To : To;
    }

    private static long? Max(long? a, long? b) => a is null || b > a ? b ?? a : a;
}
