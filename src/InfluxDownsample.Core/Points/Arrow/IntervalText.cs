using System.Globalization;

namespace InfluxDownsample.Core.Points.Arrow;

/// <summary>
/// Intervals for people. One of days and shorter units is a <see cref="TimeSpan"/>; months have no length, and nanoseconds no place in one, so these are text:
/// <code>
/// interval = [ n "mons" ] [ n "days" ] [ n "hours" ] [ n "mins" ] [ n [ "." fraction ] "secs" ]
/// </code>
/// </summary>
internal static class IntervalText
{
    public static object Value(int months, int days, long nanoseconds)
    {
        Int128 ticks = ((Int128)days * TimeSpan.TicksPerDay) + (nanoseconds / TimeSpan.NanosecondsPerTick);
        return months == 0 && nanoseconds % TimeSpan.NanosecondsPerTick == 0 && ticks >= long.MinValue && ticks <= long.MaxValue
            ? new TimeSpan((long)ticks)
            : Text(months, days, nanoseconds);
    }

    private static string Text(int months, int days, long nanoseconds)
    {
        long minutes = nanoseconds / 60_000_000_000;
        decimal seconds = nanoseconds % 60_000_000_000 / 1_000_000_000m;
        (decimal Number, string Unit)[] parts = [(months, "mons"), (days, "days"), (minutes / 60, "hours"), (minutes % 60, "mins"), (seconds, "secs")];
        return string.Join(' ', parts.Where(part => part.Number != 0).Select(part => string.Create(CultureInfo.InvariantCulture,
            $"{part.Number:0.#########} {part.Unit}")));
    }
}
