namespace InfluxDownsample.LocalServer.Tests.InfluxQl;

/// <summary>Berlin's clocks by the European rule alone: summer time from the last Sunday of March to that of October, 01:00 UTC.</summary>
internal static class BerlinClock
{
    private const long Minute = 60_000_000_000;
    private const long Quarter = 15 * Minute;

    /// <summary>
    /// The start of the wall-clock window an instant lies in, found by walking back quarter by quarter of an hour. Windows no longer
    /// than the repeated hour exist once for each pass of it.
    /// </summary>
    public static long WindowStart(long instant, int minutes)
    {
        long window = Window(instant, minutes);
        long offset = Offset(instant);
        long start = instant - (instant % Quarter);
        while (Window(start - Quarter, minutes) == window && (minutes > 60 || Offset(start - Quarter) == offset))
        {
            start -= Quarter;
        }

        return start;
    }

    private static long Window(long instant, int minutes) => (instant + Offset(instant)) / (minutes * Minute);

    private static long Offset(long instant)
    {
        DateTime time = DateTime.UnixEpoch.AddTicks(instant / 100);
        bool summer = time >= LastSunday(time.Year, 3) && time < LastSunday(time.Year, 10);
        return (summer ? 120 : 60) * Minute;
    }

    private static DateTime LastSunday(int year, int month)
    {
        var last = new DateTime(year, month, 31, 1, 0, 0, DateTimeKind.Utc);
        return last.AddDays(-(int)last.DayOfWeek);
    }
}
