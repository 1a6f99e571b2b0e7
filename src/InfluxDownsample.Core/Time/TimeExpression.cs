using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;
using NodaTime;

namespace InfluxDownsample.Core.Time;

/// <summary>
/// Reads a time that a parameter was given:
/// <code>
/// time     = iso8601 | [ "now" [ "()" ] ] [ ( "-" | "+" ) duration ]
/// </code>
/// Calendar units count in a time zone: <c>-1mo</c> is the same wall clock time a month ago.
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
        if (TimeText.TryParse(text, out long nanoseconds))
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

        throw new InfluxException(InfluxErrorId.InvalidParameter,
            $"-{parameter} is '{text}', which is {(isTime ? "no time between 1677 and 2262" : "not written as a time")}.")
        {
            Target = text,
            Advice = "Write times as 2026-01-31T12:00:00Z, 2026-01-31, now, or relative to now as -24h or -7d.",
        };
    }

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
