using InfluxDownsample.LocalServer.Sql;

namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>Turns expressions into DuckDB SQL.</summary>
/// <param name="scope">What a column or a call is here; null for calls the scope does not know.</param>
/// <param name="isCondition">Whether this is a WHERE, where signed and unsigned integers may meet.</param>
internal sealed class ExpressionSql(Func<Expression, SqlValue?> scope, bool isCondition = false)
{
    /// <summary>Expressions over the columns that a name means.</summary>
    public static ExpressionSql OfColumns(Func<Reference, SqlValue> column) => new(node => node is Reference reference ? column(reference) : null);

    /// <exception cref="QueryException">A function is unknown here, or takes no such operand.</exception>
    public SqlValue Value(Expression expression) => expression switch
    {
        Reference or Call when scope(expression) is { } known => known,
        Call { Family: FunctionFamily.Math } call => Calculate(call),
        Call { Function: "date_part" } => throw QueryException.NotImplemented("date_part is not available in the local server"),
        Call call => throw QueryException.Planning($"invalid function call in condition: {call.Function}"),
        BinaryExpression binary => Operate(binary, Value(binary.Left), Value(binary.Right)),
        NestedExpression nested => Value(nested.Inner),
        BindParameter parameter => throw BindParameters.Undefined(parameter),
        IntegerLiteral integer => Constant(Literals.Sql(integer.Value), OutputType.Integer),
        UnsignedLiteral unsigned => Constant(Literals.Sql(unsigned.Value), OutputType.Unsigned),
        FloatLiteral number => Constant(Literals.Sql(number.Value), OutputType.Float),
        StringLiteral text => Constant(Literals.Sql(text.Value), OutputType.String),
        BooleanLiteral boolean => Constant(Literals.Sql(boolean.Value), OutputType.Boolean),
        RegexLiteral regex => Constant(Literals.Sql(regex.Pattern), OutputType.String),
        DurationLiteral duration => Constant(Literals.Sql(duration.Nanoseconds), OutputType.Integer),
        _ => SqlValue.Null,
    };

    /// <summary>What stands after WHERE.</summary>
    /// <exception cref="QueryException">The condition can't be judged.</exception>
    public string Condition(Expression condition)
    {
        SqlValue value = new ExpressionSql(scope, isCondition: true).Value(condition);
        return value.IsBoolean ? value.Sql : SqlValue.False.Sql;
    }

    private static SqlValue Constant(string sql, OutputType type) => new(sql, type) { IsNotNull = true };

    private SqlValue Operate(BinaryExpression binary, SqlValue left, SqlValue right)
    {
        (left, right) = isCondition ? (left.Beside(right), right.Beside(left)) : (left, right);
        return OperatorSql.Operate(binary, left, right) with
        {
            IsNotNull = left.IsNotNull && right.IsNotNull,
            IsAggregated = left.IsAggregated || right.IsAggregated,
        };
    }

    /// <summary>The functions of one row's numbers.</summary>
    private SqlValue Calculate(Call call)
    {
        SqlValue[] arguments = [.. call.Arguments.Select(Value)];
        Functions.Find(call.Function)!.Check(call);
        if (arguments.Any(argument => argument.IsNull))
        {
            return SqlValue.Null;
        }

        SqlValue? wrong = arguments.FirstOrDefault(argument => !argument.Type.IsNumeric);
        Refuse.When(wrong is not null, () => Signatures.Refused(call.Function, [wrong!.Type.ToString()]));
        return Calculated(call.Function, arguments) with { IsAggregated = arguments.Any(argument => argument.IsAggregated) };
    }

    private static SqlValue Calculated(string function, SqlValue[] arguments)
    {
        string[] numbers = [.. arguments.Select(argument => argument.AsDouble)];
        return function switch
        {
            "abs" when arguments[0].Type.IsUnsignedInteger => arguments[0],
            "abs" when arguments[0].Type.IsSignedInteger => new SqlValue($"abs({arguments[0].Sql})", OutputType.Integer),
            "pow" when arguments.All(argument => argument.Type.IsSignedInteger) =>
                new SqlValue($"TRY_CAST(pow({numbers[0]}, {numbers[1]}) AS BIGINT)", OutputType.Integer),
            // the base comes last, in SQL first
            "log" => new SqlValue(SimpleFunctions.Sql(function, [numbers[1], numbers[0]]), OutputType.Float),
            _ => new SqlValue(SimpleFunctions.Sql(function, numbers), OutputType.Float),
        };
    }
}
