namespace InfluxDownsample.LocalServer.Sql;

/// <summary>
/// An expression in another type: what is known of it then, and casts of literals, which planning computes itself.
/// The rest is computed by DuckDB (<see cref="CastSql"/>).
/// </summary>
internal static class Casts
{
    /// <summary>The expression in another type, under the same name: casts don't show in the names of result columns.</summary>
    /// <param name="operand">What to cast.</param>
    /// <param name="target">Into which type.</param>
    /// <param name="tries">TRY_CAST: null instead of an error.</param>
    /// <exception cref="QueryException">There is no such cast, or a literal does not read as the type.</exception>
    public static BoundExpression To(BoundExpression operand, OutputType target, bool tries = false)
    {
        OutputType source = operand.Type;
        return source.Equals(target) ? operand
            : Known(operand, target, tries) ?? new BoundExpression(CastSql.Of(operand.Sql, source, target, tries), target, operand.Name)
            {
                Nullable = operand.Nullable || tries,
                IsScalar = operand.IsScalar,
                // the role of the source stays, whatever the type // wire reference 2.2
                Metadata = operand.Metadata,
                SourceColumn = target.IsTimestamp ? operand.SourceColumn : null,
                Value = target.IsTimestamp && source.IsTimestamp && (ZoneSql.IsUtc(target.Zone) || source.Zone is not null) ? operand.Value : null,
            };
    }

    /// <summary>Casts of literals that planning can do itself, exact and with the error texts of a constant.</summary>
    private static BoundExpression? Known(BoundExpression operand, OutputType target, bool tries)
    {
        object? value = (operand.Value, target.Kind) switch
        {
            (string text, ArrowTypeId.Timestamp) when !tries => Instant(text, target),
            (string text, ArrowTypeId.Interval) => IntervalSyntax.Parse(text, unit: null),
            (string text, _) when target.IsString => text,
            (long number, ArrowTypeId.Double) => (double)number,
            (ulong number, ArrowTypeId.Double) => (double)number,
            (long and >= 0 and var number, ArrowTypeId.UInt64) => (ulong)number,
            (ulong and <= long.MaxValue and var number, ArrowTypeId.Int64) => (long)number,
            (long number, ArrowTypeId.Timestamp) when operand.Type.IsInteger => Scaled(number, target),
            (ulong and <= long.MaxValue and var number, ArrowTypeId.Timestamp) => Scaled((long)number, target),
            _ => null,
        };
        if (value is not null)
        {
            return Constants.Of(value) with { Type = target, Name = operand.Name };
        }

        if (!tries && target.IsNumeric)
        {
            RequireValue(operand.Value, target);
        }

        return null;
    }

    private static long Instant(string text, OutputType target)
    {
        (long? nanoseconds, bool hasOffset) = TimestampText.Parse(text);
        // 854775808 nanoseconds more can be stored, but not be written as text // wire reference 3.1
        if (nanoseconds is not { } known || known < TimestampText.FirstNanosecond)
        {
            throw QueryException.Optimizer(
                $"Arrow error: Cast error: Overflow converting {TimestampText.Shown(text)} to Nanosecond. {TimestampText.RangeText}");
        }

        return hasOffset || ZoneClock.Of(target.Zone) is not { } clock ? known : clock.Instant(known);
    }

    private static long? Scaled(long number, OutputType target)
    {
        Int128 nanoseconds = (Int128)number * TimeUnits.Nanoseconds(target.Unit);
        return nanoseconds >= long.MinValue && nanoseconds <= long.MaxValue ? (long)nanoseconds : null;
    }

    private static void RequireValue(object? value, OutputType target)
    {
        bool reads = value switch
        {
            string text => target.IsDecimal ? ArrowNumber.IsDecimal(text) : target.IsFloat ? ArrowNumber.IsFloat(text) : ArrowNumber.IsInteger(text, target),
            double number when target.IsInteger => Math.Truncate(number) >= (double)target.Least && Math.Truncate(number) < (double)(target.Most + 1),
            _ => true,
        };
        Refuse.When(!reads, () => QueryException.Optimizer("Arrow error: Cast error: " + (value is double number
            ? $"Can't cast value {ArrowNumber.Short(number)} to type {target}"
            : $"Cannot cast string '{value}' to value of {target} type")));
    }
}
