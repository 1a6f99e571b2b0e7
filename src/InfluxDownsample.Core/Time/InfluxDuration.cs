using System.Globalization;
using InfluxDownsample.Core.Errors;

namespace InfluxDownsample.Core.Time;

/// <summary>
/// A span of time as users of InfluxDB write it: <c>5ns 10us 10ms 30s 15m 1h 1d 1w 1mo 1q 1y</c>. Hours and below have a fixed length;
/// days and months follow the calendar of a time zone, so it is one of the three kinds and never a mixture.
/// </summary>
public readonly record struct InfluxDuration
{
    /// <summary>The length of a day that has no change of clocks, in nanoseconds.</summary>
    public const long NanosecondsPerDay = 24 * 3600 * NanosecondsPerSecond;

    private const long NanosecondsPerSecond = 1_000_000_000;

    // The longest first: a duration is written in the largest unit that leaves nothing over.
    private static readonly (string Unit, long Nanoseconds)[] s_fixedUnits =
    [
        ("h", 3600 * NanosecondsPerSecond), ("m", 60 * NanosecondsPerSecond), ("s", NanosecondsPerSecond), ("ms", 1_000_000), ("us", 1000), ("ns", 1),
    ];

    private InfluxDuration(int months, int days, long nanoseconds)
    {
        Months = months;
        Days = days;
        Nanoseconds = nanoseconds;
    }

    /// <summary>Nothing.</summary>
    public static InfluxDuration Zero { get; }

    /// <summary>Calendar months; 0 when it is of another kind. A quarter is 3, a year 12.</summary>
    public int Months { get; }

    /// <summary>Calendar days; 0 when it is of another kind. A week is 7.</summary>
    public int Days { get; }

    /// <summary>Nanoseconds of a fixed length; 0 when it is of another kind.</summary>
    public long Nanoseconds { get; }

    /// <summary>Whether its length depends on the date and the zone.</summary>
    public bool IsCalendar => Months != 0 || Days != 0;

    /// <summary>Whether it is nothing.</summary>
    public bool IsZero => Months == 0 && Days == 0 && Nanoseconds == 0;

    /// <summary>
    /// Its length where no clock is changed, a month counted as 28 days: never longer than the real length of months, nor than 64 bits hold, which is longer
    /// than all times of InfluxDB lie apart.
    /// </summary>
    public long ShortestNanoseconds => IsCalendar ? (long)Int128.Min(((Int128)Months * 28 + Days) * NanosecondsPerDay, long.MaxValue) : Nanoseconds;

    /// <summary>Whether it is whole weeks; windows of these begin on Mondays.</summary>
    internal bool IsWeeks => Days != 0 && Days % 7 == 0;

    /// <summary>A duration of fixed length.</summary>
    /// <param name="nanoseconds">Zero or more.</param>
    public static InfluxDuration FromNanoseconds(long nanoseconds)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(nanoseconds);
        return new(0, 0, nanoseconds);
    }

    /// <summary>Calendar days.</summary>
    public static InfluxDuration FromDays(int days) => new(0, days, 0);

    /// <summary>Calendar months.</summary>
    public static InfluxDuration FromMonths(int months) => new(months, 0, 0);

    /// <summary>Reads a duration. Fixed units may follow each other (<c>1h30m</c>). Spaces around it are ignored, capitals are not.</summary>
    /// <param name="text">The text; a lone <c>0</c> needs no unit.</param>
    /// <param name="duration">The duration.</param>
    /// <returns>False when the text is none, mixes calendar units with others, or does not fit 64 bits of nanoseconds.</returns>
    public static bool TryParse(string? text, out InfluxDuration duration)
    {
        duration = Zero;
        ReadOnlySpan<char> rest = text.AsSpan().Trim();
        if (rest.SequenceEqual("0"))
        {
            return true;
        }

        bool any = false;
        try
        {
            while (rest.Length > 0)
            {
                if (!TryTake(ref rest, out InfluxDuration part) || (any && (part.IsCalendar || duration.IsCalendar)))
                {
                    return false;
                }

                duration = any ? FromNanoseconds(checked(duration.Nanoseconds + part.Nanoseconds)) : part;
                any = true;
            }
        }
        catch (OverflowException)
        {
            return false;
        }

        return any;
    }

    /// <summary>Reads a duration that a parameter was given.</summary>
    /// <param name="text">The text.</param>
    /// <param name="parameter">The parameter's name, for the message.</param>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.InvalidParameter"/>: the text is no duration.</exception>
    public static InfluxDuration Parse(string? text, string parameter)
        => TryParse(text, out InfluxDuration duration)
            ? duration
            : throw new InfluxException(InfluxErrorId.InvalidParameter, $"-{parameter} is '{text}', which is no duration.")
            {
                Target = text,
                Advice = "Write durations as 5ns, 10us, 10ms, 30s, 15m, 1h, 1d, 1w, 1mo, 1q or 1y.",
            };

    /// <summary>Whether windows of the other duration fill windows of this one exactly, wherever clocks change.</summary>
    public bool IsMultipleOf(InfluxDuration other)
    {
        if (other.IsZero)
        {
            return false;
        }

        if (Months != 0)
        {
            return other.Months != 0 ? Months % other.Months == 0 : other.Days != 0 ? other.Days == 1 : NanosecondsPerDay % other.Nanoseconds == 0;
        }

        if (IsWeeks || other.IsWeeks)
        {
            // Weeks begin on Mondays, everything else is counted from a Thursday, the first of January 1970.
            return IsWeeks && (other.IsWeeks ? Days % other.Days == 0 : other.Days != 0 ? other.Days == 1 : other.Months == 0
                && NanosecondsPerDay % other.Nanoseconds == 0);
        }

        return other.Months == 0 && ShortestNanoseconds % other.ShortestNanoseconds == 0;
    }

    /// <summary>The shortest text that means it, such as <c>1h</c>.</summary>
    public override string ToString()
    {
        if (Months != 0)
        {
            return Months % 12 == 0 ? Text(Months / 12, "y") : Months % 3 == 0 ? Text(Months / 3, "q") : Text(Months, "mo");
        }

        if (Days != 0)
        {
            return Days % 7 == 0 ? Text(Days / 7, "w") : Text(Days, "d");
        }

        long nanoseconds = Nanoseconds;
        (string unit, long length) = nanoseconds == 0 ? ("s", 1L) : s_fixedUnits.First(unit => nanoseconds % unit.Nanoseconds == 0);
        return Text(nanoseconds / length, unit);
    }

    private static string Text(long count, string unit) => string.Create(CultureInfo.InvariantCulture, $"{count}{unit}");

    private static bool TryTake(ref ReadOnlySpan<char> rest, out InfluxDuration part)
    {
        part = Zero;
        int digits = 0;
        while (digits < rest.Length && char.IsAsciiDigit(rest[digits]))
        {
            digits++;
        }

        int end = digits;
        while (end < rest.Length && !char.IsAsciiDigit(rest[end]))
        {
            end++;
        }

        if (digits == 0 || !long.TryParse(rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out long count))
        {
            return false;
        }

        ReadOnlySpan<char> unit = rest[digits..end];
        rest = rest[end..];
        switch (unit)
        {
            case "d": part = FromDays(checked((int)count)); return true;
            case "w": part = FromDays(checked((int)count * 7)); return true;
            case "mo": part = FromMonths(checked((int)count)); return true;
            case "q": part = FromMonths(checked((int)count * 3)); return true;
            case "y": part = FromMonths(checked((int)count * 12)); return true;
            // 'u' and 'µ' are InfluxQL's microseconds (wire reference 3.4).
            case "u" or "µ" or "μ" or "µs" or "μs": part = FromNanoseconds(checked(count * 1000)); return true;
        }

        foreach ((string name, long nanoseconds) in s_fixedUnits)
        {
            if (unit.SequenceEqual(name))
            {
                part = FromNanoseconds(checked(count * nanoseconds));
                return true;
            }
        }

        return false;
    }
}
