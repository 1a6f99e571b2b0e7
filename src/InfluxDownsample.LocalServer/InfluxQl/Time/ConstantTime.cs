namespace InfluxDownsample.LocalServer.InfluxQl;

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

    private Value Operate(Value left, BinaryOperator op, Value right) => (left, op, right) switch
    {
        (Text a, BinaryOperator.Add, Text b) => new Text(a.Value + b.Value),
        (Text, _, Float) => throw Wrong($"found '{right}', expected duration, integer or timestamp string"),
        (Text a, _, _) => Operate(new Instant(Parse(a.Value)), op, right),

        (Span a, BinaryOperator.Add, Span b) => new Span(Checked((Int128)a.Nanoseconds + b.Nanoseconds)),
        (Span a, BinaryOperator.Subtract, Span b) => new Span(Checked((Int128)a.Nanoseconds - b.Nanoseconds)),
        (Span, _, Span) => throw Wrong($"found operator '{op.Text()}', expected +, -"),
        (Span, _, Float b) => Operate(left, op, new Whole((long)b.Value)),
        (Span a, BinaryOperator.Multiply, Whole b) => new Span(unchecked(a.Nanoseconds * b.Value)),
        (Span a, BinaryOperator.Divide, Whole { Value: not 0 } b) => new Span(a.Nanoseconds / b.Value),
        (Span, _, Whole) => throw Wrong($"found operator '{op.Text()}', expected *, /"),
        (Span a, BinaryOperator.Add, Instant b) => new Instant(b.Nanoseconds + a.Nanoseconds),
        (Span, _, Text b) => Operate(left, op, new Instant(Parse(b.Value))),
        (Span, _, _) => throw Wrong($"unexpected literal '{right}' for duration expression"),

        (Whole a, _, Float b) => new Float(Operate(a.Value, op, b.Value)),
        (Whole a, _, Whole b) => new Whole(Operate(a.Value, op, b.Value)),
        (Whole a, _, Span) => Operate(new Instant(a.Value), op, right),
        (Whole a, _, Text b) => Operate(new Span(a.Value), op, new Instant(Parse(b.Value))),
        (Whole, _, _) => throw Wrong("invalid integer expression"),

        (Float a, _, Float b) => new Float(Operate(a.Value, op, b.Value)),
        (Float a, _, Whole b) => new Float(Operate(a.Value, op, b.Value)),
        (Float, _, _) => throw Wrong("invalid float expression"),

        _ => new Instant(Moved(((Instant)left).Nanoseconds, op, Distance(right))),
    };

    private Int128 Distance(Value value) => value switch
    {
        Span duration => duration.Nanoseconds,
        Whole integer => integer.Value,
        Instant instant => instant.Nanoseconds,
        Text text => Parse(text.Value),
        _ => throw Wrong($"invalid expression '{value}': expected duration, integer or timestamp string"),
    };

    private static Int128 Moved(Int128 instant, BinaryOperator op, Int128 by) => op switch
    {
        BinaryOperator.Add => instant + by,
        BinaryOperator.Subtract => instant - by,
        _ => throw Wrong($"invalid operator '{op.Text()}' for timestamp and duration: expected +, -"),
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

    private static double Operate(double left, BinaryOperator op, double right) => op switch
    {
        BinaryOperator.Add => left + right,
        BinaryOperator.Subtract => left - right,
        BinaryOperator.Multiply => left * right,
        BinaryOperator.Divide => right == 0 ? 0 : left / right,
        BinaryOperator.Modulo => left % right,
        _ => throw Wrong("invalid operator for float expression"),
    };

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
