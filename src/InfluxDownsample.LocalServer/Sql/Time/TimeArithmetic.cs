using System.Globalization;
using Apache.Arrow.Types;
using InfluxDownsample.LocalServer.Query;
using InfluxDownsample.LocalServer.Sql.Binding;
using InfluxDownsample.LocalServer.Sql.Syntax;

namespace InfluxDownsample.LocalServer.Sql.Time;

/// <summary>Sums and differences of timestamps, dates, intervals and durations.</summary>
internal static class TimeArithmetic
{
    public static BoundExpression Bind(BoundExpression left, string sign, BoundExpression right)
    {
        string name = $"{left.Name} {sign} {right.Name}";
        // text beside a time is read as what the operation needs, and a null is of the other's type
        left = Read(left, right, sign);
        right = Read(right, left, sign);
        BoundExpression? result = (left.Type.Kind, sign, right.Type.Kind) switch
        {
            (OutputKind.Timestamp, "+" or "-", OutputKind.Interval) => Moved(left, sign, right),
            (OutputKind.Interval, "+", OutputKind.Timestamp) => Moved(right, sign, left),
            (OutputKind.Date, "+" or "-", OutputKind.Interval) => MovedDate(left, sign, right),
            (OutputKind.Interval, "+", OutputKind.Date) => MovedDate(right, sign, left),
            (OutputKind.Timestamp, "+" or "-", OutputKind.Duration) => Sum(left, sign, right, left.Type),
            (OutputKind.Duration, "+", OutputKind.Timestamp) => Sum(left, sign, right, right.Type),
            (OutputKind.Duration, "+" or "-", OutputKind.Duration) => Sum(left, sign, right, OutputType.Duration),
            (OutputKind.Timestamp, "-", OutputKind.Timestamp) => Sum(left, sign, right, OutputType.Duration),
            (OutputKind.Date, "-", OutputKind.Date) =>
                Sum(Casts.To(left, OutputType.Timestamp), sign, Casts.To(right, OutputType.Timestamp), OutputType.DurationOf(TimeUnit.Second)),
            (OutputKind.Timestamp, "-", OutputKind.Date) => Sum(left, sign, Casts.To(right, OutputType.Timestamp), OutputType.Duration),
            (OutputKind.Date, "-", OutputKind.Timestamp) => Sum(Casts.To(left, OutputType.Timestamp), sign, right, OutputType.Duration),
            (OutputKind.Interval, "+" or "-", OutputKind.Interval) => Intervals(left, sign, right),
            (OutputKind.Interval, "*", _) when right.Value is long times => Times(left, times),
            (_, "*", OutputKind.Interval) when left.Value is long times => Times(right, times),
            _ => null,
        };
        if (result is null && (left.Type.IsTimestamp || left.Type.Kind == OutputKind.Date) && left.Type.Equals(right.Type))
        {
            string operation = $"{left.Type} {sign} {right.Type}";
            throw QueryException.Coercion(
                $"Cannot get result type for temporal operation {operation}: Invalid argument error: Invalid timestamp arithmetic operation: {operation}");
        }

        return result is null
            ? throw QueryException.Coercion($"Cannot coerce arithmetic expression {left.Type} {sign} {right.Type} to valid types")
            : result with { Name = name, Nullable = left.Nullable || right.Nullable, IsScalar = left.IsScalar && right.IsScalar };
    }

    private static BoundExpression Read(BoundExpression operand, BoundExpression other, string sign)
    {
        if (operand.IsNull && !other.IsNull)
        {
            return Casts.To(operand, other.Type);
        }

        if (!operand.Type.IsString)
        {
            return operand;
        }

        return other.Type.IsTimestamp && sign == "-" || other.Type.Kind == OutputKind.Interval
            ? Casts.To(operand, other.Type.IsTimestamp ? other.Type : OutputType.Timestamp)
            : operand;
    }

    private static BoundExpression Sum(BoundExpression left, string sign, BoundExpression right, OutputType type) =>
        new($"({left.Sql} {sign} {right.Sql})", type, "");

