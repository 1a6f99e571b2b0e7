using System.Globalization;
using System.Text.RegularExpressions;
using InfluxDownsample.LocalServer.Sql.Time;

namespace InfluxDownsample.LocalServer.InfluxQl.Time;

/// <summary>Times as people write them in a condition: a date, a date with a time, or RFC 3339. // wire reference 2.5</summary>
internal static partial class TimestampText
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>Nanoseconds since the epoch, or null when the text is no time.</summary>
    /// <remarks><paramref name="zone"/>: The zone of <c>tz()</c>: a text without an offset is wall-clock time there, or UTC when null.</remarks>
    public static Int128? Parse(string text, string? zone)
    {
        Match match = WithOffset().Match(text);
        bool isAbsolute = match.Success;
        if ((!isAbsolute && !(match = Local().Match(text)).Success) || Nanoseconds(match.Groups) is not { } nanoseconds)
        {
            return null;
        }

        return isAbsolute ? nanoseconds - Offset(match.Groups["offset"].Value)
            : zone is null ? nanoseconds
            : nanoseconds >= long.MinValue && nanoseconds <= long.MaxValue && ZoneClock.Of(zone) is { } clock && clock.Shows((long)nanoseconds)
                ? clock.Instant((long)nanoseconds)
            : null;
    }

    private static Int128? Nanoseconds(GroupCollection parts)
    {
        int Part(string name) => parts[name].Success ? int.Parse(parts[name].Value, CultureInfo.InvariantCulture) : 0;
        (int year, int month, int day) = (Part("year"), Part("month"), Part("day"));
        (int hour, int minute, int second) = (Part("hour"), Part("minute"), Part("second"));
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59)
        {
            return null;
        }

        long seconds = (new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc) - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond;
        string fraction = parts["fraction"].Success ? parts["fraction"].Value : "";
        return ((Int128)seconds * NanosecondsPerSecond) + int.Parse("0" + fraction.PadRight(9, '0')[..9], CultureInfo.InvariantCulture);
    }

    private static Int128 Offset(string text)
    {
        if (text is "Z" or "z")
        {
            return 0;
        }

        string digits = text[1..].Replace(":", "", StringComparison.Ordinal);
        int minutes = (int.Parse(digits.AsSpan(0, 2), CultureInfo.InvariantCulture) * 60) + int.Parse(digits.AsSpan(2, 2), CultureInfo.InvariantCulture);
        return (Int128)(text[0] == '-' ? -minutes : minutes) * 60 * NanosecondsPerSecond;
    }

    private const string Date = @"^(?<year>\d{1,4})-(?<month>\d{1,2})-(?<day>\d{1,2})";
    private const string Time = @"(?<hour>\d{1,2}):(?<minute>\d{1,2}):(?<second>\d{1,2})(?:\.(?<fraction>\d+))?";

    // an offset is what makes T possible
    [GeneratedRegex(Date + "[Tt ]" + Time + @"(?<offset>[Zz]|[+-]\d{2}:?\d{2})$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex WithOffset();

    [GeneratedRegex(Date + "(?: " + Time + ")?$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Local();
}
