namespace InfluxDownsample.LocalServer.InfluxQl.Syntax;

/// <summary>How operators are written, and which family they belong to.</summary>
internal static class BinaryOperators
{
    public static bool IsLogical(this BinaryOperator op) => op is BinaryOperator.And or BinaryOperator.Or;

    public static bool IsRegex(this BinaryOperator op) => op is BinaryOperator.MatchesRegex or BinaryOperator.NotMatchesRegex;

    public static bool IsComparison(this BinaryOperator op) => op is >= BinaryOperator.Equal and <= BinaryOperator.GreaterOrEqual;

    public static bool IsBitwise(this BinaryOperator op) => op is BinaryOperator.BitwiseAnd or BinaryOperator.BitwiseOr or BinaryOperator.BitwiseXor;

    public static bool IsArithmetic(this BinaryOperator op) => op <= BinaryOperator.BitwiseXor;

    /// <summary>The operator with its sides swapped: <c>a &lt; b</c> is <c>b &gt; a</c>.</summary>
    public static BinaryOperator Mirrored(this BinaryOperator op) => op switch
    {
        BinaryOperator.Less => BinaryOperator.Greater,
        BinaryOperator.LessOrEqual => BinaryOperator.GreaterOrEqual,
        BinaryOperator.Greater => BinaryOperator.Less,
        BinaryOperator.GreaterOrEqual => BinaryOperator.LessOrEqual,
        _ => op,
    };

    public static string Text(this BinaryOperator op) => op switch
    {
        BinaryOperator.Add => "+",
        BinaryOperator.Subtract => "-",
        BinaryOperator.Multiply => "*",
        BinaryOperator.Divide => "/",
        BinaryOperator.Modulo => "%",
        BinaryOperator.BitwiseAnd => "&",
        BinaryOperator.BitwiseOr => "|",
        BinaryOperator.BitwiseXor => "^",
        BinaryOperator.Equal => "=",
        BinaryOperator.NotEqual => "!=",
        BinaryOperator.Less => "<",
        BinaryOperator.LessOrEqual => "<=",
        BinaryOperator.Greater => ">",
        BinaryOperator.GreaterOrEqual => ">=",
        BinaryOperator.MatchesRegex => "=~",
        BinaryOperator.NotMatchesRegex => "!~",
        BinaryOperator.And => "AND",
        _ => "OR",
    };
}
