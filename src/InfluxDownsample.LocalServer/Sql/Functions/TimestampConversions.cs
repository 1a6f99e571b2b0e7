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
        return argument switch
        {
            { Type.IsFloat: true } => call.Result($"CAST(trunc({call.Float(0)} * {Literals.Sql((double)TimeUnits.Nanoseconds(unit))}) AS BIGINT)", type),
            { Value: string text } => Read(call, text, type),
            _ => Cast(call, argument.Value is long or ulong, Casts.To(argument, type)),
        };
    }

    private static BoundExpression Cast(FunctionCall call, bool isKnown, BoundExpression cast) => isKnown && cast.Value is null
        // seconds beyond nanoseconds equal nothing and lie before and after nothing // wire reference 3.1
        ? call.Result("CAST(NULL AS BIGINT)", cast.Type) with { Nullable = true }
        : call.Result(cast.Value is long known ? Literals.Sql(known) : cast.Sql, cast.Type) with { Value = cast.Value };

    /// <summary>Text as a timestamp: other than a literal's, all of the 64 bits, and what is beyond fails only when rows are computed.</summary>
    private static BoundExpression Read(FunctionCall call, string text, OutputType type) => TimestampText.Parse(text).Nanoseconds is { } known
        ? call.Result(Literals.Sql(known), type) with { Value = known }
        : call.Result($"CAST({ExecutionErrors.Raise("Arrow error: Parser error: " + TimestampText.RangeText)} AS BIGINT)", type);

    private static BoundExpression ToDate(FunctionCall call) => call.Result(
        call[0].Type.IsInteger ? $"(DATE '1970-01-01' + CAST({call[0].Sql} AS INTEGER))" : Casts.To(call[0], OutputType.Date).Sql, OutputType.Date);

    private static BoundExpression ToChar(FunctionCall call)
    {
        BoundExpression time = call.Timestamp(0);
        return call.Result(
            $"strftime({TimeSql.Calendar(ZoneSql.Local(time.Sql, time.Type.Zone))}, {Literals.Sql(call.Literal(1, "format"))})", OutputType.String);
    }
}
