namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>Plans a resolved SELECT, and the subqueries in it, for one measurement.</summary>
internal sealed class MeasurementPlanner(string measurement, ResolvedSelect root, List<ScannedTable> scans)
{
    /// <summary>The rows of the whole statement; null when the measurement has no part in it.</summary>
    /// <exception cref="QueryException">The statement can't be carried out on this measurement.</exception>
    public Relation? Plan() => Plan(root, default, root.GroupTags);

    private Relation? Plan(ResolvedSelect select, TimeBounds outerRange, IReadOnlyList<string> groupTags)
    {
        TimeBounds range = select.Range.Intersect(outerRange);
        TimeBounds readRange = select.NeedsEarlierWindow ? WithOneWindowMore(select, range) : range;
        var columns = new ResultColumns(select, groupTags);
        var sources = new SourcePlanner(select, [.. NeededNames(columns)], groupTags, scans);
        if (sources.Plan(measurement, readRange, subquery => Plan(subquery, readRange, WithRootTags(subquery))) is not { } input)
        {
            return null;
        }

        var scope = new SelectScope
        {
            Select = select,
            Columns = columns,
            Input = input,
            Range = range,
            ReadRange = readRange,
            Buckets = select.Interval is { } interval ? new TimeBuckets(interval, select.TimeZone, readRange) : null,
        };
        return LimitStage.Apply(new ProjectionPlanner(scope).Plan(), scope);
    }

    /// <summary>The tags the whole statement is grouped by pass through every subquery.</summary>
    private string[] WithRootTags(ResolvedSelect subquery) => [.. subquery.GroupTags.Union(root.GroupTags).Order(NameOrder.Comparer)];

    private static IEnumerable<string> NeededNames(ResultColumns columns) => columns.Fields
        .SelectMany(field => field.Expression.Nodes()).OfType<Reference>().Select(reference => reference.Name)
        .Concat(columns.GroupTags).Where(name => name != "time").Distinct(StringComparer.Ordinal);

    /// <summary>A function of successive windows needs the one before the first; with the newest first, the one after the last.</summary>
    private TimeBounds WithOneWindowMore(ResolvedSelect select, TimeBounds range)
    {
        long window = select.Interval!.Duration;
        TimeBounds wider = select.Descending
            ? range with { Upper = range.Upper is { } upper ? (long)Int128.Min((Int128)upper + window, long.MaxValue) : null }
            : range with { Lower = range.Lower is { } lower ? (long)Int128.Max((Int128)lower - window, long.MinValue) : null };
        // a subquery reads no more than its outermost query would
        return ReferenceEquals(select, root) || root.NeedsEarlierWindow ? wider : wider.Intersect(root.Range);
    }
}
