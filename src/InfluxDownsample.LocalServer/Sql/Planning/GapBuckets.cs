namespace InfluxDownsample.LocalServer.Sql;

/// <summary>The buckets of a gap-filling query: from the bin of the lower time bound to the bin of the upper one.</summary>
internal static class GapBuckets
{
    /// <summary>A query with one column, <c>bucket</c>.</summary>
    /// <param name="bin">The call of date_bin or date_bin_wallclock that the gap-filling call stands for.</param>
    /// <exception cref="QueryException">A time bound is missing, or something is not a literal.</exception>
    public static string Sql(FunctionCall bin)
    {
        BoundExpression time = bin.Timestamp(1);
        ScopeColumn column = time.SourceColumn ?? throw Fault("DATE_BIN_GAPFILL requires a column as the source argument", "get time column");
        Refuse.When(!bin[0].IsScalar, () => Fault("stride argument to DATE_BIN_GAPFILL for gap fill query must evaluate to a scalar"));
        IntervalValue stride = BinArguments.Stride(bin, "DATE_BIN_GAPFILL");
        Refuse.When(stride.Months != 0, () => Unsupported("gap filling does not support month intervals"));
        long width = stride.FixedNanoseconds ?? throw Unsupported("gap filling argument is too large");
        long origin = BinArguments.Origin(bin, "DATE_BIN_GAPFILL");
        (BoundExpression first, BoundExpression last) = column.Bounds switch
        {
            (null, null) => throw Fault("gap-filling query is missing both upper and lower time bounds"),
            (null, _) => throw Fault("gap-filling query is missing lower time bound"),
            (_, null) => throw Fault("gap-filling query is missing upper time bound"),
            var (lower, upper) => (Edge(lower, "lower", 1), Edge(upper, "upper", -1)),
        };
        if (first.Value is long from && last.Value is long to)
        {
            FilledGaps.RefuseTooMany(from, to, width);
        }

        string? zone = bin.Name == "date_bin" ? null : time.Type.Zone;
        return ZoneSql.WallclockBins(first.Sql, last.Sql, zone, width, origin, stride.Days != 0);
    }

    private static BoundExpression Edge(GapBound bound, string which, long inward)
    {
        BoundExpression edge = bound.Expression;
        Refuse.When(!edge.IsScalar, () => Fault($"{which} time bound for gap fill query must evaluate to a scalar"));
        return bound.Excluded
            ? edge with { Sql = $"({edge.Sql} + {Literals.Sql(inward)})", Value = edge.Value is long known ? known + inward : null }
            : edge;
    }

    private static QueryException Fault(string message, string step = "validate time range") => GapFill.Refused(
        QueryErrorKind.Planning, "Error during planning: " + message, $"handle_aggregate{QueryException.Cause}build_gapfill_node{QueryException.Cause}{step}");

    private static QueryException Unsupported(string message) =>
        new(QueryErrorKind.Execution, "Execution error: " + message, QueryPhase.Opening);
}
