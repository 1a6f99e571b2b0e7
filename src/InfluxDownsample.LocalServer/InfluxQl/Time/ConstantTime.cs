using System.Globalization;
using InfluxDownsample.LocalServer.InfluxQl.Syntax;
using InfluxDownsample.LocalServer.Query;

namespace InfluxDownsample.LocalServer.InfluxQl.Time;

/// <summary>Computes what stands beside <c>time</c> in a condition, such as <c>now() - 24h</c>, before the query runs.</summary>
/// <param name="nowNanoseconds">What <c>now()</c> means.</param>
/// <param name="zone">The zone of <c>tz()</c>, or null.</param>
internal sealed class ConstantTime(long nowNanoseconds, string? zone)
{
    /// <summary>The expression as nanoseconds since the epoch, or as a number of nanoseconds.</summary>
    /// <exception cref="QueryException">It is no time, or out of range.</exception>
    public long Nanoseconds(Expression expression)
    {
        Int128 nanoseconds = Reduce(expression) switch
        {
            Instant instant => instant.Nanoseconds,
            Text text => In(expression, () => Parse(text.Value)),
            Span duration => duration.Nanoseconds,
            Float number => (long)number.Value,
            Whole integer => integer.Value,
            _ => throw Wrong("invalid time range expression"),
        };
        return nanoseconds >= long.MinValue && nanoseconds <= long.MaxValue
            ? (long)nanoseconds
            : throw Wrong($"timestamp out of range: {DateTime.UnixEpoch.AddTicks((long)(nanoseconds / 100)):yyyy-MM-dd HH:mm:ss} +00:00");
    }

    private static QueryException Wrong(string message) => QueryException.Planning(message);

    /// <summary>Names the expression in which something is wrong.</summary>
    private static T In<T>(Expression expression, Func<T> reduce)
    {
        try
        {
            return reduce();
        }
        catch (QueryException wrong)
        {
            throw Wrong($"invalid expression \"{expression}\": {wrong.Message["Error during planning: ".Length..]}");
        }
    }

    private Int128 Parse(string text) => ConditionTime.Parse(text, zone) ?? throw Wrong($"'{text}' is not a valid timestamp");

    private Value Reduce(Expression expression) => expression switch
    {
        BinaryExpression binary => In(binary, () => Operate(Reduce(binary.Left), binary.Operator, Reduce(binary.Right))),
        NestedExpression nested => Reduce(nested.Inner),
        IntegerLiteral literal => new Whole(literal.Value),
        FloatLiteral literal => new Float(literal.Value),
        DurationLiteral literal => new Span(literal.Nanoseconds),
        StringLiteral literal => new Text(literal.Value),
        Call { Function: "now" } => new Instant(nowNanoseconds),
        Call call => throw Wrong($"invalid function call '{call.Function}'"),
        Literal => throw Wrong($"found literal '{expression}', expected duration, float, integer, or timestamp string"),
        _ => throw Wrong($"found symbol '{expression}', expected now() or a literal duration, float, integer and timestamp string"),
    };

    private Value Operate(Value left, BinaryOperator op, Value right) => left switch
    {
        Span duration => OperateOnSpan(duration, op, right),
        Whole integer => OperateOnInteger(integer.Value, op, right),
        Float number => OperateOnFloat(number.Value, op, right),
        Instant instant => OperateOnInstant(instant, op, right),
        Text text when right is Text other && op == BinaryOperator.Add => new Text(text.Value + other.Value),
        Text when right is Float => throw Wrong($"found '{right}', expected duration, integer or timestamp string"),
        _ => OperateOnInstant(new Instant(Parse(((Text)left).Value)), op, right),
    };

