namespace InfluxDownsample.LocalServer.Sql;

/// <summary>Functions that exist only over a window. Aggregates over a window are <see cref="AggregateFunctions"/>.</summary>
internal static class WindowFunctions
{
    public static Function[] All { get; } =
    [
        new("row_number rank dense_rank", 0, 0, call =>
            call.Star ? throw call.NoMatch() : call.Aggregate($"CAST({call.Name}() {call.Over} AS UBIGINT)", OutputType.Unsigned, nullable: false)),
        new("ntile", 1, 1, call =>
            call.Aggregate($"CAST(ntile({call.Integer(0)}) {call.Over} AS UBIGINT)", OutputType.Unsigned, nullable: false)),
        new("percent_rank cume_dist", 0, int.MaxValue, call => call.Aggregate($"{call.Name}() {call.Over}", OutputType.Float, nullable: false)),
        new("lag lead", 1, 3, Shifted),
        new("first_value last_value", 1, 1, Edge),
        new("nth_value", 2, 2, Edge),
        new("difference non_negative_difference", 1, 1, Difference),
    ];

    private static BoundExpression Shifted(FunctionCall call)
    {
        string offset = call.Count > 1 ? ", " + call.Integer(1) : "";
        string absent = call.Count > 2 ? ", " + Casts.To(call[2], call[0].Type).Sql : "";
        return call.Aggregate($"{call.Name}({call[0].Sql}{offset}{absent}{Nulls(call)}) {call.Over}", call[0].Type) with { Metadata = call[0].Metadata };
    }

    private static BoundExpression Edge(FunctionCall call)
    {
        string position = call.Count > 1 ? $", CAST({call[1].Sql} AS BIGINT)" : "";
        return call.Aggregate($"{call.Name}({call[0].Sql}{position}{Nulls(call)}) {call.Over}", call[0].Type);
    }

    /// <summary>The step from the last value before; rows without a value have none.</summary>
    private static BoundExpression Difference(FunctionCall call)
    {
        Refuse.When(!call[0].Type.IsNumeric, call.NoMatch);
        OutputType type = call[0].Type.IsFloat ? OutputType.Float : OutputType.Integer;
        string value = Casts.To(call[0], type).Sql;
        string step = $"({value} - lag({value} IGNORE NULLS) {call.Over})";
        return call.Aggregate(call.Name == "non_negative_difference" ? $"(CASE WHEN {step} >= 0 THEN {step} END)" : step, type);
    }

    private static string Nulls(FunctionCall call) => call.IgnoreNulls ? " IGNORE NULLS" : "";
}
