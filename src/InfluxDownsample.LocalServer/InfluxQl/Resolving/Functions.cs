namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>Which function belongs to which family. // wire reference 2.5</summary>
internal static class Functions
{
    private static readonly HashSet<string> s_math =
    [
        "abs", "acos", "asin", "atan", "atan2", "ceil", "cos", "exp", "floor", "ln", "log", "log2", "log10", "pow", "round", "sin", "sqrt", "tan",
    ];

    private static readonly HashSet<string> s_aggregates = ["count", "integral", "mean", "median", "mode", "spread", "stddev", "sum"];

    private static readonly HashSet<string> s_selectors = ["first", "last", "max", "min", "percentile"];

    private static readonly HashSet<string> s_windows =
    [
        "cumulative_sum", "derivative", "difference", "elapsed", "moving_average", "non_negative_derivative", "non_negative_difference",
    ];

    private static readonly HashSet<string> s_foreseen =
    [
        "exponential_moving_average", "double_exponential_moving_average", "triple_exponential_moving_average", "relative_strength_index",
        "triple_exponential_derivative", "kaufmans_efficiency_ratio", "kaufmans_adaptive_moving_average", "chande_momentum_oscillator",
        "holt_winters", "holt_winters_with_fit", "sum_hll",
    ];

    /// <summary>Known by name and not carried out. // wire reference 2.5</summary>
    public static bool IsForeseen(string function) => s_foreseen.Contains(function);

    /// <summary>Computes one value from the values of one row.</summary>
    public static bool IsMath(string function) => s_math.Contains(function);

    /// <summary>Computes one value from many rows.</summary>
    public static bool IsAggregate(string function) => s_aggregates.Contains(function);

    /// <summary>Chooses one row of many.</summary>
    public static bool IsSelector(string function) => s_selectors.Contains(function);

    /// <summary>Chooses a row of each group, whose time and other fields can be had beside the value.</summary>
    public static bool ChoosesRow(string function) => function is "first" or "last" or "min" or "max";

    public static bool IsTopOrBottom(string function) => function is "top" or "bottom";

    /// <summary>Computes a value from a row and those before it.</summary>
    public static bool IsWindow(string function) => s_windows.Contains(function);
}
