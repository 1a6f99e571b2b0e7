namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>The WHERE of a SHOW statement. Unless it bounds time, only the last 24 hours are looked at. // wire reference 4.3</summary>
internal sealed class ShowCondition
{
    private readonly bool _isWritten;
    private readonly Expression? _condition;
    private readonly TimeBounds _bounds;

    /// <exception cref="QueryException">A bound on time is no time.</exception>
    public ShowCondition(Expression? condition, long nowNanoseconds)
    {
        _isWritten = condition is not null;
        (_condition, TimeBounds bounds) = ConditionSplit.Split(condition, new ConstantTime(nowNanoseconds, zone: null));
        _bounds = bounds.IsUnbounded ? new TimeBounds(nowNanoseconds - TimeSql.NanosecondsPerDay, null) : bounds;
    }

    /// <summary>What is read of a table: nothing when there is no condition, unless the statement reads rows anyway.</summary>
    public IEnumerable<ScannedTable> Scans(TableSchema table, bool always) =>
        _isWritten || always ? [new ScannedTable(table, _bounds)] : [];

    /// <summary>The condition on stored rows.</summary>
    public string OnRows(TableSchema table) => string.Join(" AND ",
    [
        .. MeasurementPlanner.BoundsOn(table.Time.PhysicalName, _bounds),
        .. _condition is null ? [] : (string[])[$"({MeasurementPlanner.Condition(_condition, table)})"],
    ]);

    /// <summary>A WHERE that holds if any row fits, with the tag if one is given; nothing when the statement has no condition.</summary>
    public string WhereAnyRow(TableSchema table, TableColumn? tag = null)
    {
        if (!_isWritten)
        {
            return "";
        }

        string hasTag = tag is null ? "" : $" AND {tag.PhysicalName} IS NOT NULL";
        return $" WHERE EXISTS (SELECT 1 FROM {table.Source} AS stored WHERE {OnRows(table)}{hasTag})";
    }
}
