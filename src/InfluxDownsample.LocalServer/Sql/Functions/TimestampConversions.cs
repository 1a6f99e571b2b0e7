namespace InfluxDownsample.LocalServer.Sql;

/// <summary>Timestamps from and to numbers, text and dates.</summary>
internal static class TimestampConversions
{
    public static Function[] All { get; } =
    [
        // InfluxDB's to_timestamp takes nanoseconds, not DataFusion's seconds // wire reference 2.3
        new("to_timestamp to_timestamp_nanos", 1, int.MaxValue, call => From(call, TimeUnit.Nanosecond)),
        new("to_timestamp_micros", 1, int.MaxValue, call => From(call, TimeUnit.Microsecond)),
        new("to_timestamp_millis", 1, int.MaxValue, call => From(call, TimeUnit.Millisecond)),
        new("from_unixtime to_timestamp_seconds", 1, int.MaxValue, call => From(call, TimeUnit.Second)),
        new("to_date", 1, 1, ToDate),
        new("date_format to_char", 2, 2, ToChar),
    ];

    private static BoundExpression From(FunctionCall call, TimeUnit unit)
    {
        Refuse.When(call.Count > 1, () => QueryException.NotImplemented($"{call.Name} with format strings"));
        BoundExpression argument = call[0];
        Refuse.When(argument.IsNull, call.NoMatch);
        OutputType type = OutputType.TimestampOf(unit, zone: null);
        if (argument.Type.IsFloat)
        {
            long perUnit = TimeUnits.Nanoseconds(unit);
            return call.Result($"CAST(trunc({call.Float(0)} * {Literals.Sql((double)perUnit)}) AS BIGINT)", type);
        }

        if (argument.Value is string text)
        {
            return Read(call, text, type);
        }

        BoundExpression cast = Casts.To(argument, type);
        long? nanoseconds = cast.Value as long?;
        if (nanoseconds is null && argument.Value is long or ulong)
        {
            // seconds beyond nanoseconds equal nothing and lie before and after nothing // wire reference 3.1
            return call.Result("CAST(NULL AS BIGINT)", type) with { Nullable = true };
        }

        return call.Result(nanoseconds is { } known ? Literals.Sql(known) : cast.Sql, type) with { Value = nanoseconds };
    }

    /// <summary>Text as a timestamp: other than a literal's, all of the 64 bits, and what is beyond fails only when rows are computed.</summary>
    private static BoundExpression Read(FunctionCall call, string text, OutputType type)
    {
        return TimestampText.Parse(text).Nanoseconds is { } known
            ? call.Result(Literals.Sql(known), type) with { Value = known }
            : call.Result($"CAST({ExecutionErrors.Raise("Arrow error: Parser error: " + TimestampText.RangeText)} AS BIGINT)", type);
    }

    private static BoundExpression ToDate(FunctionCall call)
    {
        BoundExpression argument = call[0];
        return argument.Type.IsInteger
            ? call.Result($"(DATE '1970-01-01' + CAST({argument.Sql} AS INTEGER))", OutputType.Date)
            : call.Result(Casts.To(argument, OutputType.Date).Sql, OutputType.Date);
    }

    private static BoundExpression ToChar(FunctionCall call)
    {
        BoundExpression time = call.Timestamp(0);
        return call.Result(
            $"strftime({TimeSql.Calendar(ZoneSql.Local(time.Sql, time.Type.Zone))}, {Literals.Sql(call.Literal(1, "format"))})", OutputType.String);
    }
}
