using System.Globalization;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;
using NodaTime;

namespace InfluxDownsample.Core.Time;

/// <summary>
/// Reads a time that a parameter was given:
/// <code>
/// time     = iso8601 | [ "now" [ "()" ] ] [ ( "-" | "+" ) duration ]
/// </code>
/// Calendar units count in a time zone: <c>-1mo</c> is the same wall clock time a month ago. Numbers are not taken, so eight digits are a date.
/// </summary>
public static class TimeExpression
{
    /// <summary>Reads a time.</summary>
    /// <param name="text">The text, such as <c>2026-01-31T12:00:00Z</c>, <c>2026-01-31</c>, <c>now</c>, <c>-24h</c>.</param>
    /// <param name="now">What <c>now</c> is, nanoseconds since 1970-01-01 UTC.</param>
    /// <param name="timeZone">The zone of texts without an offset, in which days and months are counted too; null is UTC.</param>
    /// <param name="parameter">The parameter's name, for the message.</param>
    /// <returns>Nanoseconds since 1970-01-01 UTC.</returns>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.InvalidParameter"/>: the text is no time.</exception>
    public static long Parse(string text, long now, string? timeZone, string parameter)
    {
        if (TryParseAbsolute(text, out long nanoseconds))
        {
            return timeZone is null || TimeText.HasOffset(text) ? nanoseconds : InZone(nanoseconds, TimeZones.Find(timeZone));
        }

        string rest = text.Trim();
        bool named = rest.StartsWith("now", StringComparison.OrdinalIgnoreCase);
        if (named)
        {
            rest = rest[3..].TrimStart();
            rest = rest.StartsWith("()", StringComparison.Ordinal) ? rest[2..].TrimStart() : rest;
        }

        if (named && rest.Length == 0)
        {
            return now;
        }

        bool isTime = TimeText.IsTime(text);
        bool isNumber = long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out _);
        if (rest.Length > 1 && rest[0] is '-' or '+' && InfluxDuration.TryParse(rest[1..], out InfluxDuration duration))
        {
            try
            {
                return Shift(now, duration, rest[0] == '-' ? -1 : 1, TimeZones.Find(timeZone));
            }
            catch (Exception exception) when (exception is OverflowException or ArgumentOutOfRangeException)
            {
                isTime = true;
            }
        }

        string what = isTime ? "no time between 1677 and 2262" : isNumber ? "a number and not written as a time" : "not written as a time";
        throw new InfluxException(InfluxErrorId.InvalidParameter, $"-{parameter} is '{text}', which is {what}.")
        {
            Target = text,
            Advice = isNumber && !isTime ? $"Seconds since 1970 are [DateTimeOffset]::FromUnixTimeSeconds({text.Trim()})."
                : "Write times as 2026-01-31T12:00:00Z, 2026-01-31, 20260131, now, or relative to now as -24h or -7d.",
        };
    }

    /// <summary>Reads a time that is not relative to now; without a zone it counts as UTC.</summary>
    public static bool TryParseAbsolute(string? text, out long nanoseconds)
        => TimeText.TryParse(text, out nanoseconds) || BasicTimeText.TryParseDate(text.AsSpan().Trim(), out nanoseconds);

    // The wall clock that was read as UTC. A time that clocks leave out is the one as long after; of two the earlier counts.
    private static long InZone(long utc, DateTimeZone zone)
        => TimeZones.ToNanoseconds(TimeZones.ToInstant(utc).InUtc().LocalDateTime.InZoneLeniently(zone).ToInstant());

    /// <summary>The time a duration before or after a time, by the wall clock of a zone for calendar units.</summary>
    internal static long Shift(long time, InfluxDuration duration, int sign, DateTimeZone zone)
    {
        if (!duration.IsCalendar)
        {
            return checked(time + (sign * duration.Nanoseconds));
        }

        LocalDateTime local = TimeZones.ToInstant(time).InZone(zone).LocalDateTime;
        LocalDateTime shifted = duration.Months != 0 ? local.PlusMonths(sign * duration.Months) : local.PlusDays(sign * duration.Days);
        return TimeZones.ToNanoseconds(shifted.InZoneLeniently(zone).ToInstant());
    }
}
