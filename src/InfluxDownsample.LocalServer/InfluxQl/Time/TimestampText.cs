using System.Globalization;
using System.Text.RegularExpressions;

namespace InfluxDownsample.LocalServer.InfluxQl.Time;

/// <summary>Times as people write them in a condition: a date, a date with a time, or RFC 3339; up to nine decimals.</summary>
internal static partial class TimestampText
{
    private const long NanosecondsPerTick = 100;

    /// <summary>Nanoseconds since the epoch, or null when the text is no time or lies outside the years 1677 to 2262.</summary>
    /// <remarks><paramref name="zone"/>: The zone of <c>tz()</c>: a text without an offset is wall-clock time there, or UTC when null.</remarks>
    public static long? Parse(string text, string? zone)
    {
        Match match = Format().Match(text);
        if (!match.Success || !TryNanoseconds(match, out Int128 nanoseconds))
        {
            return null;
        }

        string offset = match.Groups["offset"].Value;
        bool isAbsolute = offset.Length > 0;
        if (isAbsolute && offset is not ("Z" or "z"))
        {
            Int128 minutes = (int.Parse(offset.AsSpan(1, 2), CultureInfo.InvariantCulture) * 60) + int.Parse(offset.AsSpan(4, 2), CultureInfo.InvariantCulture);
            nanoseconds -= (offset[0] == '-' ? -minutes : minutes) * 60_000_000_000;
        }

        if (nanoseconds < long.MinValue || nanoseconds > long.MaxValue)
        {
            return null;
        }

        return isAbsolute || zone is null ? (long)nanoseconds : TimeZones.ToUtc((long)nanoseconds, zone);
    }

    private static bool TryNanoseconds(Match match, out Int128 nanoseconds)
    {
        nanoseconds = 0;
        if (!DateTime.TryParseExact(match.Groups["date"].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime date))
        {
            return false;
        }

        TimeSpan time = TimeSpan.Zero;
        if (match.Groups["time"].Success
            && !TimeSpan.TryParseExact(match.Groups["time"].Value, @"hh\:mm\:ss", CultureInfo.InvariantCulture, out time))
        {
            return false;
        }

        nanoseconds = (Int128)(date + time - DateTime.UnixEpoch).Ticks * NanosecondsPerTick;
        string fraction = match.Groups["fraction"].Value;
        nanoseconds += fraction.Length == 0 ? 0 : int.Parse(fraction.PadRight(9, '0'), CultureInfo.InvariantCulture);
        return true;
    }

    // only RFC 3339, with its T, may carry an offset
    [GeneratedRegex(@"^(?<date>\d{4}-\d{2}-\d{2})(?:[T ](?<time>\d{2}:\d{2}:\d{2})(?:\.(?<fraction>\d{1,9}))?(?<offset>[Zz]|[+-]\d{2}:\d{2})?)?$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Format();
}
