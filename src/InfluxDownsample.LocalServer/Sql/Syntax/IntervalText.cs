using System.Globalization;
using System.Numerics;
using InfluxDownsample.LocalServer.Query;

namespace InfluxDownsample.LocalServer.Sql.Syntax;

/// <summary>Reads the text of an interval: <c>1 hour</c>, <c>1 day 2 hours</c>, <c>1.5 minutes</c>, <c>-1h</c>, <c>01:30:00</c>.</summary>
internal static class IntervalText
{
    private const long Second = 1_000_000_000;

    /// <summary>Months, days, nanoseconds of one unit.</summary>
    private static readonly Dictionary<string, (int Months, int Days, long Nanoseconds)> s_units = Units();

    public static bool IsUnit(string word) => s_units.ContainsKey(word);

    /// <summary>The unit is the word after the literal (<c>INTERVAL '1' HOUR</c>), or null.</summary>
    /// <exception cref="QueryException">Not an interval, or one too long for 64-bit nanoseconds.</exception>
    public static IntervalValue Parse(string text, string? unit)
    {
        List<string> words = Words(text);
        if (words.Count == 0)
        {
            throw Invalid(text);
        }

        Sum sum = new();
        for (int i = 0; i < words.Count; i++)
        {
            if (words[i].Contains(':'))
            {
                sum.AddClock(words[i], text);
                continue;
            }

            if (!TryNumber(words[i], out BigInteger scaled))
            {
                throw Invalid(text);
            }

            // a bare number takes the unit after the literal, else it means seconds
            string word = i + 1 < words.Count ? words[++i] : unit ?? "second";
            if (!s_units.TryGetValue(word, out (int Months, int Days, long Nanoseconds) one))
            {
                throw QueryException.NotImplemented($"Unsupported Interval Expression with value \"{text}\": Invalid input syntax for type interval: \"{text}\"");
            }

            sum.Add(scaled, one);
        }

        return sum.Value(text);
    }

    private static Dictionary<string, (int Months, int Days, long Nanoseconds)> Units()
    {
        Dictionary<string, (int, int, long)> units = new(StringComparer.OrdinalIgnoreCase);
        void Add((int, int, long) value, params ReadOnlySpan<string> names)
        {
            foreach (string name in names)
            {
                units[name] = value;
            }
        }

        Add((1200, 0, 0), "c", "cent", "cents", "century", "centuries");
        Add((120, 0, 0), "dec", "decs", "decade", "decades");
        Add((12, 0, 0), "y", "yr", "yrs", "year", "years");
        Add((1, 0, 0), "mon", "mons", "month", "months");
        Add((0, 7, 0), "w", "week", "weeks");
        Add((0, 1, 0), "d", "day", "days");
        Add((0, 0, 3600 * Second), "h", "hr", "hrs", "hour", "hours");
        Add((0, 0, 60 * Second), "m", "min", "mins", "minute", "minutes");
        Add((0, 0, Second), "s", "sec", "secs", "second", "seconds");
        Add((0, 0, 1_000_000), "ms", "msec", "msecs", "msecond", "mseconds", "millisecond", "milliseconds");
        Add((0, 0, 1_000), "us", "usec", "usecs", "usecond", "useconds", "microsecond", "microseconds", "micros");
        Add((0, 0, 1), "ns", "nanosecond", "nanoseconds", "nanos", "nanosecs");
        return units;
    }

    /// <summary>Splits at blanks and between a number and its unit.</summary>
    private static List<string> Words(string text)
    {
        List<string> words = [];
        foreach (string part in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            int digits = 0;
            while (digits < part.Length && !char.IsLetter(part[digits]))
            {
                digits++;
            }

            if (digits > 0)
            {
                words.Add(part[..digits]);
            }

            if (digits < part.Length)
            {
                words.Add(part[digits..]);
            }
        }

        return words;
    }

    /// <summary>The number times 10^9, so that fractions of a unit are exact.</summary>
    private static bool TryNumber(string word, out BigInteger scaled)
    {
        scaled = 0;
        if (word.Length > 40 || !decimal.TryParse(word, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture,
            out decimal number))
        {
            return false;
        }

        BigInteger whole = new(decimal.Truncate(number));
        scaled = (whole * Second) + new BigInteger((number - decimal.Truncate(number)) * Second);
        return true;
    }

    private static QueryException Invalid(string text) =>
        QueryException.NotImplemented($"Unsupported Interval Expression with value \"{text}\"");

    private struct Sum
    {
        private BigInteger _months;
        private BigInteger _days;
        private BigInteger _nanoseconds;

        /// <summary>A fraction of a month spills into days (of 30), a fraction of a day into time.</summary>
        public void Add(BigInteger scaled, (int Months, int Days, long Nanoseconds) one)
        {
            BigInteger months = scaled * one.Months;
            _months += months / Second;
            BigInteger days = (scaled * one.Days) + (months % Second * 30);
            _days += days / Second;
            _nanoseconds += ((scaled * one.Nanoseconds) + (days % Second * 86400 * Second)) / Second;
        }

        public void AddClock(string word, string text)
        {
            bool negative = word.StartsWith('-');
            string[] parts = word.TrimStart('+', '-').Split(':');
            if (parts.Length is < 2 or > 3 || !parts.All(part => part.Length > 0 && char.IsAsciiDigit(part[0])))
            {
                throw Invalid(text);
            }

            long seconds = 3600;
            foreach (string part in parts)
            {
                if (!TryNumber(part, out BigInteger scaled))
                {
                    throw Invalid(text);
                }

                _nanoseconds += (negative ? -scaled : scaled) * seconds;
                seconds /= 60;
            }
        }

        public readonly IntervalValue Value(string text)
        {
            if (BigInteger.Abs(_months) > int.MaxValue || BigInteger.Abs(_days) > int.MaxValue || BigInteger.Abs(_nanoseconds) > long.MaxValue)
            {
                throw QueryException.Planning($"Interval out of range: \"{text}\"");
            }

            return new IntervalValue((int)_months, (int)_days, (long)_nanoseconds);
        }
    }
}
