namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>How operators are written, and which family they belong to.</summary>
internal static class BinaryOperators
{
    // in the order of the enumeration
    private static readonly string[] s_texts = ["+", "-", "*", "/", "%", "&", "|", "^", "=", "!=", "<", "<=", ">", ">=", "=~", "!~", "AND", "OR"];

    public static bool IsLogical(this BinaryOperator op) => op is BinaryOperator.And or BinaryOperator.Or;

    public static bool IsRegex(this BinaryOperator op) => op is BinaryOperator.MatchesRegex or BinaryOperator.NotMatchesRegex;

    public static bool IsComparison(this BinaryOperator op) => op is >= BinaryOperator.Equal and <= BinaryOperator.GreaterOrEqual;

    public static bool IsBitwise(this BinaryOperator op) => op is BinaryOperator.BitwiseAnd or BinaryOperator.BitwiseOr or BinaryOperator.BitwiseXor;

    /// <summary>The operator with its sides swapped: <c>a &lt; b</c> is <c>b &gt; a</c>.</summary>
    public static BinaryOperator Mirrored(this BinaryOperator op) => op switch
    {
        BinaryOperator.Less => BinaryOperator.Greater,
        BinaryOperator.LessOrEqual => BinaryOperator.GreaterOrEqual,
        BinaryOperator.Greater => BinaryOperator.Less,
        BinaryOperator.GreaterOrEqual => BinaryOperator.LessOrEqual,
        _ => op,
    };

    public static string Text(this BinaryOperator op) => s_texts[(int)op];
}
