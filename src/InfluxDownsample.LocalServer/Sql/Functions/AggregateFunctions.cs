namespace InfluxDownsample.LocalServer.Sql;

/// <summary>The aggregates a query may call, with DataFusion's result types. // wire reference 3.2</summary>
internal static class AggregateFunctions
{
    private static readonly Dictionary<string, AggregateFunction> s_functions = All();

    public static IEnumerable<string> Names => s_functions.Keys;

    /// <summary>Whether a release may know the function; 3.6 has no exact percentile. // wire reference 13</summary>
    public static bool IsKnownTo(CoreVersion release, string name) =>
        release == CoreVersion.Core310 || name is not ("percentile_cont" or "quantile_cont");

    public static bool Exists(string name) => s_functions.ContainsKey(name);

    public static BoundExpression Bind(AggregateCall call) => s_functions[call.Name](call);

    private static Dictionary<string, AggregateFunction> All()
    {
        Dictionary<string, AggregateFunction> functions = new()
        {
            ["count"] = Count,
            ["sum"] = Sum,
            ["min"] = call => Extreme(call, "min"),
            ["max"] = call => Extreme(call, "max"),
            ["approx_distinct"] = ApproxDistinct,
            ["array_agg"] = ArrayAgg,
            ["string_agg"] = StringAgg,
            ["nth_value"] = OrderedValues.NthValue,
            ["first_value"] = call => OrderedValues.Edge(call, first: true),
            ["last_value"] = call => OrderedValues.Edge(call, first: false),
            ["median"] = Quantiles.Median,
            ["approx_median"] = Quantiles.ApproxMedian,
            ["approx_percentile_cont"] = Quantiles.ApproxPercentile,
            ["percentile_cont"] = Quantiles.Percentile,
            ["quantile_cont"] = Quantiles.Percentile,
        };
        functions["avg"] = functions["mean"] = Average;
        AddStatistics(functions);
        AddLogic(functions);
        Selectors.AddTo(functions);
        return functions;
    }

    private static void AddStatistics(Dictionary<string, AggregateFunction> functions)
    {
        foreach ((string name, string duck) in (ReadOnlySpan<(string, string)>)
            [("stddev", "stddev_samp"), ("stddev_samp", "stddev_samp"), ("stddev_pop", "stddev_pop"),
             ("var", "var_samp"), ("var_samp", "var_samp"), ("var_sample", "var_samp"), ("var_pop", "var_pop"), ("var_population", "var_pop")])
        {
            functions[name] = call => call.Result(Statistics.Spread(duck, One(call).Float(0), (function, value) => call.Core(function, value)), OutputType.Float);
        }

        foreach ((string name, string duck) in (ReadOnlySpan<(string, string)>)
            [("corr", "corr"), ("covar", "covar_samp"), ("covar_samp", "covar_samp"), ("covar_pop", "covar_pop"), ("regr_slope", "regr_slope"),
             ("regr_intercept", "regr_intercept"), ("regr_count", "regr_count"), ("regr_r2", "regr_r2"), ("regr_avgx", "regr_avgx"),
             ("regr_avgy", "regr_avgy"), ("regr_sxx", "regr_sxx"), ("regr_syy", "regr_syy"), ("regr_sxy", "regr_sxy")])
        {
            functions[name] = call =>
            {
                call.Require(2, 2);
                return call.Result($"CAST({call.Core(duck, $"{call.Float(0)}, {call.Float(1)}")} AS DOUBLE)", OutputType.Float);
            };
        }
    }

    private static void AddLogic(Dictionary<string, AggregateFunction> functions)
    {
        foreach (string name in (ReadOnlySpan<string>)["bool_and", "bool_or"])
        {
            functions[name] = call => One(call)[0].Type.Kind is OutputKind.Boolean
                ? call.Result(call.Core(name, call[0].Sql), OutputType.Boolean)
                : throw call.NoMatch();
        }

        foreach (string name in (ReadOnlySpan<string>)["bit_and", "bit_or", "bit_xor"])
        {
            functions[name] = call => One(call)[0].Type.IsInteger ? call.Result(call.Core(name, call[0].Sql), call[0].Type) : throw call.NoMatch();
        }
    }

    private static AggregateCall One(AggregateCall call)
    {
        call.Require(1, 1);
        return call;
    }

    private static BoundExpression Count(AggregateCall call)
    {
        if (!call.Star && call.Arguments.Count > 0)
        {
            call.Require(1, 1);
            return call.Result(call.Core("count", call[0].Sql), OutputType.Integer, nullable: false);
        }

        return (call with { Star = true }).Result(call.Core("count", "*"), OutputType.Integer, nullable: false);
    }

