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
        switch (operand.Value)
        {
            case string text when target.IsTimestamp && !tries:
                long instant = Instant(text, target);
                return new BoundExpression(Literals.Sql(instant), target, operand.Name) { Nullable = false, IsScalar = true, Value = instant };
            case string text when target.Kind == ArrowTypeId.Interval:
                return Constants.Of(IntervalSyntax.Parse(text, unit: null)) with { Name = operand.Name };
            case string text when target.IsString:
                return new BoundExpression(Literals.Sql(text), target, operand.Name) { Nullable = false, IsScalar = true, Value = text };
            case string text when target.IsNumeric && !tries:
                RequireNumber(text, target);
                return null;
            case long value when target.Kind == ArrowTypeId.Double:
                return Constants.Of((double)value) with { Name = operand.Name };
            case long value when target.Kind == ArrowTypeId.UInt64 && value >= 0:
                return Constants.Of((ulong)value) with { Name = operand.Name };
            case ulong value when target.Kind == ArrowTypeId.Int64 && value <= long.MaxValue:
                return Constants.Of((long)value) with { Name = operand.Name };
            case ulong value when target.Kind == ArrowTypeId.Double:
                return Constants.Of((double)value) with { Name = operand.Name };
            case double value when target.IsInteger && !tries:
                RequireFit(value, target);
                return null;
            case long value when target.IsTimestamp && operand.Type.IsInteger:
                return Scaled(value, target) is { } scaled ? Constants.Timestamp(scaled, target.Zone, operand.Name) with { Type = target } : null;
            case ulong value and <= long.MaxValue when target.IsTimestamp:
                return Scaled((long)value, target) is { } moment ? Constants.Timestamp(moment, target.Zone, operand.Name) with { Type = target } : null;
            default:
                return null;
        }
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

    private static void RequireNumber(string text, OutputType target) =>
        Refuse.When(target.IsDecimal ? !ArrowNumber.IsDecimal(text) : target.IsFloat ? !ArrowNumber.IsFloat(text) : !ArrowNumber.IsInteger(text, target),
            () => QueryException.Optimizer($"Arrow error: Cast error: Cannot cast string '{text}' to value of {target} type"));

    private static void RequireFit(double value, OutputType target) =>
        Refuse.When(!(Math.Truncate(value) >= (double)target.Least && Math.Truncate(value) < (double)(target.Most + 1)),
            () => QueryException.Optimizer($"Arrow error: Cast error: Can't cast value {ArrowNumber.Short(value)} to type {target}"));
}
