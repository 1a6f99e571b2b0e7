namespace InfluxDownsample.LocalServer.Sql;

/// <summary>Functions that exist only over a window. Aggregates over a window are <see cref="AggregateFunctions"/>.</summary>
internal static class WindowFunctions
{
    private static readonly Dictionary<string, AggregateFunction> s_functions = new()
    {
        ["row_number"] = call => Rank(call),
        ["rank"] = call => Rank(call),
        ["dense_rank"] = call => Rank(call),
        ["ntile"] = NTile,
        ["percent_rank"] = call => call.Result($"{call.Name}() {call.Over}", OutputType.Float, nullable: false),
        ["cume_dist"] = call => call.Result($"{call.Name}() {call.Over}", OutputType.Float, nullable: false),
        ["lag"] = Shifted,
        ["lead"] = Shifted,
        ["first_value"] = Edge,
        ["last_value"] = Edge,
        ["nth_value"] = Edge,
        ["difference"] = call => Difference(call, nonNegative: false),
        ["non_negative_difference"] = call => Difference(call, nonNegative: true),
    };

    public static IEnumerable<string> Names => s_functions.Keys;

    public static bool Exists(string name) => s_functions.ContainsKey(name);

    public static BoundExpression Bind(AggregateCall call) => s_functions[call.Name](call);

    private static BoundExpression Rank(AggregateCall call)
    {
        call.Require(0, 0);
        return call.Result($"CAST({call.Name}() {call.Over} AS UBIGINT)", OutputType.Unsigned, nullable: false);
    }

    private static BoundExpression NTile(AggregateCall call)
    {
        call.Require(1, 1);
        return call[0].Type.IsInteger
            ? call.Result($"CAST(ntile(CAST({call[0].Sql} AS BIGINT)) {call.Over} AS UBIGINT)", OutputType.Unsigned, nullable: false)
            : throw call.NoMatch();
    }

    private static BoundExpression Shifted(AggregateCall call)
    {
        call.Require(1, 3);
        List<string> arguments = [call[0].Sql];
        if (call.Arguments.Count > 1)
        {
            arguments.Add(call[1].Type.IsInteger ? $"CAST({call[1].Sql} AS BIGINT)" : throw call.NoMatch());
        }

        if (call.Arguments.Count > 2)
        {
            arguments.Add(Casts.To(call[2], call[0].Type).Sql);
        }

        return call.Result($"{call.Name}({string.Join(", ", arguments)}{Nulls(call)}) {call.Over}", call[0].Type) with { Metadata = call[0].Metadata };
    }

    private static BoundExpression Edge(AggregateCall call)
    {
        bool nth = call.Name == "nth_value";
        call.Require(nth ? 2 : 1, nth ? 2 : 1);
        string position = nth ? $", CAST({call[1].Sql} AS BIGINT)" : "";
        return call.Result($"{call.Name}({call[0].Sql}{position}{Nulls(call)}) {call.Over}", call[0].Type);
    }

    /// <summary>The step from the last value before; rows without a value have none.</summary>
    private static BoundExpression Difference(AggregateCall call, bool nonNegative)
    {
        call.Require(1, 1);
        Refuse.When(!call[0].Type.IsNumeric, call.NoMatch);
        OutputType type = call[0].Type.IsFloat ? OutputType.Float : OutputType.Integer;
        string value = Casts.To(call[0], type).Sql;
        string step = $"({value} - lag({value} IGNORE NULLS) {call.Over})";
        return call.Result(nonNegative ? $"(CASE WHEN {step} >= 0 THEN {step} END)" : step, type);
    }

    private static string Nulls(AggregateCall call) => call.IgnoreNulls ? " IGNORE NULLS" : "";
}
