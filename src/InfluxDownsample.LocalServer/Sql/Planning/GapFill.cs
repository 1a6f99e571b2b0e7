namespace InfluxDownsample.LocalServer.Sql;

/// <summary><c>date_bin_gapfill</c> and <c>date_bin_wallclock_gapfill</c> in a GROUP BY. // wire reference 3.3</summary>
/// <param name="group">The group expression as written.</param>
/// <param name="bin">The bin of a row, named after the gap-filling call.</param>
/// <param name="buckets">A query of all starts.</param>
internal sealed class GapFill(CallExpression group, BoundExpression bin, string buckets)
{
    private readonly Dictionary<int, FillMode> _fills = [];

    public CallExpression Group => group;

    public BoundExpression Bin => bin;

    public static bool IsGapFill(SqlExpression expression) => expression is CallExpression { Name: "date_bin_gapfill" or "date_bin_wallclock_gapfill" };

    public static FillMode? FillOf(string function) => function switch
    {
        "locf" => FillMode.Previous,
        "interpolate" => FillMode.Linear,
        _ => null,
    };

    public static void RefuseOutsideOfGroups(CallExpression call)
    {
        Refuse.When(IsGapFill(call), () => Fault($"{call.Name} may only be used as a GROUP BY expression"));
        Refuse.When(FillOf(call.Name) is not null, () => FillOutside(call.Name));
    }

    public static QueryException FillOutside(string function) => Fault($"{function} may only be used in the SELECT list of a gap-filling query");

    /// <summary>The gap filling these groups ask for, or null.</summary>
    /// <exception cref="QueryException">It breaks one of the rules.</exception>
    public static GapFill? Find(IReadOnlyList<SqlExpression> groups, ExpressionBinder rows)
    {
        SqlExpression[] with = [.. groups.Where(group => group.All().Any(IsGapFill))];
        if (with.Length == 0)
        {
            return null;
        }

        Refuse.When(with.Length > 1, () => Fault("DATE_BIN_GAPFILL specified more than once", AggregateStep));
        Refuse.When(!IsGapFill(with[0]), () => Fault(
            "DATE_BIN_GAPFILL must be a top-level expression in the GROUP BY clause when gap filling. It cannot be part of another expression or cast",
            AggregateStep));
        CallExpression call = (CallExpression)with[0];
        FunctionCall bound = BinCall(call, rows);
        return new GapFill(call, BinOf(call, bound), GapBuckets.Sql(bound));
    }

    /// <summary>The bin of another mention of the call, to see whether it is the same.</summary>
    public BoundExpression Rebind(CallExpression call, ExpressionBinder rows) =>
        call.Name == group.Name ? BinOf(call, BinCall(call, rows)) : throw Fault($"{call.Name} may only be used as a GROUP BY expression");

    /// <summary>Says how the gaps of an aggregate are filled.</summary>
    /// <param name="aggregate">Which of the aggregates.</param>
    /// <param name="strategy">How.</param>
    /// <param name="type">The aggregate's type.</param>
    /// <param name="item">The select item that asks for it, as messages print it.</param>
    public void Fill(int aggregate, FillMode strategy, OutputType type, string item)
    {
        OutputType filled = type.Kind == ArrowTypeId.Struct ? type.Fields[0].Type : type;
        Refuse.When(strategy == FillMode.Linear && filled.Kind is not (ArrowTypeId.Double or ArrowTypeId.Int64 or ArrowTypeId.UInt64),
            () => Signatures.Refused("interpolate", [type.ToString()]));
        Refuse.When(!_fills.TryAdd(aggregate, strategy), () => Refused(
            QueryErrorKind.NotImplemented,
            "This feature is not implemented: multiple fill strategies for the same column",
            $"handle_projection{QueryException.Cause}rewrite: {item}"));
    }

    /// <summary>Puts a row into every bucket of every series.</summary>
    /// <param name="grouped">The query that groups.</param>
    /// <param name="keys">The names of its group columns.</param>
    /// <param name="time">Which of them is the bin.</param>
    /// <param name="aggregates">Its aggregates.</param>
    public string Sql(string grouped, IReadOnlyList<string> keys, int time, IReadOnlyList<BoundExpression> aggregates) => FilledGaps.Sql(
        grouped, [.. keys.Where((_, i) => i != time)], keys[time], buckets,
        aggregates.Select((aggregate, i) => (AggregateStage.AggregateName(i), Value(aggregate, i, keys[time]))));

    private string Value(BoundExpression aggregate, int index, string time)
    {
        string column = AggregateStage.AggregateName(index);
        string? filled = !_fills.TryGetValue(index, out FillMode fill) ? null
            : fill == FillMode.Previous ? FilledGaps.Previous(column) : FilledGaps.Line(column, time, aggregate.Type);
        // counts are 0 in a gap; every other aggregate is null there
        return aggregate.Nullable ? filled ?? column
            : filled is null ? $"coalesce({column}, CAST(0 AS {aggregate.Type.Physical}))"
            : FilledGaps.NeverNull(filled, aggregate.Name.Column);
    }

    private static FunctionCall BinCall(CallExpression call, ExpressionBinder rows)
    {
        Refuse.When(call.Arguments.Count is < 2 or > 3, () => Fault($"DATE_BIN_GAPFILL expects 2 or 3 arguments, got {call.Arguments.Count}"));
        return new FunctionCall(rows.Context, call.Name[..^"_gapfill".Length], [.. call.Arguments.Select(rows.Bind)]);
    }

    private static BoundExpression BinOf(CallExpression call, FunctionCall bin)
    {
        BoundExpression bound = FunctionTable.Scalars.Bind(bin);
        return bound with { Name = (bin with { Name = call.Name }).Text, Nullable = true };
    }

    private static QueryException Fault(string message, string step = "") => Refused(QueryErrorKind.Planning, "Error during planning: " + message, step);

    /// <summary>A broken rule, under the name of the step of gap filling that found it.</summary>
    public static QueryException Refused(QueryErrorKind kind, string message, string step = "") =>
        new(kind, $"handle_gap_fill{QueryException.Cause}{(step.Length == 0 ? "" : step + QueryException.Cause)}{message}", QueryPhase.PhysicalPlanning);

    private const string AggregateStep = "handle_aggregate" + QueryException.Cause + "replace_date_bin_gapfill";
}
