namespace InfluxDownsample.LocalServer.Query;

/// <summary>DuckDB expressions over times kept as BIGINT nanoseconds. Operands are repeated, so they should be columns or small.</summary>
internal static class TimeSql
{
    public const long NanosecondsPerDay = 86_400_000_000_000;

    /// <summary>The start of the bin of a fixed width that holds the time; bins go through the origin.</summary>
    public static string Bin(string time, long width, long origin)
    {
        string w = Literals.Sql(width);
        string distance = origin == 0 ? time : $"({time} - {Literals.Sql(origin)})";
        // DuckDB's % follows the sign of the dividend, bins need the remainder from below
        string bin = $"({time} - (({distance} % {w}) + {w}) % {w})";
        (long first, long last) = WithoutWrapping(width, origin);
        string wrapped = $"{ZoneFunctions.WrappingBin}({time}, {w}, {Literals.Sql(origin)})";
        return $"(CASE WHEN {time} BETWEEN {Literals.Sql(first)} AND {Literals.Sql(last)} THEN {bin} ELSE {wrapped} END)";
    }

    /// <summary>The times whose distance from the origin, and whose bin, 64 bits hold.</summary>
    private static (long First, long Last) WithoutWrapping(long width, long origin)
    {
        Int128 first = (Int128)long.MinValue + width + Math.Max(origin, 0);
        Int128 last = (Int128)long.MaxValue + Math.Min(origin, 0);
        return ((long)Int128.Min(first, long.MaxValue), (long)last);
    }

    /// <summary>The start of the bin of some calendar months that holds the time.</summary>
    public static string MonthBin(string time, int months, long origin)
    {
        string start = Calendar(Literals.Sql(origin));
        string at = Calendar(time);
        string distance = $"((year({at}) - year({start})) * 12 + month({at}) - month({start}))";
        string m = months.ToString(CultureInfo.InvariantCulture);
        string bins = $"({distance} - (({distance} % {m}) + {m}) % {m})";
        string bin = AddMonths(Literals.Sql(origin), bins);
        // an origin after the first of the month can put the bin behind the time: then it is the bin before
        return $"(CASE WHEN {bin} > {time} THEN {AddMonths(Literals.Sql(origin), $"({bins} - {m})")} ELSE {bin} END)";
    }

    /// <summary>The time moved by calendar months; the day is cut to the length of the month.</summary>
    public static string AddMonths(string time, string months) =>
        $"(epoch_us({Calendar(time)} + to_months(CAST({months} AS INTEGER))) * 1000 + {BelowMicrosecond(time)})";

    /// <summary>The start of a calendar unit: year, quarter, month, week, day, hour, minute, second, millisecond, microsecond.</summary>
    public static string? Truncate(string unit, string time) =>
        unit is "year" or "quarter" or "month" ? $"(epoch_us(date_trunc('{unit}', {Calendar(time)})) * 1000)"
        : Width(unit) is var (width, origin) ? Bin(time, width, origin)
        : null;

    /// <summary>How long a unit is that is always as long, and where one begins; null for others.</summary>
    public static (long Width, long Origin)? Width(string unit) => unit switch
    {
        // weeks begin on Monday; the epoch was a Thursday
        "week" => (7 * NanosecondsPerDay, -3 * NanosecondsPerDay),
        "day" => (NanosecondsPerDay, 0),
        "hour" => (3_600_000_000_000, 0),
        "minute" => (60_000_000_000, 0),
        "second" => (1_000_000_000, 0),
        "millisecond" => (1_000_000, 0),
        "microsecond" => (1_000, 0),
        _ => null,
    };

    /// <summary>DuckDB's TIMESTAMP of the microsecond that holds the time.</summary>
    public static string Calendar(string time) => $"make_timestamp({FloorDivide(time, 1000)})";

    public static string FloorDivide(string dividend, long divisor)
    {
        string d = Literals.Sql(divisor);
        return $"(({dividend} - (({dividend} % {d}) + {d}) % {d}) // {d})";
    }

    /// <summary><c>2024-01-01T00:00:00</c> with as many groups of three fraction digits as needed.</summary>
    public static string Text(string time) =>
        $"(strftime({Calendar(time)}, '%Y-%m-%dT%H:%M:%S') || CASE WHEN {Below(time, 1_000_000_000)} = 0 THEN '' "
        + $"WHEN {Below(time, 1_000_000)} = 0 THEN '.' || lpad(CAST({Below(time, 1_000_000_000)} // 1000000 AS VARCHAR), 3, '0') "
        + $"WHEN {Below(time, 1_000)} = 0 THEN '.' || lpad(CAST({Below(time, 1_000_000_000)} // 1000 AS VARCHAR), 6, '0') "
        + $"ELSE '.' || lpad(CAST({Below(time, 1_000_000_000)} AS VARCHAR), 9, '0') END)";

    private static string BelowMicrosecond(string time) => Below(time, 1000);

    private static string Below(string time, long unit)
    {
        string u = Literals.Sql(unit);
        return $"((({time} % {u}) + {u}) % {u})";
    }
}
