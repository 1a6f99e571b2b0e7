namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>Times as people write them in a condition: a date, a date with a time, or RFC 3339. // wire reference 2.5</summary>
internal static partial class ConditionTime
{
    private const string Date = "(?<year>[0-9]{1,4})-(?<month>[0-9]{1,2})-(?<day>[0-9]{1,2})";
    private const string Time = @"(?<hour>[0-9]{1,2}):(?<minute>[0-9]{1,2}):(?<second>[0-5]?[0-9])(?<fraction>\.[0-9]+)?";
    private const string Offset = "(?<offset>[Zz]|[+-][0-9]{2}:?[0-9]{2})";

    /// <summary>Nanoseconds since the epoch, or null when the text is no time.</summary>
    /// <remarks><paramref name="zone"/>: The zone of <c>tz()</c>: a text without an offset is wall-clock time there, or UTC when null.</remarks>
    public static Int128? Parse(string text, string? zone)
    {
        return Written().Match(text) is not { Success: true } match || TimestampText.TryRead(Padded(match), out _) is not var (nanoseconds, hasOffset) ? null
            : hasOffset || zone is null ? nanoseconds
            : nanoseconds >= long.MinValue && nanoseconds <= long.MaxValue && ZoneClock.Of(zone) is { } clock && clock.Shows((long)nanoseconds)
                ? clock.Instant((long)nanoseconds)
            : null;
    }

    /// <summary>The same as SQL wants it: each number with all of its digits.</summary>
    private static string Padded(Match match)
    {
        string Part(string name, int digits = 2) => match.Groups[name].Value.PadLeft(digits, '0');
        string clock = $"{Part("hour")}:{Part("minute")}:{Part("second")}{match.Groups["fraction"]}{match.Groups["offset"]}";
        return $"{Part("year", digits: 4)}-{Part("month")}-{Part("day")} {clock}";
    }

    // an offset is what makes T possible
    [GeneratedRegex($"^{Date}([Tt ]{Time}{Offset}|( {Time})?)$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Written();
}
