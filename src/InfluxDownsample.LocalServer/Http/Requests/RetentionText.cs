using System.Globalization;

namespace InfluxDownsample.LocalServer.Http.Requests;

/// <summary>Reads retention periods as the server's humantime library does: <c>30d</c>, <c>1h 30m</c>, <c>2weeks</c>. // wire reference 6.1</summary>
internal static class RetentionText
{
    // M is 30.44 days and y 365.25 days; neither mo nor none is known.
    private static readonly (string[] Names, decimal Seconds)[] s_units =
    [
        (["nanos", "nsec", "ns"], 0.000000001m),
        (["usec", "us", "µs"], 0.000001m),
        (["millis", "msec", "ms"], 0.001m),
        (["seconds", "second", "secs", "sec", "s"], 1),
        (["minutes", "minute", "min", "mins", "m"], 60),
        (["hours", "hour", "hrs", "hr", "h"], 3600),
        (["days", "day", "d"], 86_400),
        (["weeks", "week", "wks", "wk", "w"], 604_800),
        (["months", "month", "M"], 30.44m * 86_400),
        (["years", "year", "yrs", "yr", "y"], 365.25m * 86_400),
    ];

    /// <returns>Null, or why the text is no duration.</returns>
    public static string? TryParse(string text, out TimeSpan period)
    {
        period = default;
        decimal seconds = 0;
        int at = 0;
        bool any = false;
        while (true)
        {
            at = Skip(text, at, char.IsWhiteSpace);
            if (at == text.Length)
            {
                if (seconds > ulong.MaxValue)
                {
                    return "number is too large";
                }

                // Longer than time itself is as good as the longest that can be kept.
                period = TimeSpan.FromTicks((long)Math.Min(seconds * TimeSpan.TicksPerSecond, TimeSpan.MaxValue.Ticks));
                return any ? null : "value was empty";
            }

            int digits = Skip(text, at, char.IsAsciiDigit);
            if (digits == at)
            {
                return string.Create(CultureInfo.InvariantCulture, $"expected number at {at}");
            }

            if (digits < text.Length && text[digits] == '.')
            {
                int fraction = Skip(text, digits + 1, char.IsAsciiDigit);
                if (fraction == digits + 1)
                {
                    return string.Create(CultureInfo.InvariantCulture, $"expected number at {fraction}");
                }

                digits = fraction;
            }

            if (!decimal.TryParse(text.AsSpan(at, digits - at), CultureInfo.InvariantCulture, out decimal number) || number > ulong.MaxValue)
            {
                return "number is too large";
            }

            int unit = Skip(text, digits, char.IsWhiteSpace);
            at = Skip(text, unit, c => char.IsLetter(c));
            string name = text[unit..at];
            if (name.Length == 0)
            {
                return $"time unit needed, for example {number}sec or {number}ms";
            }

            decimal? factor = s_units.Where(known => known.Names.Contains(name)).Select(known => (decimal?)known.Seconds).FirstOrDefault();
            if (factor is null)
            {
                return $"unknown time unit \"{name}\", supported units: ns, us/µs, ms, sec, min, hours, days, weeks, months, years (and few variations)";
            }

            seconds += number * factor.Value;
            any = true;
        }
    }

    private static int Skip(string text, int at, Func<char, bool> matches)
    {
        while (at < text.Length && matches(text[at]))
        {
            at++;
        }

        return at;
    }
}
