namespace InfluxDownsample.LocalServer.Sql;

/// <summary>DuckDB's text of a cast with Arrow's meaning: floats are cut to integers, text is read strictly, a failing cast is an error.</summary>
internal static class CastSql
{
    /// <exception cref="QueryException">There is no such cast.</exception>
    public static string Of(string operand, OutputType source, OutputType target, bool tries)
    {
        string cast = tries ? "TRY_CAST" : "CAST";
        string physical = target.Physical;
        return target.Kind switch
        {
            _ when source.Kind == ArrowTypeId.Null => $"CAST(NULL AS {physical})",
            ArrowTypeId.Timestamp => ToTimestamp(operand, source, target, tries),
            ArrowTypeId.Date32 => ToDate(operand, source, tries),
            ArrowTypeId.String or ArrowTypeId.LargeString or ArrowTypeId.StringView => ToText(operand, source),
            ArrowTypeId.Boolean when source.IsNumeric || source.IsString => $"{cast}({operand} AS BOOLEAN)",
            ArrowTypeId.Duration when source.Kind == ArrowTypeId.Duration => operand,
            ArrowTypeId.Duration or ArrowTypeId.Time64 when source.Kind == ArrowTypeId.Int64 => operand,
            ArrowTypeId.Decimal128 => ToDecimal(operand, source, target, tries),
            _ when target.IsNumeric => ToNumber(operand, source, target, tries),
            ArrowTypeId.List when source.Kind == ArrowTypeId.List => $"{cast}({operand} AS {physical})",
            _ => throw Unsupported(source, target),
        };
    }

    private static string ToNumber(string operand, OutputType source, OutputType target, bool tries)
    {
        string physical = target.Physical;
        string Cast(string value) => $"{(tries ? "TRY_CAST" : "CAST")}({value} AS {physical})";
        return source switch
        {
            { IsTimestamp: true, Unit: not TimeUnit.Nanosecond } => Cast(TimeSql.FloorDivide(operand, TimeUnits.Nanoseconds(source.Unit))),
            { Kind: ArrowTypeId.Timestamp or ArrowTypeId.Duration or ArrowTypeId.Time64 } => Cast(operand),
            // DuckDB would round '2.7'; Arrow reads whole numbers only
            { IsString: true } => Checked(
                operand, (target.IsInteger ? $"regexp_full_match({operand}, '[+-]?[0-9]+') AND " : "") + $"TRY_CAST({operand} AS {physical}) IS NOT NULL",
                $"CAST({operand} AS {physical})", tries, "Cannot cast string '", operand, $"' to value of {target} type"),
            { IsNumeric: true } when target.IsInteger => ToInteger(operand, source, target, tries),
            { IsNumeric: true } or { Kind: ArrowTypeId.Boolean } => Cast(operand),
            _ => throw Unsupported(source, target),
        };
    }

    private static string ToInteger(string operand, OutputType source, OutputType target, bool tries)
    {
        string whole = source.IsInteger ? operand : $"trunc({operand})";
        string cast = $"CAST({whole} AS {target.Physical})";
        return Fits(source, target) ? cast : Checked(
            operand, $"TRY_{cast} IS NOT NULL", cast, tries, "Can't cast value ", Shown(operand), $" to type {target}");
    }

    private static string ToDecimal(string operand, OutputType source, OutputType target, bool tries)
    {
        string physical = target.Physical;
        Refuse.When(!source.IsNumeric && !source.IsString, () => Unsupported(source, target));
        bool fits = source.IsInteger && target.Precision - target.Scale >= Coercion.DigitsOf(source);
        return fits
            ? $"CAST({operand} AS {physical})"
            : Checked(operand, $"TRY_CAST({operand} AS {physical}) IS NOT NULL", $"CAST({operand} AS {physical})", tries,
                $"Cannot cast to {target}. Overflowing on ", Shown(operand), "");
    }

    private static string Shown(string number) => $"replace(CAST({number} AS VARCHAR), 'e+', 'e')";

    /// <summary>The cast where it succeeds; else null when it only tries, and otherwise Arrow's error.</summary>
    private static string Checked(string operand, string succeeds, string cast, bool tries, string before, string shown, string after)
    {
        string fault = tries
            ? "NULL"
            : $"error({Literals.Sql($"{ExecutionErrors.Mark}Arrow error: Cast error: {before}")} || {shown} || {Literals.Sql(after)})";
        return $"(CASE WHEN {operand} IS NULL OR ({succeeds}) THEN {cast} ELSE {fault} END)";
    }

    /// <summary>Whether every value of one integer type is a value of another.</summary>
    private static bool Fits(OutputType source, OutputType target) => source.IsInteger && source.Least >= target.Least && source.Most <= target.Most;

    private static string ToTimestamp(string operand, OutputType source, OutputType target, bool tries) => source switch
    {
        // a time without a zone is read off the clock of the zone it gets; dropping or changing the zone keeps the instant
        { IsTimestamp: true } => source.Zone is null && target.Zone is not null ? ZoneSql.Instant(operand, target.Zone) : operand,
        { Kind: ArrowTypeId.Date32 } => $"({operand} - DATE '1970-01-01') * {Literals.Sql(TimeSql.NanosecondsPerDay)}",
        { IsString: true } => ZoneSql.Instant($"epoch_ns({(tries ? "TRY_CAST" : "CAST")}({operand} AS TIMESTAMP_NS))", target.Zone),
        { IsInteger: true } => $"(CAST({operand} AS BIGINT) * {TimeUnits.Nanoseconds(target.Unit)})",
        _ => throw Unsupported(source, target),
    };

    private static string ToDate(string operand, OutputType source, bool tries) => source switch
    {
        { IsTimestamp: true } =>
            $"(DATE '1970-01-01' + CAST({TimeSql.FloorDivide(ZoneSql.Local(operand, source.Zone), TimeSql.NanosecondsPerDay)} AS INTEGER))",
        { IsString: true } => $"{(tries ? "TRY_CAST" : "CAST")}({operand} AS DATE)",
        _ => throw Unsupported(source, OutputType.Date),
    };

    private static string ToText(string operand, OutputType source) => source.Kind switch
    {
        ArrowTypeId.String or ArrowTypeId.LargeString or ArrowTypeId.StringView => operand,
        ArrowTypeId.Timestamp when source.Zone is null => TimeSql.Text(operand),
        ArrowTypeId.Timestamp when ZoneSql.IsUtc(source.Zone) => $"({TimeSql.Text(operand)} || 'Z')",
        ArrowTypeId.Timestamp => $"({TimeSql.Text(ZoneSql.Local(operand, source.Zone))} || {OffsetText(operand, source.Zone!)})",
        ArrowTypeId.Struct or ArrowTypeId.List or ArrowTypeId.Interval or ArrowTypeId.Duration or ArrowTypeId.Time64 =>
            throw Unsupported(source, OutputType.String),
        _ => $"CAST({operand} AS VARCHAR)",
    };

    private static string OffsetText(string instant, string zone)
    {
        string minutes = $"(({ZoneSql.Local(instant, zone)} - {instant}) // 60000000000)";
        return $"(CASE WHEN {minutes} < 0 THEN '-' ELSE '+' END || {TwoDigits($"abs({minutes}) // 60")} || ':' || {TwoDigits($"abs({minutes}) % 60")})";
    }

    private static string TwoDigits(string number) => $"lpad(CAST({number} AS VARCHAR), 2, '0')";

    private static QueryException Unsupported(OutputType source, OutputType target) =>
        QueryException.Planning($"Unsupported CAST from {source} to {target}");
}
