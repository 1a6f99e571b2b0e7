namespace InfluxDownsample.LocalServer.Query;

/// <summary>Reads timestamps as SQL takes them: <c>2024-01-01</c>, <c>2024-01-01T00:00:00.123456789Z</c>, <c>2024-01-01 00:00:00+02:00</c>.</summary>
internal static partial class TimestampText
{
    /// <summary>1677-09-21T00:12:44Z: below, text is refused as a timestamp.</summary>
    public const long FirstNanosecond = -9_223_372_036_000_000_000;

    /// <summary>What the server says of a time beyond 64-bit nanoseconds.</summary>
    public const string RangeText =
        "The dates that can be represented as nanoseconds have to be between 1677-09-21T00:12:44.0 and 2262-04-11T23:47:16.854775804";

    /// <summary>
    /// Nanoseconds since the epoch, null when 64 bits do not hold them, and whether the text said an offset (Z or +hh:mm);
    /// without one the value is in whatever zone applies.
    /// </summary>
    /// <exception cref="QueryException">Not a timestamp.</exception>
    public static (long? Nanoseconds, bool HasOffset) Parse(string text)
    {
        (Int128 nanoseconds, bool hasOffset) = Read(text);
        return (nanoseconds >= long.MinValue && nanoseconds <= long.MaxValue ? (long)nanoseconds : null, hasOffset);
    }

    /// <summary>A timestamp's text as messages show it.</summary>
    public static string Shown(string text) => Shown(Read(text).Nanoseconds, "yyyy-MM-dd HH:mm:ss");

    /// <summary>A time in UTC, with 0, 3, 6 or 9 digits behind the second.</summary>
    public static string Shown(Int128 nanoseconds, string format = "yyyy-MM-dd'T'HH:mm:ss")
    {
        (Int128 second, Int128 rest) = Int128.DivRem(nanoseconds, 1_000_000_000);
        second -= rest < 0 ? 1 : 0;
        rest += rest < 0 ? 1_000_000_000 : 0;
        string digits = ((long)rest).ToString("D9", CultureInfo.InvariantCulture);
        string shown = digits.TrimEnd('0') is { Length: > 0 } needed ? "." + digits[..((needed.Length + 2) / 3 * 3)] : "";
        return DateTimeOffset.UnixEpoch.AddSeconds((long)second).ToString(format, CultureInfo.InvariantCulture) + shown;
    }

    /// <summary>Seconds east of UTC of a zone written as an offset, such as <c>+05:30</c>; null when it is not one.</summary>
    public static int? OffsetSeconds(string zone)
    {
        if (Offset().Match(zone) is not { Success: true, Length: > 1 } match)
        {
            return null;
        }

        int seconds = (Number(match.Groups["hours"]) * 3600) + (Number(match.Groups["minutes"]) * 60);
        return match.Groups["sign"].Value == "-" ? -seconds : seconds;
    }

    private static (Int128 Nanoseconds, bool HasOffset) Read(string text) => TryRead(text, out string? fault)
        ?? throw QueryException.Optimizer($"Arrow error: Parser error: Error parsing timestamp from '{text}': {fault}");

    /// <summary>Nanoseconds since the epoch and whether the text said an offset; null when it is no timestamp.</summary>
    public static (Int128 Nanoseconds, bool HasOffset)? TryRead(string text, out string? fault)
    {
        string trimmed = text.Trim();
        GroupCollection parts = Parts().Match(trimmed).Groups;
        string zone = parts["zone"].Value;
        int? offset = zone is "Z" or "z" ? 0 : OffsetSeconds(zone);
        fault = text.Length < 10 ? "timestamp must contain at least 10 characters"
            : !DateOnly.TryParseExact(parts["date"].ValueSpan, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? "error parsing date"
            : trimmed.Length > 10 && !parts["clock"].Success ? "error parsing time"
            : zone.Length > 0 && offset is null ? "invalid timezone"
            : null;
        if (fault is not null)
        {
            return null;
        }

        int day = DateOnly.Parse(parts["date"].ValueSpan, CultureInfo.InvariantCulture).DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
        long seconds = (((Number(parts["hours"]) * 60L) + Number(parts["minutes"])) * 60) + Number(parts["seconds"]) - (offset ?? 0);
        // digits beyond nanoseconds are cut
        int fraction = int.Parse(parts["fraction"].Value.PadRight(9, '0').AsSpan(0, 9), CultureInfo.InvariantCulture);
        return (((Int128)day * TimeSql.NanosecondsPerDay) + ((Int128)seconds * 1_000_000_000) + fraction, offset is not null);
    }

    private static int Number(Group digits) => digits.Success ? int.Parse(digits.ValueSpan, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(
        @"\A(?<date>.{10})"
            + @"(?<clock>[Tt ](?<hours>[01][0-9]|2[0-3]):(?<minutes>[0-5][0-9])(:(?<seconds>[0-5][0-9]|60)(\.(?<fraction>[0-9]+)|(?!\.))|(?!:)))?"
            + @"(?<zone>.*)\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Parts();

    [GeneratedRegex(@"\A ?([Zz]|[Uu][Tt][Cc]|(?<sign>[+-])(?<hours>[01][0-9]|2[0-3])(:?(?<minutes>[0-5][0-9]))?)\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Offset();
}
