namespace InfluxDownsample.LocalServer.Sql;

/// <summary>DuckDB's text of a cast with Arrow's meaning: floats are cut to integers, text is read strictly, a failing cast is an error.</summary>
internal static class CastSql
{
    /// <exception cref="QueryException">There is no such cast.</exception>
    public static string Of(string operand, OutputType source, OutputType target, bool tries)
    {
        string cast = tries ? "TRY_CAST" : "CAST";
        string plain = $"{cast}({operand} AS {target.Physical})";
        return (target.Kind, source) switch
        {
            (_, { Kind: ArrowTypeId.Null }) => $"CAST(NULL AS {target.Physical})",
            (ArrowTypeId.Timestamp, { IsTimestamp: true }) =>
                // a time without a zone is read off the clock of the zone it gets; dropping or changing the zone keeps the instant
                source.Zone is null && target.Zone is not null ? ZoneSql.Instant(operand, target.Zone) : operand,
            (ArrowTypeId.Timestamp, { Kind: ArrowTypeId.Date32 }) => $"({operand} - DATE '1970-01-01') * {Literals.Sql(TimeSql.NanosecondsPerDay)}",
            (ArrowTypeId.Timestamp, { IsString: true }) => ZoneSql.Instant($"epoch_ns({cast}({operand} AS TIMESTAMP_NS))", target.Zone),
            (ArrowTypeId.Timestamp, { IsInteger: true }) => $"(CAST({operand} AS BIGINT) * {TimeUnits.Nanoseconds(target.Unit)})",
            (ArrowTypeId.Date32, { IsTimestamp: true }) =>
                $"(DATE '1970-01-01' + CAST({TimeSql.FloorDivide(ZoneSql.Local(operand, source.Zone), TimeSql.NanosecondsPerDay)} AS INTEGER))",
            (ArrowTypeId.Date32, { IsString: true }) or (ArrowTypeId.List, { Kind: ArrowTypeId.List }) => plain,
            (ArrowTypeId.Boolean, { IsNumeric: true } or { IsString: true }) => plain,
            (ArrowTypeId.Duration or ArrowTypeId.Time64, { Kind: ArrowTypeId.Int64 }) => operand,
            (ArrowTypeId.Decimal128, { IsNumeric: true } or { IsString: true }) => ToDecimal(operand, source, target, tries),
            _ when target.IsString => ToText(operand, source),
            _ when target.IsNumeric && !target.IsDecimal => ToNumber(operand, source, target, plain, tries),
            _ => throw Unsupported(source, target),
        };
    }

    private static string ToNumber(string operand, OutputType source, OutputType target, string plain, bool tries) => source switch
    {
        { IsTimestamp: true, Unit: not TimeUnit.Nanosecond } =>
            $"CAST({TimeSql.FloorDivide(operand, TimeUnits.Nanoseconds(source.Unit))} AS {target.Physical})",
        // DuckDB would round '2.7'; Arrow reads whole numbers only
        { IsString: true } => Checked(
            operand, (target.IsInteger ? $"regexp_full_match({operand}, '[+-]?[0-9]+') AND " : "") + $"TRY_CAST({operand} AS {target.Physical}) IS NOT NULL",
            $"CAST({operand} AS {target.Physical})", tries, "Cannot cast string '", operand, $"' to value of {target} type"),
        { IsNumeric: true } when target.IsInteger => ToInteger(operand, source, target, tries),
        { IsNumeric: true } or { Kind: ArrowTypeId.Boolean or ArrowTypeId.Timestamp or ArrowTypeId.Duration or ArrowTypeId.Time64 } => plain,
        _ => throw Unsupported(source, target),
    };

    private static string ToInteger(string operand, OutputType source, OutputType target, bool tries)
    {
        string whole = source.IsInteger ? operand : $"trunc({operand})";
        string cast = $"CAST({whole} AS {target.Physical})";
        bool fits = source.IsInteger && source.Least >= target.Least && source.Most <= target.Most;
        return fits ? cast : Checked(operand, $"TRY_{cast} IS NOT NULL", cast, tries, "Can't cast value ", Shown(operand), $" to type {target}");
    }

    private static string ToDecimal(string operand, OutputType source, OutputType target, bool tries)
    {
        string cast = $"CAST({operand} AS {target.Physical})";
        bool fits = source.IsInteger && target.Precision - target.Scale >= Coercion.DigitsOf(source);
        return fits ? cast : Checked(operand, $"TRY_{cast} IS NOT NULL", cast, tries, $"Cannot cast to {target}. Overflowing on ", Shown(operand), "");
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
