using System.Globalization;

namespace InfluxDownsample.LocalServer.Http.Formats;

/// <summary>Intervals as the server's library shows them: <c>1 mons 2 days 3 hours</c>; parts that are zero are left out.</summary>
internal static class IntervalText
{
    public static string Of(int months, int days, long nanoseconds)
    {
        List<string> parts = [];
        if (months != 0)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{months} mons"));
        }

        if (days != 0)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{days} days"));
        }

        (long hours, long rest) = Math.DivRem(nanoseconds, 3_600_000_000_000);
        (long minutes, rest) = Math.DivRem(rest, 60_000_000_000);
        (long seconds, long fraction) = Math.DivRem(rest, 1_000_000_000);
        if (hours != 0)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{hours} hours"));
        }

        if (minutes != 0)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{minutes} mins"));
        }

        if (rest != 0 || parts.Count == 0)
        {
            string text = fraction == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $".{Math.Abs(fraction):D9}");
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{(rest < 0 && seconds == 0 ? "-" : "")}{seconds}{text} secs"));
        }

        return string.Join(' ', parts);
    }
}
