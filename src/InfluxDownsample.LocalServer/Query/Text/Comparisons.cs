namespace InfluxDownsample.LocalServer.Query;

/// <summary>What both languages say of comparisons, by their signs.</summary>
internal static class Comparisons
{
    /// <summary>The comparison with its sides swapped: <c>a &lt; b</c> is <c>b &gt; a</c>.</summary>
    public static string Mirrored(string comparison) => comparison switch { "<" => ">", "<=" => ">=", ">" => "<", ">=" => "<=", _ => comparison };

    /// <summary>
    /// DuckDB's text of a comparison of a float with 0, the 0 on the right; null where the sign makes no difference. To InfluxDB's engine, −0.0 lies below
    /// 0.0 and differs from it; to DuckDB they are equal. // wire reference 2.3
    /// </summary>
    public static string? WithZero(string value, string comparison) => comparison switch
    {
        "=" => $"({value} = 0 AND NOT signbit({value}))",
        "!=" => $"({value} <> 0 OR signbit({value}))",
        "<" => $"({value} < 0 OR ({value} = 0 AND signbit({value})))",
        ">=" => $"({value} > 0 OR ({value} = 0 AND NOT signbit({value})))",
        _ => null,
    };
}
