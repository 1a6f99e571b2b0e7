namespace InfluxDownsample.LocalServer.Http;

/// <summary>Times as text: <c>2065-01-07T17:28:51[.fraction]</c>, in UTC, or with the offset of their zone. // wire reference 8.1</summary>
internal static class TimeCell
{
    private const long SecondNanoseconds = 1_000_000_000;

    public static string Of(long nanoseconds, string? zone)
    {
        if (string.IsNullOrEmpty(zone) || ZoneClock.Of(zone) is not { } clock)
        {
            return TimestampText.Shown(nanoseconds);
        }

        long offset = (clock.Local(nanoseconds) - nanoseconds) / SecondNanoseconds;
        long minutes = Math.Abs(offset) / 60;
        return TimestampText.Shown(clock.Local(nanoseconds)) + (offset == 0 ? "Z"
            : $"{(offset < 0 ? '-' : '+')}{minutes / 60:D2}:{minutes % 60:D2}");
    }
}
