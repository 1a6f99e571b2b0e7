namespace InfluxDownsample.LocalServer.Sql;

/// <summary>Sums and differences of timestamps, dates, intervals and durations.</summary>
internal static class TimeArithmetic
{
    public static BoundExpression Bind(BoundExpression left, string sign, BoundExpression right)
    {
        string name = $"{left.Name} {sign} {right.Name}";
        // text beside a time is read as what the operation needs, and a null is of the other's type
        left = Read(left, right, sign);
        right = Read(right, left, sign);
        (BoundExpression first, BoundExpression second) = sign == "+" && left.Type.Kind == ArrowTypeId.Interval ? (right, left) : (left, right);
        BoundExpression? result = (first.Type.Kind, sign, second.Type.Kind) switch
        {
            (ArrowTypeId.Timestamp or ArrowTypeId.Date32 or ArrowTypeId.Interval, "+" or "-", ArrowTypeId.Interval) => ByInterval(first, sign, second),
            (ArrowTypeId.Timestamp, "+" or "-", ArrowTypeId.Duration) => Sum(left, sign, right, left.Type),
            (ArrowTypeId.Duration, "+", ArrowTypeId.Timestamp) => Sum(left, sign, right, right.Type),
            (ArrowTypeId.Duration, "+" or "-", ArrowTypeId.Duration) => Sum(left, sign, right, OutputType.Duration),
            (ArrowTypeId.Date32, "-", ArrowTypeId.Date32) => Sum(left, sign, right, OutputType.DurationOf(TimeUnit.Second)),
            (ArrowTypeId.Timestamp or ArrowTypeId.Date32, "-", ArrowTypeId.Timestamp or ArrowTypeId.Date32) => Sum(left, sign, right, OutputType.Duration),
            _ => null,
        };
        if (result is null && (left.Type.IsTimestamp || left.Type.Kind == ArrowTypeId.Date32) && left.Type.Equals(right.Type))
        {
            string operation = $"{left.Type} {sign} {right.Type}";
            throw QueryException.Coercion(
                $"Cannot get result type for temporal operation {operation}: Invalid argument error: Invalid timestamp arithmetic operation: {operation}");
        }

        return result is null
            ? throw QueryException.Coercion($"Cannot coerce arithmetic expression {left.Type} {sign} {right.Type} to valid types")
            : result with { Name = name, Nullable = left.Nullable || right.Nullable, IsScalar = left.IsScalar && right.IsScalar };
    }

    private static BoundExpression Read(BoundExpression operand, BoundExpression other, string sign) =>
        operand.IsNull && !other.IsNull ? Casts.To(operand, other.Type)
        : operand.Type.IsString && other.Type.IsTimestamp && sign == "-" ? Casts.To(operand, other.Type)
        : operand.Type.IsString && other.Type.Kind == ArrowTypeId.Interval ? Casts.To(operand, OutputType.Timestamp)
        : operand;

    private static BoundExpression Sum(BoundExpression left, string sign, BoundExpression right, OutputType type) =>
        new($"({AsTime(left).Sql} {sign} {AsTime(right).Sql})", type, "");

    private static BoundExpression AsTime(BoundExpression operand) =>
        operand.Type.Kind == ArrowTypeId.Date32 ? Casts.To(operand, OutputType.Timestamp) : operand;

    private static BoundExpression ByInterval(BoundExpression start, string sign, BoundExpression by)
    {
        if (start is { IsScalar: true, Nullable: true } || by is { IsScalar: true, Nullable: true })
        {
            return new BoundExpression($"CAST(NULL AS {start.Type.Physical})", start.Type, "");
        }

        if (by.Value is not IntervalValue interval)
        {
            throw QueryException.NotImplemented("arithmetic with an interval that is not a literal");
        }

        interval = sign == "-" ? interval.Negate() : interval;
        return start.Type.Kind switch
        {
            ArrowTypeId.Timestamp => Moved(start, interval),
            ArrowTypeId.Date32 => new BoundExpression(MovedDate(start.Sql, interval), OutputType.Date, ""),
            _ when start.Value is IntervalValue first => Constants.Of(first.Plus(interval)
                ?? throw QueryException.Execution("Arrow error: Arithmetic overflow: Overflow happened on interval arithmetic")),
            _ => throw QueryException.NotImplemented("arithmetic with an interval that is not a literal"),
        };
    }

    private static BoundExpression Moved(BoundExpression time, IntervalValue interval)
    {
        long fixedPart = (interval with { Months = 0 }).FixedNanoseconds
            ?? throw QueryException.Execution("Arrow error: Compute error: the interval does not fit 64-bit nanoseconds");
        if (interval.Months == 0 && (interval.Days == 0 || ZoneSql.IsUtc(time.Type.Zone)) && time.Value is long known)
        {
            Int128 sum = (Int128)known + fixedPart;
            return sum >= long.MinValue && sum <= long.MaxValue
                ? new BoundExpression(Literals.Sql((long)sum), time.Type, "") { Value = (long)sum }
                : throw QueryException.Execution("Arrow error: Arithmetic overflow: Overflow happened on timestamp arithmetic");
        }

        if (interval.Months == 0 && interval.Days == 0)
        {
            return new BoundExpression($"({time.Sql} + {Literals.Sql(interval.Nanoseconds)})", time.Type, "");
        }

        // months and days are days of the zone's calendar, so an hour more or less where clocks change
        string local = ZoneSql.Local(time.Sql, time.Type.Zone);
        local = interval.Months == 0 ? local : TimeSql.AddMonths(local, interval.Months.ToString(CultureInfo.InvariantCulture));
        local = interval.Days == 0 ? local : $"({local} + {Literals.Sql(checked(interval.Days * TimeSql.NanosecondsPerDay))})";
        return new BoundExpression($"({ZoneSql.Instant(local, time.Type.Zone)} + {Literals.Sql(interval.Nanoseconds)})", time.Type, "");
    }

    private static string MovedDate(string date, IntervalValue interval) =>
        $"(CAST({date} + to_months({interval.Months}) AS DATE) + CAST({interval.Days + (interval.Nanoseconds / TimeSql.NanosecondsPerDay)} AS INTEGER))";
}
