namespace InfluxDownsample.LocalServer.Sql;

/// <summary>The aggregates a query may call, with DataFusion's result types. // wire reference 3.2</summary>
internal static class AggregateFunctions
{
    public static Function[] All { get; } =
    [
        new("count", 0, 1, Count),
        new("sum", 1, 1, Sum),
        new("min max", 1, 1, Extreme),
        new("approx_distinct", 1, 1, ApproxDistinct),
        new("array_agg", 1, 1, ArrayAgg),
        new("string_agg", 2, 2, StringAgg),
        new("nth_value", 2, 2, OrderedValues.NthValue),
        new("first_value last_value", 1, 1, OrderedValues.Edge),
        new("median", 1, 1, Quantiles.Median),
        new("approx_median", 1, 1, Quantiles.ApproxMedian),
        new("approx_percentile_cont", 2, 3, Quantiles.ApproxPercentile),
        new("percentile_cont quantile_cont", 2, 2, Quantiles.Percentile),
        new("mean avg", 1, 1, Average),
        new("stddev stddev_samp", 1, 1, call => Spread(call, "stddev_samp")),
        new("stddev_pop", 1, 1, call => Spread(call, "stddev_pop")),
        new("var var_samp var_sample", 1, 1, call => Spread(call, "var_samp")),
        new("var_pop var_population", 1, 1, call => Spread(call, "var_pop")),
        new("corr", 2, 2, call => Regression(call, "corr")),
        new("covar", 2, 2, call => Regression(call, "covar_samp")),
        new("covar_samp covar_pop regr_slope regr_intercept regr_count regr_r2 regr_avgx regr_avgy regr_sxx regr_syy regr_sxy", 2, 2,
            call => Regression(call, call.Name)),
        new("bool_and bool_or", 1, 1, call =>
            call[0].Type.Kind is ArrowTypeId.Boolean ? call.Aggregate(call.Core(call.Name, call[0].Sql), OutputType.Boolean) : throw call.NoMatch()),
        new("bit_and bit_or bit_xor", 1, 1, call =>
            call[0].Type.IsInteger ? call.Aggregate(call.Core(call.Name, call[0].Sql), call[0].Type) : throw call.NoMatch()),
        new("selector_first selector_last selector_min selector_max", 0, int.MaxValue, Selectors.Whole),
    ];

    private static BoundExpression Spread(FunctionCall call, string function) =>
        call.Aggregate(Statistics.Spread(function, call.Float(0), (duck, value) => call.Core(duck, value)), OutputType.Float);

    private static BoundExpression Regression(FunctionCall call, string function) =>
        call.Aggregate($"CAST({call.Core(function, $"{call.Float(0)}, {call.Float(1)}")} AS DOUBLE)", OutputType.Float);

    private static BoundExpression Count(FunctionCall call) =>
        call.Count > 0 ? call.Aggregate(call.Core("count", call[0].Sql), OutputType.Integer, nullable: false)
            : (call with { Star = true }).Aggregate(call.Core("count", "*"), OutputType.Integer, nullable: false);

    private static BoundExpression Sum(FunctionCall call)
    {
        BoundExpression argument = call[0];
        if (argument.Type.IsFloat)
        {
            return call.Aggregate(call.Core("sum", call.Float(0)), OutputType.Float);
        }

        if (argument.Type.IsDecimal)
        {
            OutputType wide = OutputType.DecimalOf(Math.Min(argument.Type.Precision + 10, DecimalArithmetic.MaxPrecision), argument.Type.Scale);
            return call.Aggregate($"CAST({call.Core("sum", argument.Sql)} AS {wide.Physical})", wide);
        }

        Refuse.When(!argument.Type.IsInteger, call.NoMatch);
        // DuckDB sums into 128 bits; InfluxDB keeps the low 64
        OutputType type = argument.Type.IsUnsignedInteger ? OutputType.Unsigned : OutputType.Integer;
        return call.Aggregate(Wrapping.Wrap($"CAST({call.Core("sum", Casts.To(argument, type).Sql)} AS HUGEINT)", type), type);
    }

    private static BoundExpression Average(FunctionCall call)
    {
        OutputType type = call[0].Type;
        Refuse.When(!type.IsNumeric, call.NoMatch);
        if (!type.IsDecimal)
        {
            return call.Aggregate(call.Core("avg", call.Float(0)), OutputType.Float);
        }

        (string sql, OutputType average) = DecimalArithmetic.Average(call.Core("sum", call[0].Sql), type, call.Core("count", call[0].Sql));
        return call.Aggregate($"(CASE WHEN {call.Core("count", call[0].Sql)} > 0 THEN {sql} END)", average);
    }

    /// <summary>For integers, text and times. // wire reference 3.2</summary>
    private static BoundExpression ApproxDistinct(FunctionCall call)
    {
        BoundExpression argument = call[0];
        Refuse.When(argument.IsNull,
            () => QueryException.Execution("Arrow error: Invalid argument error: number of columns(0) must match number of fields(1) in schema"));
        bool counted = argument.Type.IsInteger || argument.Type.IsString
            || argument.Type.Kind is ArrowTypeId.Timestamp or ArrowTypeId.Date32 or ArrowTypeId.Time64;
        Refuse.When(!counted || argument.IsDictionary, () => new QueryException(
            QueryErrorKind.NotImplemented,
            $"This feature is not implemented: Support for 'approx_distinct' for data type {argument.ArrowType} is not implemented",
            call.Grouped ? QueryPhase.Execution : QueryPhase.Opening));
        string number = argument.Type.Kind == ArrowTypeId.UInt64 ? Wrapping.Wrap($"CAST({argument.Sql} AS HUGEINT)", OutputType.Integer)
            : argument.Type.Kind == ArrowTypeId.Date32 ? Casts.To(argument, OutputType.Timestamp).Sql
            : $"CAST({argument.Sql} AS BIGINT)";
        (string estimate, string value) = argument.Type.IsString ? (SketchFunctions.DistinctTexts, argument.Sql) : (SketchFunctions.DistinctNumbers, number);
        string values = (call with { Distinct = true }).Core("list", value, filter: $"{argument.Sql} IS NOT NULL");
        return call.Aggregate($"{estimate}({values})", OutputType.Unsigned);
    }

    private static BoundExpression Extreme(FunctionCall call) =>
        call[0].Type.Kind is ArrowTypeId.Struct or ArrowTypeId.List or ArrowTypeId.Interval
            ? throw call.NoMatch()
            : call.Aggregate((call with { Distinct = false }).Core(call.Name, call[0].Sql), call[0].Type);

    private static BoundExpression ArrayAgg(FunctionCall call)
    {
        BoundExpression item = call[0].IsNull ? call[0] with { Sql = $"CAST(NULL AS {OutputType.Null.Physical})" } : call[0];
        return call.Aggregate(call.Core("list", item.Sql, ordered: true), OutputType.ListOf(item.Type));
    }

    private static BoundExpression StringAgg(FunctionCall call) =>
        call[0].Type.IsString && call[1].Value is string separator
            ? call.Aggregate(call.Core("string_agg", $"{call[0].Sql}, {Literals.Sql(separator)}", ordered: true), OutputType.LargeString)
            : throw call.NoMatch();
}