    private Value OperateOnSpan(Span left, BinaryOperator op, Value right) => (right, op) switch
    {
        (Span other, BinaryOperator.Add) => new Span(Checked((Int128)left.Nanoseconds + other.Nanoseconds)),
        (Span other, BinaryOperator.Subtract) => new Span(Checked((Int128)left.Nanoseconds - other.Nanoseconds)),
        (Span, _) => throw Wrong($"found operator '{op.Text()}', expected +, -"),
        (Float number, _) => OperateOnSpan(left, op, new Whole((long)number.Value)),
        (Whole integer, BinaryOperator.Multiply) => new Span(unchecked(left.Nanoseconds * integer.Value)),
        (Whole { Value: not 0 } integer, BinaryOperator.Divide) => new Span(left.Nanoseconds / integer.Value),
        (Whole, _) => throw Wrong($"found operator '{op.Text()}', expected *, /"),
        (Instant instant, BinaryOperator.Add) => new Instant(instant.Nanoseconds + left.Nanoseconds),
        (Text text, _) => OperateOnSpan(left, op, new Instant(Parse(text.Value))),
        _ => throw Wrong($"unexpected literal '{right}' for duration expression"),
    };

    private Value OperateOnInteger(long left, BinaryOperator op, Value right) => right switch
    {
        Float => OperateOnFloat(left, op, right),
        Whole integer => new Whole(Operate(left, op, integer.Value)),
        Span => OperateOnInstant(new Instant(left), op, right),
        Text text => OperateOnSpan(new Span(left), op, new Instant(Parse(text.Value))),
        _ => throw Wrong("invalid integer expression"),
    };

    private static long Operate(long left, BinaryOperator op, long right) => unchecked(op switch
    {
        BinaryOperator.Add => left + right,
        BinaryOperator.Subtract => left - right,
        BinaryOperator.Multiply => left * right,
        BinaryOperator.Divide => right == 0 ? 0 : right == -1 ? -left : left / right,
        BinaryOperator.Modulo => right is 0 or -1 ? 0 : left % right,
        BinaryOperator.BitwiseAnd => left & right,
        BinaryOperator.BitwiseOr => left | right,
        _ => left ^ right,
    });

    private static Float OperateOnFloat(double left, BinaryOperator op, Value right)
    {
        double other = right switch
        {
            Float number => number.Value,
            Whole integer => integer.Value,
            _ => throw Wrong("invalid float expression"),
        };
        return new Float(op switch
        {
            BinaryOperator.Add => left + other,
            BinaryOperator.Subtract => left - other,
            BinaryOperator.Multiply => left * other,
            BinaryOperator.Divide => other == 0 ? 0 : left / other,
            BinaryOperator.Modulo => left % other,
            _ => throw Wrong("invalid operator for float expression"),
        });
    }

    private Instant OperateOnInstant(Instant left, BinaryOperator op, Value right)
    {
        Int128 by = right switch
        {
            Span duration => duration.Nanoseconds,
            Whole integer => integer.Value,
            Instant instant => instant.Nanoseconds,
            Text text => Parse(text.Value),
            _ => throw Wrong($"invalid expression '{right}': expected duration, integer or timestamp string"),
        };
        return op switch
        {
            BinaryOperator.Add => new Instant(left.Nanoseconds + by),
            BinaryOperator.Subtract => new Instant(left.Nanoseconds - by),
            _ => throw Wrong($"invalid operator '{op.Text()}' for timestamp and duration: expected +, -"),
        };
    }

    private static long Checked(Int128 value) => value >= long.MinValue && value <= long.MaxValue ? (long)value : throw Wrong("overflow");

    private abstract record Value;

    private sealed record Instant(Int128 Nanoseconds) : Value;

    private sealed record Span(long Nanoseconds) : Value
    {
        public override string ToString() => new DurationLiteral(Nanoseconds).ToString();
    }

    private sealed record Whole(long Value) : ConstantTime.Value
    {
        public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
    }

    private sealed record Float(double Value) : ConstantTime.Value
    {
        public override string ToString() => Value.ToString("R", CultureInfo.InvariantCulture);
    }

    private sealed record Text(string Value) : ConstantTime.Value
    {
        public override string ToString() => new StringLiteral(Value).ToString();
    }
}
