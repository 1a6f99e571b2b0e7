using InfluxDownsample.LocalServer.InfluxQl.Resolving;
using InfluxDownsample.LocalServer.InfluxQl.Syntax;
using InfluxDownsample.LocalServer.Query;

namespace InfluxDownsample.LocalServer.InfluxQl.Planning;

/// <summary>Turns expressions into DuckDB SQL.</summary>
/// <param name="scope">What a column or a call is here; null for calls the scope does not know.</param>
internal sealed class ExpressionSql(Func<Expression, SqlValue?> scope)
{
    /// <exception cref="QueryException">A function is unknown here, or takes no such operand.</exception>
    public SqlValue Value(Expression expression) => expression switch
    {
        Reference or Call when scope(expression) is { } known => known,
        Call call when Functions.IsMath(call.Function) => MathSql.Call(call.Function, [.. call.Arguments.Select(Value)]),
        Call call => throw QueryException.Planning($"invalid function call in condition: {call.Function}"),
        BinaryExpression binary => Operate(binary),
        IntegerLiteral literal => new SqlValue(SqlText.Integer(literal.Value), OutputType.Integer),
        UnsignedLiteral literal => new SqlValue(SqlText.Unsigned(literal.Value), OutputType.Unsigned),
        FloatLiteral literal => new SqlValue(SqlText.Float(literal.Value), OutputType.Float),
        StringLiteral literal => new SqlValue(SqlText.String(literal.Value), OutputType.String),
        BooleanLiteral literal => new SqlValue(SqlText.Boolean(literal.Value), OutputType.Boolean),
        RegexLiteral literal => new SqlValue(SqlText.String(literal.Pattern), OutputType.String),
        DurationLiteral literal => new SqlValue(SqlText.Integer(literal.Nanoseconds), OutputType.Integer),
        _ => SqlValue.Null,
    };

    /// <summary>What stands after WHERE.</summary>
    /// <exception cref="QueryException">The condition can't be judged.</exception>
    public string Condition(Expression condition)
    {
        SqlValue value = Value(condition);
        return value.Type.Kind == OutputKind.Boolean ? value.Sql : SqlValue.False.Sql;
    }

    private SqlValue Operate(BinaryExpression binary)
    {
        SqlValue left = Value(binary.Left);
        SqlValue right = Value(binary.Right);
        return binary.Operator switch
        {
            var op when op.IsLogical() => ComparisonSql.Logical(op, left, right),
            var op when op.IsRegex() => ComparisonSql.Regex(op, left, ((RegexLiteral)binary.Right).Pattern),
            var op when op.IsComparison() => ComparisonSql.Compare(op, left, right),
            _ => ArithmeticSql.Operate(binary, left, right),
        };
    }
}
