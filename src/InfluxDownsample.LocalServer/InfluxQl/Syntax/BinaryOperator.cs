namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>The operators that stand between two expressions.</summary>
internal enum BinaryOperator
{
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
    BitwiseAnd,
    BitwiseOr,
    BitwiseXor,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    MatchesRegex,
    NotMatchesRegex,
    And,
    Or,
}
