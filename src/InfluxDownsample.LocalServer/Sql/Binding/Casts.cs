using InfluxDownsample.LocalServer.Query;
using InfluxDownsample.LocalServer.Sql.Syntax;
using InfluxDownsample.LocalServer.Sql.Time;

namespace InfluxDownsample.LocalServer.Sql.Binding;

/// <summary>Casts with Arrow's meanings: floats are cut to integers, text is read strictly, a failing cast is an error.</summary>
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
        if (source.Equals(target))
        {
            return operand;
        }

        if (Known(operand, target, tries) is { } known)
        {
            return known;
        }

        string sql = Sql(operand.Sql, source, target, tries);
        return new BoundExpression(sql, target, operand.Name)
        {
            Nullable = operand.Nullable || tries,
            IsScalar = operand.IsScalar,
            Metadata = target.Kind == source.Kind ? operand.Metadata : null,
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
                (long nanoseconds, bool hasOffset) = TimestampText.Parse(text);
                long instant = hasOffset || ZoneClock.Of(target.Zone) is not { } clock ? nanoseconds : clock.Instant(nanoseconds);
                return new BoundExpression(Literals.Sql(instant), target, operand.Name) { Nullable = false, IsScalar = true, Value = instant };
            case string text when target.Kind == OutputKind.Interval:
                return Literals.Of(IntervalText.Parse(text, unit: null)) with { Name = operand.Name };
            case string text when target.IsString:
                return new BoundExpression(Literals.Sql(text), target, operand.Name) { Nullable = false, IsScalar = true, Value = text };
            case long value when target.Kind == OutputKind.Float:
                return Literals.Of((double)value) with { Name = operand.Name };
            case long value when target.Kind == OutputKind.Unsigned && value >= 0:
                return Literals.Of((ulong)value) with { Name = operand.Name };
            case ulong value when target.Kind == OutputKind.Integer && value <= long.MaxValue:
                return Literals.Of((long)value) with { Name = operand.Name };
            case ulong value when target.Kind == OutputKind.Float:
                return Literals.Of((double)value) with { Name = operand.Name };
            default:
                return null;
        }
    }

    private static string Sql(string operand, OutputType source, OutputType target, bool tries)
    {
        string cast = tries ? "TRY_CAST" : "CAST";
        string physical = TypeNames.Physical(target);
        if (source.Kind == OutputKind.Null)
        {
            return $"CAST(NULL AS {physical})";
        }

        return target.Kind switch
        {
            OutputKind.Timestamp => ToTimestamp(operand, source, target, tries),
            OutputKind.Date => ToDate(operand, source, tries),
            OutputKind.String or OutputKind.LargeString => ToText(operand, source),
            OutputKind.Boolean when source.IsNumeric || source.IsString => $"{cast}({operand} AS BOOLEAN)",
            OutputKind.Duration or OutputKind.Time when source.Kind == OutputKind.Integer => operand,
            _ when target.IsNumeric => ToNumber(operand, source, target, cast),
            OutputKind.List when source.Kind == OutputKind.List => $"{cast}({operand} AS {physical})",
            _ => throw Unsupported(source, target),
        };
    }

    private static string ToNumber(string operand, OutputType source, OutputType target, string cast)
    {
        string physical = TypeNames.Physical(target);
        if (source.IsTimestamp)
        {
            long unit = TimeUnits.Nanoseconds(source.Unit);
            return $"{cast}({(unit == 1 ? operand : TimeSql.FloorDivide(operand, unit))} AS {physical})";
        }

        if (source.Kind is OutputKind.Duration or OutputKind.Time)
        {
            return $"{cast}({operand} AS {physical})";
        }

        if (source.IsString && target.IsInteger)
        {
            // DuckDB would round '2.7'; Arrow reads whole numbers only
            string fault = cast == "TRY_CAST"
                ? "NULL"
                : $"error({Literals.Sql($"{ExecutionErrors.Mark}Arrow error: Cast error: Cannot cast string '")} || {operand} || {Literals.Sql($"' to value of {target} type")})";
            return $"(CASE WHEN {operand} IS NULL OR regexp_full_match({operand}, '[+-]?[0-9]+') THEN {cast}({operand} AS {physical}) ELSE {fault} END)";
        }

        if (source.IsFloat && target.IsInteger)
        {
            return $"{cast}(trunc({operand}) AS {physical})";
        }

        return source.IsNumeric || source.IsString || source.Kind == OutputKind.Boolean
            ? $"{cast}({operand} AS {physical})"
            : throw Unsupported(source, target);
    }

    private static string ToTimestamp(string operand, OutputType source, OutputType target, bool tries)
    {
        if (source.IsTimestamp)
        {
            // a time without a zone is read off the clock of the zone it gets; dropping or changing the zone keeps the instant
            return source.Zone is null && target.Zone is not null ? ZoneSql.Instant(operand, target.Zone) : operand;
        }

        if (source.Kind == OutputKind.Date)
        {
            return $"({operand} - DATE '1970-01-01') * {Literals.Sql(TimeSql.NanosecondsPerDay)}";
        }

        if (source.IsString)
        {
            string instant = $"epoch_ns({(tries ? "TRY_CAST" : "CAST")}({operand} AS TIMESTAMP_NS))";
            return ZoneSql.IsUtc(target.Zone) ? instant : ZoneSql.Instant(instant, target.Zone);
        }

        long unit = TimeUnits.Nanoseconds(target.Unit);
        return source.IsInteger ? $"(CAST({operand} AS BIGINT) * {unit})" : throw Unsupported(source, target);
    }

    private static string ToDate(string operand, OutputType source, bool tries) => source switch
    {
        { IsTimestamp: true } => $"(DATE '1970-01-01' + CAST({TimeSql.FloorDivide(ZoneSql.Local(operand, source.Zone), TimeSql.NanosecondsPerDay)} AS INTEGER))",
        { IsString: true } => $"{(tries ? "TRY_CAST" : "CAST")}({operand} AS DATE)",
        _ => throw Unsupported(source, OutputType.Date),
    };

    private static string ToText(string operand, OutputType source) => source.Kind switch
    {
        OutputKind.Timestamp when source.Zone is null => TimeSql.Text(operand),
        OutputKind.Timestamp when ZoneSql.IsUtc(source.Zone) => $"({TimeSql.Text(operand)} || 'Z')",
        OutputKind.Timestamp => $"({TimeSql.Text(ZoneSql.Local(operand, source.Zone))} || {OffsetText(operand, source.Zone!)})",
        OutputKind.Struct or OutputKind.List or OutputKind.Interval or OutputKind.Duration or OutputKind.Time => throw Unsupported(source, OutputType.String),
        _ => $"CAST({operand} AS VARCHAR)",
    };

    private static string OffsetText(string instant, string zone)
    {
        string minutes = $"(({ZoneSql.Local(instant, zone)} - {instant}) // 60000000000)";
        return $"(CASE WHEN {minutes} < 0 THEN '-' ELSE '+' END || lpad(CAST(abs({minutes}) // 60 AS VARCHAR), 2, '0') || ':' || lpad(CAST(abs({minutes}) % 60 AS VARCHAR), 2, '0'))";
    }

    private static QueryException Unsupported(OutputType source, OutputType target) =>
        QueryException.Planning($"Unsupported CAST from {source} to {target}");
}
