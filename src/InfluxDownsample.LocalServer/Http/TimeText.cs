using System.Globalization;

namespace InfluxDownsample.LocalServer.Http;

/// <summary>Times as text: <c>2065-01-07T17:28:51[.fraction]</c>, in UTC. // wire reference 8.1</summary>
internal static class TimeText
{
    private const long SecondNanoseconds = 1_000_000_000;

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
