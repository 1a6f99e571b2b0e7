using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;
using NodaTime;

namespace InfluxDownsample.Core.Time;

/// <summary>The clock that windows follow: UTC, or the wall clock of a zone.</summary>
internal sealed class WindowZone
{
    // 1969-12-29, the Monday from which WindowGrid counts.
    private const long FirstMonday = -3 * InfluxDuration.NanosecondsPerDay;

    private readonly DateTimeZone _zone;

    public WindowZone(string? name)
    {
        _zone = TimeZones.Find(name);
        IsUtc = _zone.MinOffset == Offset.Zero && _zone.MaxOffset == Offset.Zero;
    }

    /// <summary>Whether the clock shows UTC all the year.</summary>
    public bool IsUtc { get; }

    /// <summary>The IANA name.</summary>
    public string Name => _zone.Id;

    /// <summary>What the clock shows when a window begins, in nanoseconds as if it were UTC; null when it is 1970-01-01T00:00.</summary>
    public long? Origin(InfluxDuration every, long? asked)
    {
        if (asked is not { } instant)
        {
            return every.IsWeeks ? FirstMonday : null;
        }

        long origin = instant + TimeZones.ToInstant(instant).InZone(_zone).Offset.Nanoseconds;
        // A server counts windows from there, and wraps around 292 years away (wire reference 3.1).
        if (every.Months == 0 && Math.Abs(origin / 2) > long.MaxValue / 4)
        {
            origin %= every.ShortestNanoseconds;
        }

        return origin == 0 ? null : origin;
    }

    /// <summary>The time on the clock as ISO 8601: with a Z in UTC, without a zone elsewhere.</summary>
    public string Text(long clock)
    {
        string text = TimeText.Format(clock);
        return IsUtc ? text : text[..^1];
    }

    /// <summary>The error for what windows of months can't be.</summary>
    public static InfluxException NoMonths(InfluxDuration every, string what)
        => new(InfluxErrorId.InvalidParameter, $"Windows of {every} can't be calculated {what}.")
        {
            Target = every.ToString(),
            Advice = "Use windows of days, or months in SQL without -Fill.",
        };
}
