using System.Globalization;
using InfluxDownsample.LocalServer.Query;

namespace InfluxDownsample.LocalServer.Sql.Time;

/// <summary>Reads timestamps as SQL takes them: <c>2024-01-01</c>, <c>2024-01-01T00:00:00.123456789Z</c>, <c>2024-01-01 00:00:00+02:00</c>.</summary>
internal static class TimestampText
{
    private const long NanosecondsPerDay = 86_400_000_000_000;

    /// <summary>1677-09-21T00:12:44Z: below, text is refused as a timestamp.</summary>
    public const long FirstNanosecond = -9_223_372_036_000_000_000;

    /// <summary>What the server says of a time beyond 64-bit nanoseconds.</summary>
    public const string RangeText =
        "The dates that can be represented as nanoseconds have to be between 1677-09-21T00:12:44.0 and 2262-04-11T23:47:16.854775804";

    /// <summary>
    /// Nanoseconds since the epoch, null when 64 bits do not hold them, and whether the text said an offset (Z or +hh:mm);
    /// without one the value is in whatever zone applies.
    /// </summary>
    /// <exception cref="QueryException">Not a timestamp.</exception>
    public static (long? Nanoseconds, bool HasOffset) Parse(string text)
    {
        (Int128 nanoseconds, bool hasOffset) = Read(text);
        return (nanoseconds >= long.MinValue && nanoseconds <= long.MaxValue ? (long)nanoseconds : null, hasOffset);
    }

    /// <summary>A timestamp's text as messages show it: in UTC, with 0, 3, 6 or 9 digits behind the second.</summary>
    public static string Shown(string text)
    {
        (Int128 days, Int128 rest) = Int128.DivRem(Read(text).Nanoseconds, NanosecondsPerDay);
        days -= rest < 0 ? 1 : 0;
        rest += rest < 0 ? NanosecondsPerDay : 0;
        DateTime second = DateTime.UnixEpoch.AddDays((double)days).AddTicks((long)(rest / 1_000_000_000) * TimeSpan.TicksPerSecond);
        long fraction = (long)(rest % 1_000_000_000);
        string digits = fraction.ToString("D9", CultureInfo.InvariantCulture);
        string shown = fraction == 0 ? "" : fraction % 1_000_000 == 0 ? "." + digits[..3] : fraction % 1_000 == 0 ? "." + digits[..6] : "." + digits;
        return second.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + shown;
    }

    private static (Int128 Nanoseconds, bool HasOffset) Read(string text)
    {
        Reader reader = new(text.Trim());
        if (text.Length < 10)
        {
            throw Fault(text, "timestamp must contain at least 10 characters");
        }

        if (!reader.TryDate(out DateOnly date))
        {
            throw Fault(text, "error parsing date");
        }

        if (reader.AtEnd)
        {
            return (Sum(date, 0, 0), false);
        }

        if (!reader.TryTime(out long nanosecondsOfDay))
        {
            throw Fault(text, "error parsing time");
        }

        if (!reader.TryOffset(out int? offsetSeconds))
        {
            throw Fault(text, "invalid timezone");
        }

        return (Sum(date, nanosecondsOfDay, offsetSeconds ?? 0), offsetSeconds is not null);
    }

    /// <summary>Seconds east of UTC of a zone written as an offset, such as <c>+05:30</c>; null when it is not one.</summary>
    public static int? OffsetSeconds(string zone)
    {
        Reader reader = new(zone);
        return zone.Length > 1 && reader.TryOffset(out int? seconds) ? seconds : null;
    }

    private static Int128 Sum(DateOnly date, long nanosecondsOfDay, int offsetSeconds)
    {
        Int128 days = date.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
        return (days * NanosecondsPerDay) + nanosecondsOfDay - ((Int128)offsetSeconds * 1_000_000_000);
    }

    private static QueryException Fault(string text, string why) =>
        QueryException.Optimizer($"Arrow error: Parser error: Error parsing timestamp from '{text}': {why}");

    private struct Reader(string text)
    {
        private int _at;

        public readonly bool AtEnd => _at == text.Length;

        public bool TryDate(out DateOnly date)
        {
            date = default;
            int end = Math.Min(10, text.Length);
            bool read = end == 10 && DateOnly.TryParseExact(text[..end], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date);
            _at = end;
            return read;
        }

        /// <summary><c>Thh:mm[:ss[.fraction]]</c>, with a blank allowed for the T.</summary>
        public bool TryTime(out long nanoseconds)
        {
            nanoseconds = 0;
            if (AtEnd || text[_at] is not ('T' or 't' or ' '))
            {
                return false;
            }

            _at++;
            if (!TryTwoDigits(23, out int hours) || !TrySkip(':') || !TryTwoDigits(59, out int minutes))
            {
                return false;
            }

            int seconds = 0;
            long fraction = 0;
            if (TrySkip(':') && (!TryTwoDigits(60, out seconds) || (TrySkip('.') && !TryFraction(out fraction))))
            {
                return false;
            }

            nanoseconds = (((((hours * 60L) + minutes) * 60) + seconds) * 1_000_000_000) + fraction;
            return true;
        }

        /// <summary>Nothing, <c>Z</c>, <c>+hh</c>, <c>+hhmm</c> or <c>+hh:mm</c>, and then the end.</summary>
        public bool TryOffset(out int? seconds)
        {
            seconds = null;
            TrySkip(' ');
            if (AtEnd)
            {
                return true;
            }

            if (text[_at] is 'Z' or 'z' || text.AsSpan(_at).Equals("UTC", StringComparison.OrdinalIgnoreCase))
            {
                seconds = 0;
                _at = text[_at] is 'Z' or 'z' ? _at + 1 : text.Length;
                return AtEnd;
            }

            int sign = TrySkip('+') ? 1 : TrySkip('-') ? -1 : 0;
            if (sign == 0 || !TryTwoDigits(23, out int hours))
            {
                return false;
            }

            int minutes = 0;
            if (!AtEnd)
            {
                TrySkip(':');
                if (!TryTwoDigits(59, out minutes))
                {
                    return false;
                }
            }

            seconds = sign * ((hours * 3600) + (minutes * 60));
            return AtEnd;
        }

        private bool TryFraction(out long nanoseconds)
        {
            nanoseconds = 0;
            int digits = 0;
            for (; _at < text.Length && char.IsAsciiDigit(text[_at]); _at++, digits++)
            {
                // digits beyond nanoseconds are cut
                if (digits < 9)
                {
                    nanoseconds = (nanoseconds * 10) + (text[_at] - '0');
                }
            }

            for (int i = digits; i < 9; i++)
            {
                nanoseconds *= 10;
            }

            return digits > 0;
        }

        private bool TryTwoDigits(int most, out int value)
        {
            value = 0;
            if (_at + 2 > text.Length || !char.IsAsciiDigit(text[_at]) || !char.IsAsciiDigit(text[_at + 1]))
            {
                return false;
            }

            value = ((text[_at] - '0') * 10) + (text[_at + 1] - '0');
            _at += 2;
            return value <= most;
        }

        private bool TrySkip(char c)
        {
            if (AtEnd || text[_at] != c)
            {
                return false;
            }

            _at++;
            return true;
        }
    }
}
