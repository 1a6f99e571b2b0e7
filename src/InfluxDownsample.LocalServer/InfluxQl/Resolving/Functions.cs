namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>Which function belongs to which family. // wire reference 2.5</summary>
internal static class Functions
{
    private static readonly Dictionary<string, KnownFunction> s_known = (
        from function in (KnownFunction[])
        [
            new("abs acos asin atan ceil cos exp floor ln log2 log10 round sin sqrt tan", FunctionFamily.Math, 1, 1),
            new("atan2 pow log", FunctionFamily.Math, 2, 2),
            new("count mean median mode spread stddev sum", FunctionFamily.Aggregate, 1, 1, KnownFunction.CheckColumn),
            new("integral", FunctionFamily.Aggregate, 1, 2, KnownFunction.CheckUnit, KnownFunction.CheckColumn),
            new("first last max min", FunctionFamily.Selector, 1, 1, KnownFunction.CheckColumn),
            new("percentile", FunctionFamily.Selector, 2, 2, KnownFunction.CheckPercentile, KnownFunction.CheckColumn),
            new("distinct", FunctionFamily.Distinct, 1, 1, KnownFunction.CheckColumn),
            new("top bottom", FunctionFamily.TopBottom, 2, int.MaxValue, KnownFunction.CheckTopBottom),
            new("cumulative_sum difference non_negative_difference", FunctionFamily.Window, 1, 1),
            new("derivative non_negative_derivative elapsed", FunctionFamily.Window, 1, 2, KnownFunction.CheckUnit),
            new("moving_average", FunctionFamily.Window, 2, 2, KnownFunction.CheckWindow),
            new("exponential_moving_average double_exponential_moving_average triple_exponential_moving_average relative_strength_index "
                + "triple_exponential_derivative kaufmans_efficiency_ratio kaufmans_adaptive_moving_average chande_momentum_oscillator",
                FunctionFamily.Foreseen, 2, 4),
            new("holt_winters holt_winters_with_fit", FunctionFamily.Foreseen, 3, 4),
            new("sum_hll", FunctionFamily.Foreseen, 1, 4),
            new("sample", FunctionFamily.Sample, 2, 2, KnownFunction.CheckWindow, KnownFunction.CheckColumn),
        ]
        from name in function.Names.Split(' ')
        select (name, function)).ToDictionary();

    /// <summary>The function of this name, or null.</summary>
    public static KnownFunction? Find(string function) => s_known.GetValueOrDefault(function);
}
