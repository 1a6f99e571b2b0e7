using System.Globalization;
using InfluxDownsample.LocalServer.Query;

namespace InfluxDownsample.LocalServer.Sql.Time;

/// <summary>Reads timestamps as SQL takes them: <c>2024-01-01</c>, <c>2024-01-01T00:00:00.123456789Z</c>, <c>2024-01-01 00:00:00+02:00</c>.</summary>
internal static class TimestampText
{
    /// <summary>Nanoseconds since the epoch, and whether the text said an offset (Z or +hh:mm); without one the value is in whatever zone applies.</summary>
    /// <exception cref="QueryException">Not a timestamp, or one outside 1677 to 2262.</exception>
    public static (long Nanoseconds, bool HasOffset) Parse(string text)
    {
        Reader reader = new(text.Trim());
        if (!reader.TryDate(out DateOnly date))
        {
            throw Fault(text, "error parsing date");
        }

        if (reader.AtEnd)
        {
            return (Sum(text, date, 0, 0), false);
        }

        if (!reader.TryTime(out long nanosecondsOfDay))
        {
            throw Fault(text, "error parsing time");
        }

        if (!reader.TryOffset(out int? offsetSeconds))
        {
            throw Fault(text, "invalid timezone");
        }

        return (Sum(text, date, nanosecondsOfDay, offsetSeconds ?? 0), offsetSeconds is not null);
    }

    /// <summary>Seconds east of UTC of a zone written as an offset, such as <c>+05:30</c>; null when it is not one.</summary>
    public static int? OffsetSeconds(string zone)
    {
        Reader reader = new(zone);
        return zone.Length > 1 && reader.TryOffset(out int? seconds) ? seconds : null;
    }

    private static long Sum(string text, DateOnly date, long nanosecondsOfDay, int offsetSeconds)
    {
        Int128 days = date.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
        Int128 total = (days * 86_400_000_000_000) + nanosecondsOfDay - ((Int128)offsetSeconds * 1_000_000_000);
        return total < long.MinValue || total > long.MaxValue
            ? throw Fault(text, "timestamp out of range for nanoseconds")
            : (long)total;
    }

    private static QueryException Fault(string text, string why) => new(
        QueryErrorKind.Execution, $"Arrow error: Parser error: Error parsing timestamp from '{text}': {why}", QueryPhase.PhysicalPlanning);

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
