namespace InfluxDownsample.LocalServer.Http;

/// <summary>Reads retention periods as the server's humantime library does: <c>30d</c>, <c>1h 30m</c>, <c>2weeks</c>. // wire reference 6.1</summary>
internal static partial class RetentionText
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
        foreach (Match part in Part().Matches(text))
        {
            at = part.Index + part.Length;
            string unit = part.Groups["unit"].Value;
            if (!decimal.TryParse(part.Groups["number"].ValueSpan, CultureInfo.InvariantCulture, out decimal number) || number > ulong.MaxValue)
            {
                return "number is too large";
            }

            if (unit.Length == 0)
            {
                return $"time unit needed, for example {number}sec or {number}ms";
            }

            decimal? factor = s_units.Where(known => known.Names.Contains(unit)).Select(known => (decimal?)known.Seconds).FirstOrDefault();
            if (factor is null)
            {
                return $"unknown time unit \"{unit}\", supported units: ns, us/µs, ms, sec, min, hours, days, weeks, months, years (and few variations)";
            }

            seconds += number * factor.Value;
        }

        // Longer than time itself is as good as the longest that can be kept.
        period = TimeSpan.FromTicks((long)Math.Min(Math.Min(seconds, ulong.MaxValue) * TimeSpan.TicksPerSecond, TimeSpan.MaxValue.Ticks));
        return string.IsNullOrWhiteSpace(text) ? "value was empty"
            : at < text.Length ? $"expected number at {at}"
            : seconds > ulong.MaxValue ? "number is too large"
            : null;
    }

    [GeneratedRegex(@"\G\s*(?<number>[0-9]+(\.[0-9]+)?)\s*(?<unit>\p{L}*)\s*", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Part();
}
