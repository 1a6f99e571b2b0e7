namespace InfluxDownsample.LocalServer.Sql;

/// <summary>Binning, truncating and taking apart times. // wire reference 3.1</summary>
internal static class TimeFunctions
{
    public static Function[] All { get; } =
    [
        new("date_bin date_bin_wallclock", 2, 3, DateBin),
        new("datetrunc date_trunc", 2, 2, DateTrunc),
        new("datepart date_part", 2, 2, DatePart),
        new("tz", 1, 2, Tz),
        new("to_local_time", 1, 1, ToLocalTime),
        new("current_timestamp now", 0, 0, call => Now(call) with { Name = "now()" }),
        new("today current_date", 0, 0, call => Casts.To(Now(call), OutputType.Date) with { Name = $"{call.Name}()" }),
        new("current_time", 0, 0, call =>
            new($"({Now(call).Sql} % {Literals.Sql(TimeSql.NanosecondsPerDay)})", OutputType.Time, "current_time()") { IsScalar = true, Nullable = false }),
    ];

    private static BoundExpression Now(FunctionCall call) => Constants.Timestamp(call.Context.NowNanoseconds, zone: null, "now()");

    private static BoundExpression DateBin(FunctionCall call)
    {
        string function = call.Name.ToUpperInvariant();
        BoundExpression time = call.Timestamp(1);
        IntervalValue stride = BinArguments.Stride(call, function);
        long origin = BinArguments.Origin(call, function);
        string? zone = call.Name == "date_bin" ? null : time.Type.Zone;
        string sql = stride.Months != 0
            ? ZoneSql.Instant(TimeSql.MonthBin(ZoneSql.Local(time.Sql, zone), stride.Months, origin), zone)
            : ZoneSql.WallclockBin(time.Sql, zone, stride.FixedNanoseconds!.Value, origin, stride.Days != 0);
        return call.Result(sql, time.Type);
    }

    private static BoundExpression DateTrunc(FunctionCall call)
    {
        string unit = call.Literal(0, "granularity").ToLowerInvariant();
        BoundExpression time = call.Timestamp(1);
        string local = TimeSql.Truncate(unit, ZoneSql.Local(time.Sql, time.Type.Zone))
            ?? throw QueryException.Execution(
                $"Execution error: Unsupported date_trunc granularity: '{unit}'. Supported values are: "
                + "microsecond, millisecond, second, minute, hour, day, week, month, quarter, year");
        return call.Result(ZoneSql.Instant(local, time.Type.Zone), time.Type) with { Value = Truncated(unit, time) };
    }

    // Of a known time in UTC it is known beforehand, so that a condition with it bounds the files that are read.
    private static long? Truncated(string unit, BoundExpression time)
    {
        if (time.Value is not long known || !ZoneSql.IsUtc(time.Type.Zone) || time.Type.Unit != TimeUnit.Nanosecond)
        {
            return null;
        }

        if (TimeSql.Width(unit) is var (width, origin))
        {
            return ZoneClock.Start(known, width, origin) is var start && start <= known ? start : null;
        }

        DateTime at = DateTime.UnixEpoch.AddTicks(ZoneClock.Start(known, 100, 0) / 100);
        int month = unit switch { "month" => at.Month, "quarter" => at.Month - ((at.Month - 1) % 3), _ => 1 };
        long ticks = (new DateTime(at.Year, month, 1) - DateTime.UnixEpoch).Ticks;
        // Before the first time there is the server counts on from the last one.
        return ticks > long.MinValue / 100 ? ticks * 100 : null;
    }

    private static BoundExpression DatePart(FunctionCall call)
    {
        string part = call.Literal(0, "part").ToLowerInvariant();
        Refuse.When(call[1].IsNull,
            () => QueryException.Execution($"Arrow error: Compute error: {char.ToUpperInvariant(part[0])}{part[1..]} does not support: Null"));
        BoundExpression time = call.Timestamp(1);
        string local = ZoneSql.Local(time.Sql, time.Type.Zone);
        ExpressionName name = $"date_part(Utf8(\"{part}\"),{call[1].Name})";
        if (part == "epoch")
        {
            return call.Result($"(CAST({time.Sql} AS DOUBLE) / 1e9)", OutputType.Float) with { Name = name };
        }

        string at = TimeSql.Calendar(local);
        string? sql = part switch
        {
            "year" or "quarter" or "month" or "week" or "day" or "hour" or "minute" or "second" => $"{part}({at})",
            "doy" => $"dayofyear({at})",
            "dow" => $"dayofweek({at})",
            "isodow" => $"(isodow({at}) - 1)",
            "millisecond" => $"millisecond({at})",
            "microsecond" => $"microsecond({at})",
            "nanosecond" => $"({TimeSql.Bin(local, 1, 0)} - {TimeSql.Bin(local, 60_000_000_000, 0)})",
            _ => throw QueryException.Execution($"Execution error: Date part '{part}' not supported"),
        };
        OutputType type = part == "nanosecond" ? OutputType.Integer : OutputType.Int32;
        return call.Result($"CAST({sql} AS {type.Physical})", type) with { Name = name };
    }

    /// <summary>The instant under another zone's label; the metadata says time as before. // wire reference 2.2, 3.1</summary>
    private static BoundExpression Tz(FunctionCall call)
    {
        string zone = call.Count == 2 ? call.Literal(1, "time zone") : "UTC";
        Refuse.When(!ZoneClock.Exists(zone), () => QueryException.Planning($"TZ requires a valid timezone string, got \"{zone}\""));
        BoundExpression time = call.Timestamp(0);
        return call.Result(time.Sql, OutputType.TimestampOf(time.Type.Unit, zone)) with
        {
            Nullable = false,
            Metadata = time.Metadata,
            SourceColumn = time.SourceColumn,
            Value = time.Value,
        };
    }

    private static BoundExpression ToLocalTime(FunctionCall call)
    {
        BoundExpression time = call.Timestamp(0);
        return call.Result(ZoneSql.Local(time.Sql, time.Type.Zone), OutputType.TimestampOf(time.Type.Unit, zone: null));
    }
}
