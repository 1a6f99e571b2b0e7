namespace InfluxDownsample.LocalServer.Sql;

/// <summary>Reads the text of an interval: <c>1 hour</c>, <c>1 day 2 hours</c>, <c>1.5 minutes</c>, <c>-1h</c>, <c>01:30:00</c>.</summary>
internal static partial class IntervalSyntax
{
    private const long Second = 1_000_000_000;

    /// <summary>Months, days, nanoseconds of one unit.</summary>
    private static readonly Dictionary<string, IntervalValue> s_units = (
        from unit in ((string Names, IntervalValue One)[])
        [
            ("c cent cents century centuries", new(1200, 0, 0)),
            ("dec decs decade decades", new(120, 0, 0)),
            ("y yr yrs year years", new(12, 0, 0)),
            ("mon mons month months", new(1, 0, 0)),
            ("w week weeks", new(0, 7, 0)),
            ("d day days", new(0, 1, 0)),
            ("h hr hrs hour hours", new(0, 0, 3600 * Second)),
            ("m min mins minute minutes", new(0, 0, 60 * Second)),
            ("s sec secs second seconds", new(0, 0, Second)),
            ("ms msec msecs msecond mseconds millisecond milliseconds", new(0, 0, 1_000_000)),
            ("us usec usecs usecond useconds microsecond microseconds micros", new(0, 0, 1_000)),
            ("ns nanosecond nanoseconds nanos nanosecs", new(0, 0, 1)),
        ]
        from name in unit.Names.Split(' ')
        select (name, unit.One)).ToDictionary(StringComparer.OrdinalIgnoreCase);

    public static bool IsUnit(string word) => s_units.ContainsKey(word);

    /// <summary>The unit is the word after the literal (<c>INTERVAL '1' HOUR</c>), or null.</summary>
    /// <exception cref="QueryException">Not an interval, or one too long for 64-bit nanoseconds.</exception>
    public static IntervalValue Parse(string text, string? unit)
    {
        MatchCollection parts = Part().Matches(text);
        Refuse.When(parts.Sum(part => part.Length) < text.Length || text.AsSpan().IsWhiteSpace(),
            () => QueryException.NotImplemented($"Unsupported Interval Expression with value \"{text}\""));
        try
        {
            (decimal months, decimal days, decimal nanoseconds) = (0, 0, 0);
            foreach (Match part in parts)
            {
                string number = part.Groups["number"].Value;
                // a bare number takes the unit after the literal, else it means seconds
                string written = part.Groups["clock"].Success ? "hour" : part.Groups["unit"] is { Success: true } own ? own.Value : unit ?? "second";
                IntervalValue one = s_units.GetValueOrDefault(written) ?? throw QueryException.NotImplemented(
                    $"Unsupported Interval Expression with value \"{text}\": Invalid input syntax for type interval: \"{text}\"");
                // a fraction of a month spills into days (of 30), a fraction of a day into time
                decimal wholeMonths = Number(number) * one.Months;
                decimal wholeDays = (Number(number) * one.Days) + (wholeMonths % 1 * 30);
                months += decimal.Truncate(wholeMonths);
                days += decimal.Truncate(wholeDays);
                nanoseconds += decimal.Truncate((Number(number) * one.Nanoseconds) + (wholeDays % 1 * 86400 * Second));
                nanoseconds += (number.StartsWith('-') ? -1 : 1) * Clock(part.Groups["clock"].Value);
            }

            return new IntervalValue((int)months, (int)days, (long)nanoseconds);
        }
        catch (OverflowException)
        {
            throw QueryException.Planning($"Interval out of range: \"{text}\"");
        }
    }

    /// <summary>Nanoseconds of the minutes and seconds behind hours; none behind other numbers.</summary>
    private static decimal Clock(string text) => text.Split(':', StringSplitOptions.RemoveEmptyEntries) is [var minutes, .. var seconds]
        ? ((Number(minutes) * 60) + (seconds.Length > 0 ? Number(seconds[0]) : 0)) * Second
        : 0;

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

    // as many digits as a decimal holds
    [GeneratedRegex(
        @"\G\s*(?<number>[+-]?([0-9]{1,28}(\.[0-9]{0,28})?|\.[0-9]{1,28}))((?<clock>(:[0-9]{1,9}){1,2}(\.[0-9]{1,28})?)|\s*(?<unit>\p{L}\S*)|(?=\s*\z))\s*",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Part();
}