    private static BoundExpression Sum(AggregateCall call)
    {
        BoundExpression argument = One(call)[0];
        if (argument.Type.IsFloat)
        {
            return call.Result(call.Core("sum", call.Float(0)), OutputType.Float);
        }

        if (argument.Type.IsDecimal)
        {
            OutputType wide = OutputType.DecimalOf(Math.Min(argument.Type.Precision + 10, DecimalArithmetic.MaxPrecision), argument.Type.Scale);
            return call.Result($"CAST({call.Core("sum", argument.Sql)} AS {wide.Physical})", wide);
        }

        Refuse.When(!argument.Type.IsInteger, call.NoMatch);
        // DuckDB sums into 128 bits; InfluxDB keeps the low 64
        OutputType type = argument.Type.IsUnsignedInteger ? OutputType.Unsigned : OutputType.Integer;
        return call.Result(Wrapping.Wrap($"CAST({call.Core("sum", Casts.To(argument, type).Sql)} AS HUGEINT)", type), type);
    }

    private static BoundExpression Average(AggregateCall call)
    {
        OutputType type = One(call)[0].Type;
        Refuse.When(!type.IsNumeric, call.NoMatch);
        if (!type.IsDecimal)
        {
            return call.Result(call.Core("avg", call.Float(0)), OutputType.Float);
        }

        (string sql, OutputType average) = DecimalArithmetic.Average(call.Core("sum", call[0].Sql), type, call.Core("count", call[0].Sql));
        return call.Result($"(CASE WHEN {call.Core("count", call[0].Sql)} > 0 THEN {sql} END)", average);
    }

    /// <summary>For integers, text and times. // wire reference 3.2</summary>
    private static BoundExpression ApproxDistinct(AggregateCall call)
    {
        BoundExpression argument = One(call)[0];
        Refuse.When(argument.IsNull,
            () => QueryException.Execution("Arrow error: Invalid argument error: number of columns(0) must match number of fields(1) in schema"));
        bool counted = argument.Type.IsInteger || argument.Type.IsString || argument.Type.Kind is OutputKind.Timestamp or OutputKind.Date or OutputKind.Time;
        return counted && !argument.IsDictionary
            ? call.Result(Estimated(call with { Distinct = true }), OutputType.Unsigned)
            : throw new QueryException(
                QueryErrorKind.NotImplemented,
                $"This feature is not implemented: Support for 'approx_distinct' for data type {argument.ArrowType} is not implemented",
                call.Grouped ? QueryPhase.Execution : QueryPhase.Opening);
    }

    private static string Estimated(AggregateCall call)
    {
        BoundExpression argument = call[0];
        string number = argument.Type.Kind == OutputKind.Unsigned ? Wrapping.Wrap($"CAST({argument.Sql} AS HUGEINT)", OutputType.Integer)
            : argument.Type.Kind == OutputKind.Date ? Casts.To(argument, OutputType.Timestamp).Sql
            : $"CAST({argument.Sql} AS BIGINT)";
        return argument.Type.IsString
            ? $"{SketchFunctions.DistinctTexts}({call.Core("list", argument.Sql, filter: $"{argument.Sql} IS NOT NULL")})"
            : $"{SketchFunctions.DistinctNumbers}({call.Core("list", number, filter: $"{argument.Sql} IS NOT NULL")})";
    }

    private static BoundExpression Extreme(AggregateCall call, string function)
    {
        BoundExpression argument = One(call)[0];
        return argument.Type.Kind is OutputKind.Struct or OutputKind.List or OutputKind.Interval
            ? throw call.NoMatch()
            : call.Result((call with { Distinct = false }).Core(function, argument.Sql), argument.Type);
    }

    private static BoundExpression ArrayAgg(AggregateCall call)
    {
        BoundExpression item = One(call)[0].IsNull ? call[0] with { Sql = $"CAST(NULL AS {OutputType.Null.Physical})" } : call[0];
        return call.Result(call.Core("list", item.Sql, ordered: true), OutputType.ListOf(item.Type));
    }

    private static BoundExpression StringAgg(AggregateCall call)
    {
        call.Require(2, 2);
        return call[0].Type.IsString && call[1].Value is string separator
            ? call.Result(call.Core("string_agg", $"{call[0].Sql}, {Literals.Sql(separator)}", ordered: true), OutputType.LargeString)
            : throw call.NoMatch();
    }
}
