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
        Int128 nanoseconds = expression.Bare is StringLiteral ? In(expression, () => Reduce(expression)).Nanoseconds : Reduce(expression).Nanoseconds;
        return nanoseconds >= long.MinValue && nanoseconds <= long.MaxValue
            ? (long)nanoseconds
            : throw QueryException.Planning(
                $"timestamp out of range: {DateTime.UnixEpoch.AddTicks((long)(nanoseconds / TimeSpan.NanosecondsPerTick)):yyyy-MM-dd HH:mm:ss} +00:00");
    }

    /// <summary>Names the expression in which something is wrong.</summary>
    private static Value In(Expression expression, Func<Value> reduce)
    {
        try
        {
            return reduce();
        }
        catch (QueryException wrong)
        {
            throw QueryException.Planning($"invalid expression \"{expression}\": {wrong.Message["Error during planning: ".Length..]}");
        }
    }

    private Value Reduce(Expression expression) => expression switch
    {
        BinaryExpression binary => In(binary, () => Operate(Reduce(binary.Left), binary.Operator, Reduce(binary.Right))),
        NestedExpression nested => Reduce(nested.Inner),
        IntegerLiteral integer => new Value(integer.Value, Kind.Number),
        FloatLiteral number => new Value((long)number.Value, Kind.Number),
        DurationLiteral duration => new Value(duration.Nanoseconds, Kind.Duration),
        StringLiteral text => new Value(
            ConditionTime.Parse(text.Value, zone) ?? throw QueryException.Planning($"'{text.Value}' is not a valid timestamp"), Kind.Instant),
        Call { Function: "now" } => new Value(nowNanoseconds, Kind.Instant),
        Call call => throw QueryException.Planning($"invalid function call '{call.Function}'"),
        Literal => throw QueryException.Planning($"found literal '{expression}', expected duration, float, integer, or timestamp string"),
        _ => throw QueryException.Planning($"found symbol '{expression}', expected now() or a literal duration, float, integer and timestamp string"),
    };

    private static Value Operate(Value left, string op, Value right)
    {
        (Kind result, string allowed, string otherwise) = (left.Kind, right.Kind) switch
        {
            (Kind.Number, Kind.Number) => (Kind.Number, "+-*/%&|^", ""),
            (Kind.Duration, Kind.Duration) => (Kind.Duration, "+-", $"found operator '{op}', expected +, -"),
            (Kind.Duration, Kind.Number) => (Kind.Duration, "*/", $"found operator '{op}', expected *, /"),
            // a number before a duration counts as an instant
            _ => (Kind.Instant, "+-", $"invalid operator '{op}' for timestamp and duration: expected +, -"),
        };
        Refuse.When(!allowed.Contains(op, StringComparison.Ordinal), () => QueryException.Planning(otherwise));
        Int128 value = op switch
        {
            "+" => left.Nanoseconds + right.Nanoseconds,
            "-" => left.Nanoseconds - right.Nanoseconds,
            "*" => left.Nanoseconds * right.Nanoseconds,
            "&" => left.Nanoseconds & right.Nanoseconds,
            "|" => left.Nanoseconds | right.Nanoseconds,
            "^" => left.Nanoseconds ^ right.Nanoseconds,
            _ when right.Nanoseconds == 0 => 0,
            "/" => left.Nanoseconds / right.Nanoseconds,
            _ => left.Nanoseconds % right.Nanoseconds,
        };
        // numbers and durations wrap around
        return new Value(result == Kind.Instant ? value : unchecked((long)value), result);
    }

    private enum Kind
    {
        Number,
        Duration,
        Instant,
    }

    private readonly record struct Value(Int128 Nanoseconds, Kind Kind);
}
