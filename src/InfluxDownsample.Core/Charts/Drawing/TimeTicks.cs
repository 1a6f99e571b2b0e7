using NodaTime;
using NodaTime.Text;

namespace InfluxDownsample.Core.Charts.Drawing;

/// <summary>Marks of a time axis, at round times of its clock.</summary>
internal static class TimeTicks
{
    private const long Second = 1_000_000_000;
    private const long Minute = 60 * Second;
    private const long Hour = 60 * Minute;
    private const long Day = 24 * Hour;

    private static readonly long[] s_clockSteps =
    [
        .. Enumerable.Range(0, 9).SelectMany(static power => new[] { 1L, 2, 5 }.Select(digit => digit * (long)Math.Pow(10, power))),
        Second, 2 * Second, 5 * Second, 10 * Second, 15 * Second, 30 * Second, Minute, 2 * Minute, 5 * Minute, 10 * Minute, 15 * Minute, 30 * Minute,
        Hour, 2 * Hour, 3 * Hour, 6 * Hour, 12 * Hour,
    ];

    private static readonly int[] s_daySteps = [1, 2, 4, 7, 14];
    private static readonly int[] s_monthSteps = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200];

    private static readonly LocalDatePattern s_day = LocalDatePattern.Iso;
    private static readonly LocalDatePattern s_month = LocalDatePattern.CreateWithInvariantCulture("uuuu-MM");
    private static readonly LocalDatePattern s_year = LocalDatePattern.CreateWithInvariantCulture("uuuu");
    private static readonly LocalTimePattern s_time = LocalTimePattern.CreateWithInvariantCulture("HH:mm");
    private static readonly LocalTimePattern s_fineTime = LocalTimePattern.CreateWithInvariantCulture("HH:mm:ss.FFFFFFFFF");

    /// <summary>The marks from one time to another, with their labels.</summary>
    /// <param name="clock">The clock.</param>
    /// <param name="from">The first time.</param>
    /// <param name="to">The last time.</param>
    /// <param name="most">How many marks there may be.</param>
    public static IReadOnlyList<(long Time, string Label)> Of(ChartClock clock, long from, long to, int most)
    {
        double range = unchecked((ulong)(to - from));
        long clockStep = Array.Find(s_clockSteps, step => range / step <= most);
        if (clockStep != 0)
        {
            return [.. ClockTimes(clock, from, to, clockStep).Select(time => (time, ClockLabel(clock.Local(time))))];
        }

        int days = Array.Find(s_daySteps, step => range / Day / step <= most);
        IEnumerable<LocalDate> dates = days != 0
            ? Days(clock.Local(from).Date, clock.Local(to).Date, days)
            : Months(clock.Local(from).Date, clock.Local(to).Date, Array.Find(s_monthSteps, step => range / Day / 30.4 / step <= most));
        LocalDate[] all = [.. dates];
        LocalDatePattern pattern = days != 0 ? s_day : Array.TrueForAll(all, static date => date.Month == 1) ? s_year : s_month;
        return [.. all.Select(date => (Time: TimeZones.ToNanoseconds(clock.At(date.AtMidnight())), Label: pattern.Format(date)))
            .Where(tick => tick.Time >= from && tick.Time <= to)];
    }

    // Each day anew: a changed clock moves the marks behind it.
    private static IEnumerable<long> ClockTimes(ChartClock clock, long from, long to, long step)
    {
        long last = long.MinValue;
        LocalDate end = clock.Local(to).Date;
        for (LocalDate date = clock.Local(from).Date; date <= end; date = date.PlusDays(1))
        {
            long firstOfDay = date == clock.Local(from).Date ? clock.Local(from).TimeOfDay.NanosecondOfDay / step * step : 0;
            for (long ofDay = firstOfDay; ofDay < Day; ofDay += step)
            {
                Instant instant = clock.At(date + LocalTime.FromNanosecondsSinceMidnight(ofDay));
                if (instant > TimeZones.ToInstant(to))
                {
                    break;
                }

                if (instant >= TimeZones.ToInstant(from) && TimeZones.ToNanoseconds(instant) is var time && time != last)
                {
                    yield return last = time;
                }
            }
        }
    }

    private static IEnumerable<LocalDate> Days(LocalDate from, LocalDate to, int step)
    {
        // Weeks begin on Mondays; some days count from the first of a month, so that marks stay where they are when the range grows.
        LocalDate date = step % 7 == 0 ? from.Next(IsoDayOfWeek.Monday).PlusDays(-7) : from;
        for (; date <= to; date = date.PlusDays(step % 7 == 0 ? step : 1))
        {
            if (step % 7 == 0 || ((date.Day - 1) % step == 0 && (step == 1 || date.Day < 31)))
            {
                yield return date;
            }
        }
    }

    private static IEnumerable<LocalDate> Months(LocalDate from, LocalDate to, int step)
    {
        int months = ((from.Year * 12) + from.Month - 1) / step * step;
        for (LocalDate date = new(months / 12, (months % 12) + 1, 1); date <= to; date = date.PlusMonths(step))
        {
            yield return date;
        }
    }

    private static string ClockLabel(LocalDateTime local)
        => local.TimeOfDay == LocalTime.Midnight ? s_day.Format(local.Date)
            : local.TimeOfDay.NanosecondOfDay % Minute == 0 ? s_time.Format(local.TimeOfDay)
            : s_fineTime.Format(local.TimeOfDay);
}