    private static BoundExpression Moved(BoundExpression time, string sign, BoundExpression by)
    {
        if (by is { IsScalar: true, Nullable: true } || time is { IsScalar: true, Nullable: true })
        {
            return new BoundExpression("CAST(NULL AS BIGINT)", time.Type, "");
        }

        if (by.Value is not IntervalValue interval)
        {
            throw QueryException.NotImplemented("timestamp arithmetic with an interval that is not a literal");
        }

        interval = sign == "-" ? interval.Negate() : interval;
        long fixedPart = (interval with { Months = 0 }).FixedNanoseconds
            ?? throw QueryException.Execution("Arrow error: Compute error: the interval does not fit 64-bit nanoseconds");
        if (interval.Months == 0 && interval.Days == 0 && time.Value is long known)
        {
            return Known(known, fixedPart, time);
        }

        // months and days are days of the zone's calendar, so an hour more or less where clocks change
        string local = ZoneSql.Local(time.Sql, time.Type.Zone);
        if (interval.Months != 0)
        {
            local = TimeSql.AddMonths(local, interval.Months.ToString(CultureInfo.InvariantCulture));
        }

        if (interval.Months == 0 && ZoneSql.IsUtc(time.Type.Zone) && time.Value is long start)
        {
            return Known(start, fixedPart, time);
        }

        long days = checked(interval.Days * TimeSql.NanosecondsPerDay);
        string moved = days == 0 ? local : $"({local} + {Literals.Sql(days)})";
        string sql = $"({ZoneSql.Instant(moved, time.Type.Zone)} + {Literals.Sql(interval.Nanoseconds)})";
        return new BoundExpression(interval.Months == 0 && interval.Days == 0 ? $"({time.Sql} + {Literals.Sql(interval.Nanoseconds)})" : sql, time.Type, "");
    }

    private static BoundExpression Known(long start, long by, BoundExpression time)
    {
        Int128 sum = (Int128)start + by;
        return sum >= long.MinValue && sum <= long.MaxValue
            ? new BoundExpression(Literals.Sql((long)sum), time.Type, "") { Value = (long)sum }
            : throw QueryException.Execution("Arrow error: Arithmetic overflow: Overflow happened on timestamp arithmetic");
    }

    private static BoundExpression MovedDate(BoundExpression date, string sign, BoundExpression by)
    {
        if (by.Value is not IntervalValue interval)
        {
            throw QueryException.NotImplemented("date arithmetic with an interval that is not a literal");
        }

        interval = sign == "-" ? interval.Negate() : interval;
        string sql = string.Create(
            CultureInfo.InvariantCulture,
            $"(CAST({date.Sql} + to_months({interval.Months}) AS DATE) + CAST({interval.Days + (interval.Nanoseconds / TimeSql.NanosecondsPerDay)} AS INTEGER))");
        return new BoundExpression(sql, OutputType.Date, "");
    }

    private static BoundExpression Intervals(BoundExpression left, string sign, BoundExpression right)
    {
        if (left is { Nullable: true, IsScalar: true } || right is { Nullable: true, IsScalar: true })
        {
            return new BoundExpression($"CAST(NULL AS {TypeNames.Physical(OutputType.Interval)})", OutputType.Interval, "");
        }

        if (left.Value is not IntervalValue a || right.Value is not IntervalValue b)
        {
            throw QueryException.NotImplemented("interval arithmetic with intervals that are not literals");
        }

        b = sign == "-" ? b.Negate() : b;
        return Interval((Int128)a.Months + b.Months, (Int128)a.Days + b.Days, (Int128)a.Nanoseconds + b.Nanoseconds);
    }

    private static BoundExpression Times(BoundExpression interval, long times)
    {
        if (interval.Value is not IntervalValue value)
        {
            throw QueryException.NotImplemented("interval arithmetic with intervals that are not literals");
        }

        return Interval((Int128)value.Months * times, (Int128)value.Days * times, (Int128)value.Nanoseconds * times);
    }

    private static BoundExpression Interval(Int128 months, Int128 days, Int128 nanoseconds)
    {
        bool fits = Int128.Abs(months) <= int.MaxValue && Int128.Abs(days) <= int.MaxValue && Int128.Abs(nanoseconds) <= long.MaxValue;
        return fits
            ? Literals.Of(new IntervalValue((int)months, (int)days, (long)nanoseconds))
            : throw QueryException.Execution("Arrow error: Arithmetic overflow: Overflow happened on interval arithmetic");
    }
}
