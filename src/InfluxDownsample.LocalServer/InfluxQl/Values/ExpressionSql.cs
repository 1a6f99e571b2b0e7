namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>Turns expressions into DuckDB SQL.</summary>
/// <param name="scope">What a column or a call is here; null for calls the scope does not know.</param>
/// <param name="isCondition">Whether this is a WHERE, where signed and unsigned integers may meet.</param>
internal sealed class ExpressionSql(Func<Expression, SqlValue?> scope, bool isCondition = false)
{
    /// <exception cref="QueryException">A function is unknown here, or takes no such operand.</exception>
    public SqlValue Value(Expression expression) => expression switch
    {
        Reference or Call when scope(expression) is { } known => known,
        Call call when Functions.IsMath(call.Function) => Calculate(call),
        Call { Function: "date_part" } => throw QueryException.NotImplemented("date_part is not available in the local server"),
        Call call => throw QueryException.Planning($"invalid function call in condition: {call.Function}"),
        BinaryExpression binary => Operate(binary),
        NestedExpression nested => Value(nested.Inner),
        BindParameter parameter => throw BindParameters.Undefined(parameter),
        Literal literal => Constant(literal),
        _ => SqlValue.Null,
    };

    /// <summary>What stands after WHERE.</summary>
    /// <exception cref="QueryException">The condition can't be judged.</exception>
    public string Condition(Expression condition)
    {
        SqlValue value = new ExpressionSql(scope, isCondition: true).Value(condition);
        return value.Type.Kind == ArrowTypeId.Boolean ? value.Sql : SqlValue.False.Sql;
    }

    private static SqlValue Constant(Literal literal) => literal switch
    {
        IntegerLiteral integer => new SqlValue(Literals.Sql(integer.Value), OutputType.Integer) { IsNotNull = true },
        UnsignedLiteral unsigned => new SqlValue(Literals.Sql(unsigned.Value), OutputType.Unsigned) { IsNotNull = true },
        FloatLiteral number => new SqlValue(Literals.Sql(number.Value), OutputType.Float) { IsNotNull = true },
        StringLiteral text => new SqlValue(Literals.Sql(text.Value), OutputType.String) { IsNotNull = true },
        BooleanLiteral boolean => new SqlValue(Literals.Sql(boolean.Value), OutputType.Boolean) { IsNotNull = true },
        RegexLiteral regex => new SqlValue(Literals.Sql(regex.Pattern), OutputType.String) { IsNotNull = true },
        DurationLiteral duration => new SqlValue(Literals.Sql(duration.Nanoseconds), OutputType.Integer) { IsNotNull = true },
        _ => SqlValue.Null,
    };

    private SqlValue Calculate(Call call)
    {
        SqlValue[] arguments = [.. call.Arguments.Select(Value)];
        return MathSql.Call(call.Function, arguments) with { IsAggregated = arguments.Any(argument => argument.IsAggregated) };
    }

    private SqlValue Operate(BinaryExpression binary)
    {
        SqlValue left = Value(binary.Left);
        SqlValue right = Value(binary.Right);
        if (isCondition)
        {
            (left, right) = (TypedSql.BesideUnsigned(left, right), TypedSql.BesideUnsigned(right, left));
        }

        return Operate(binary, left, right) with
        {
            IsNotNull = left.IsNotNull && right.IsNotNull,
            IsAggregated = left.IsAggregated || right.IsAggregated,
        };
    }

    private static SqlValue Operate(BinaryExpression binary, SqlValue left, SqlValue right) =>
        UnsignedPairs.Operate(binary.Operator, left, right) ?? binary.Operator switch
        {
            var op when Operators.IsLogical(op) => ComparisonSql.Logical(op, left, right),
            var op when Operators.IsRegex(op) => ComparisonSql.Regex(op, left, ((RegexLiteral)binary.Right).Pattern),
            var op when Operators.IsComparison(op) => ComparisonSql.Compare(binary, left, right),
            _ => ArithmeticSql.Operate(binary, left, right),
        };
}
