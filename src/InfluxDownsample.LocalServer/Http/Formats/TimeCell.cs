using System.Globalization;
using InfluxDownsample.LocalServer.Sql.Time;

namespace InfluxDownsample.LocalServer.Http.Formats;

/// <summary>Times as text: <c>2065-01-07T17:28:51[.fraction]</c>, in UTC, or with the offset of their zone. // wire reference 8.1</summary>
internal static class TimeCell
{
    private const long SecondNanoseconds = 1_000_000_000;

    public static string Of(long nanoseconds, string? zone)
    {
        if (string.IsNullOrEmpty(zone) || ZoneClock.Of(zone) is not { } clock)
        {
            return Of(nanoseconds);
        }

        long offset = (clock.Local(nanoseconds) - nanoseconds) / SecondNanoseconds;
        long minutes = Math.Abs(offset) / 60;
        return Of(clock.Local(nanoseconds)) + (offset == 0 ? "Z"
            : string.Create(CultureInfo.InvariantCulture, $"{(offset < 0 ? '-' : '+')}{minutes / 60:D2}:{minutes % 60:D2}"));
    }

    public static string Of(long nanoseconds)
    {
        long second = Math.DivRem(nanoseconds, SecondNanoseconds, out long rest);
        if (rest < 0)
        {
            second--;
            rest += SecondNanoseconds;
        }

        string text = DateTimeOffset.UnixEpoch.AddSeconds(second).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);

        // Fractions have three, six or nine digits.
        return rest switch
        {
            0 => text,
            _ when rest % 1_000_000 == 0 => string.Create(CultureInfo.InvariantCulture, $"{text}.{rest / 1_000_000:D3}"),
            _ when rest % 1_000 == 0 => string.Create(CultureInfo.InvariantCulture, $"{text}.{rest / 1_000:D6}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{text}.{rest:D9}"),
        };
    }
}
