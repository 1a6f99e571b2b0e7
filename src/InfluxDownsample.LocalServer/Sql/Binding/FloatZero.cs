namespace InfluxDownsample.LocalServer.Sql;

/// <summary>To InfluxDB's engine, −0.0 lies below 0.0 and differs from it; to DuckDB they are equal. // wire reference 2.3</summary>
internal static class FloatZero
{
    /// <summary>DuckDB's text of a comparison of a float with the number 0; null for other comparisons, where it makes no difference.</summary>
    public static string? Compare(BoundExpression left, string comparison, BoundExpression right)
    {
        if (IsZero(left) && right.Type.IsFloat)
        {
            string mirrored = comparison switch { "<" => ">", "<=" => ">=", ">" => "<", ">=" => "<=", _ => comparison };
            return WithZero(right.Sql, mirrored);
        }

        return IsZero(right) && left.Type.IsFloat ? WithZero(left.Sql, comparison) : null;
    }

    private static bool IsZero(BoundExpression operand) =>
        operand.Value is long and 0 or ulong and 0 || (operand.Value is double number && number == 0 && !double.IsNegative(number));

    /// <summary>DuckDB's text of a comparison of a float with 0, the 0 on the right; null where the sign makes no difference.</summary>
    public static string? WithZero(string value, string comparison) => comparison switch
    {
        "=" => $"({value} = 0 AND NOT signbit({value}))",
        "!=" => $"({value} <> 0 OR signbit({value}))",
        "<" => $"({value} < 0 OR ({value} = 0 AND signbit({value})))",
        ">=" => $"({value} > 0 OR ({value} = 0 AND NOT signbit({value})))",
        _ => null,
    };
}
