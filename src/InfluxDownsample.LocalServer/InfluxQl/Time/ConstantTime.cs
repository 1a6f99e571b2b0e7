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
            StringLiteral text => In(expression, () => Parse(text.Value)),
            DurationLiteral duration => duration.Nanoseconds,
            FloatLiteral number => (long)number.Value,
            IntegerLiteral integer => integer.Value,
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

    private Literal Reduce(Expression expression) => expression switch
    {
        BinaryExpression binary => In(binary, () => Operate(Reduce(binary.Left), binary.Operator, Reduce(binary.Right))),
        NestedExpression nested => Reduce(nested.Inner),
        IntegerLiteral or FloatLiteral or DurationLiteral or StringLiteral => (Literal)expression,
        Call { Function: "now" } => new Instant(nowNanoseconds),
        Call call => throw Wrong($"invalid function call '{call.Function}'"),
        Literal => throw Wrong($"found literal '{expression}', expected duration, float, integer, or timestamp string"),
        _ => throw Wrong($"found symbol '{expression}', expected now() or a literal duration, float, integer and timestamp string"),
    };

    private Literal Operate(Literal left, string op, Literal right) => (left, op, right) switch
    {
        (StringLiteral a, "+", StringLiteral b) => new StringLiteral(a.Value + b.Value),
        (StringLiteral, _, FloatLiteral) => throw Wrong($"found '{right}', expected duration, integer or timestamp string"),
        (StringLiteral a, _, _) => Operate(new Instant(Parse(a.Value)), op, right),

        (DurationLiteral a, "+", DurationLiteral b) => new DurationLiteral(Checked((Int128)a.Nanoseconds + b.Nanoseconds)),
        (DurationLiteral a, "-", DurationLiteral b) => new DurationLiteral(Checked((Int128)a.Nanoseconds - b.Nanoseconds)),
        (DurationLiteral, _, DurationLiteral) => throw Wrong($"found operator '{op}', expected +, -"),
        (DurationLiteral, _, FloatLiteral b) => Operate(left, op, new IntegerLiteral((long)b.Value)),
        (DurationLiteral a, "*", IntegerLiteral b) => new DurationLiteral(unchecked(a.Nanoseconds * b.Value)),
        (DurationLiteral a, "/", IntegerLiteral { Value: not 0 } b) => new DurationLiteral(a.Nanoseconds / b.Value),
        (DurationLiteral, _, IntegerLiteral) => throw Wrong($"found operator '{op}', expected *, /"),
        (DurationLiteral a, "+", Instant b) => new Instant(b.Nanoseconds + a.Nanoseconds),
        (DurationLiteral, _, StringLiteral b) => Operate(left, op, new Instant(Parse(b.Value))),
        (DurationLiteral, _, _) => throw Wrong($"unexpected literal '{right}' for duration expression"),

        (IntegerLiteral a, _, FloatLiteral b) => new FloatLiteral(Operate(a.Value, op, b.Value)),
        (IntegerLiteral a, _, IntegerLiteral b) => new IntegerLiteral(Operate(a.Value, op, b.Value)),
        (IntegerLiteral a, _, DurationLiteral) => Operate(new Instant(a.Value), op, right),
        (IntegerLiteral a, _, StringLiteral b) => Operate(new DurationLiteral(a.Value), op, new Instant(Parse(b.Value))),
        (IntegerLiteral, _, _) => throw Wrong("invalid integer expression"),

        (FloatLiteral a, _, FloatLiteral b) => new FloatLiteral(Operate(a.Value, op, b.Value)),
        (FloatLiteral a, _, IntegerLiteral b) => new FloatLiteral(Operate(a.Value, op, b.Value)),
        (FloatLiteral, _, _) => throw Wrong("invalid float expression"),

        _ => new Instant(Moved(((Instant)left).Nanoseconds, op, Distance(right))),
    };

    private Int128 Distance(Literal value) => value switch
    {
        DurationLiteral duration => duration.Nanoseconds,
        IntegerLiteral integer => integer.Value,
        Instant instant => instant.Nanoseconds,
        StringLiteral text => Parse(text.Value),
        _ => throw Wrong($"invalid expression '{value}': expected duration, integer or timestamp string"),
    };

    private static Int128 Moved(Int128 instant, string op, Int128 by) => op switch
    {
        "+" => instant + by,
        "-" => instant - by,
        _ => throw Wrong($"invalid operator '{op}' for timestamp and duration: expected +, -"),
    };

    private static long Operate(long left, string op, long right) => unchecked(op switch
    {
        "+" => left + right,
        "-" => left - right,
        "*" => left * right,
        "/" => right == 0 ? 0 : right == -1 ? -left : left / right,
        "%" => right is 0 or -1 ? 0 : left % right,
        "&" => left & right,
        "|" => left | right,
        _ => left ^ right,
    });

    private static double Operate(double left, string op, double right) => op switch
    {
        "+" => left + right,
        "-" => left - right,
        "*" => left * right,
        "/" => right == 0 ? 0 : left / right,
        "%" => left % right,
        _ => throw Wrong("invalid operator for float expression"),
    };

    private static long Checked(Int128 value) => value >= long.MinValue && value <= long.MaxValue ? (long)value : throw Wrong("overflow");

    private sealed record Instant(Int128 Nanoseconds) : Literal;
}
