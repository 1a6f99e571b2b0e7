using InfluxDownsample.LocalServer.InfluxQl.Syntax;
using InfluxDownsample.LocalServer.Query;

namespace InfluxDownsample.LocalServer.InfluxQl.Time;

/// <summary>Computes what stands beside <c>time</c> in a condition, such as <c>now() - 24h</c>, before the query runs.</summary>
/// <param name="nowNanoseconds">What <c>now()</c> means.</param>
/// <param name="zone">The zone of <c>tz()</c>, or null.</param>
internal sealed class TimeExpression(long nowNanoseconds, string? zone)
{
    private enum Kind
    {
        Instant,
        Duration,
        Integer,
        Float,
        Text,
    }

    /// <summary>The expression as nanoseconds since the epoch, or as a number of nanoseconds.</summary>
    /// <exception cref="QueryException">It is no time, or out of range.</exception>
    public long Nanoseconds(Expression expression)
    {
        try
        {
            return Number(Reduce(expression), expression);
        }
        catch (OverflowException)
        {
            throw QueryException.Planning("timestamp out of range: " + expression);
        }
    }

    private static QueryException Invalid(string message) => QueryException.Planning("invalid expression " + message);

    private long Number(Value value, Expression expression) => value.Kind switch
    {
        Kind.Float => checked((long)value.Float),
        Kind.Text => TimestampText.Parse(value.Text, zone)
            ?? throw Invalid($"\"{expression}\": '{value.Text}' is not a valid timestamp"),
        _ => value.Integer,
    };

    private Value Reduce(Expression expression) => expression switch
    {
        IntegerLiteral literal => new Value(Kind.Integer) { Integer = literal.Value },
        FloatLiteral literal => new Value(Kind.Float) { Float = literal.Value },
        DurationLiteral literal => new Value(Kind.Duration) { Integer = literal.Nanoseconds },
        StringLiteral literal => new Value(Kind.Text) { Text = literal.Value },
        Call { Function: "now", Arguments.Count: 0 } => new Value(Kind.Instant) { Integer = nowNanoseconds },
        Call call => throw Invalid($"\"{expression}\": invalid function call '{call.Function}'"),
        BinaryExpression binary => Operate(binary, Reduce(binary.Left), Reduce(binary.Right)),
        Literal => throw Invalid($"\"{expression}\": found literal '{expression}', expected duration, float, integer, or timestamp string"),
        _ => throw Invalid($"\"{expression}\": found symbol '{expression}', expected now() or a literal duration, float, integer and timestamp string"),
    };

    private Value Operate(BinaryExpression binary, Value left, Value right)
    {
        if (left.Kind == Kind.Float || (right.Kind == Kind.Float && left.Kind == Kind.Integer))
        {
            return new Value(Kind.Float) { Float = OperateFloats(binary, left, right) };
        }

        long a = Number(left, binary);
        long b = Number(right, binary);
        Kind kind = (left.Kind, right.Kind) switch
        {
            (Kind.Integer, Kind.Integer) => Kind.Integer,
            (Kind.Duration, Kind.Duration or Kind.Integer or Kind.Float) => Kind.Duration,
            _ => Kind.Instant,
        };
        bool scales = (kind == Kind.Duration && right.Kind != Kind.Duration) || kind == Kind.Integer;
        bool shifts = kind != Kind.Duration || right.Kind == Kind.Duration;
        long result = binary.Operator switch
        {
            BinaryOperator.Add when shifts => checked(a + b),
            BinaryOperator.Subtract when shifts => checked(a - b),
            BinaryOperator.Multiply when scales => checked(a * b),
            BinaryOperator.Divide when scales && b != 0 => checked(a / b),
            BinaryOperator.Modulo when kind == Kind.Integer && b != 0 => b == -1 ? 0 : a % b,
            _ => throw Invalid($"\"{binary}\": invalid operator '{binary.Operator.Text()}'"),
        };
        return new Value(kind) { Integer = result };
    }

    private static double OperateFloats(BinaryExpression binary, Value left, Value right)
    {
        if (right.Kind is not (Kind.Float or Kind.Integer))
        {
            throw Invalid($"\"{binary}\": invalid float expression");
        }

        double a = left.Kind == Kind.Float ? left.Float : left.Integer;
        double b = right.Kind == Kind.Float ? right.Float : right.Integer;
        return binary.Operator switch
        {
            BinaryOperator.Add => a + b,
            BinaryOperator.Subtract => a - b,
            BinaryOperator.Multiply => a * b,
            BinaryOperator.Divide => a / b,
            BinaryOperator.Modulo => a % b,
            _ => throw Invalid($"\"{binary}\": invalid operator for float expression"),
        };
    }

    private readonly record struct Value(Kind Kind)
    {
        public long Integer { get; init; }

        public double Float { get; init; }

        public string Text { get; init; } = "";
    }
}
