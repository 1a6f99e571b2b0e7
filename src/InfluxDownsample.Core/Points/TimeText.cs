using System.Buffers;
using System.Globalization;

namespace InfluxDownsample.Core.Points;

/// <summary>Reads ISO 8601 times with up to nine digits of a second; .NET's own types stop at seven.</summary>
public static class TimeText
{
    private static readonly SearchValues<char> s_offsets = SearchValues.Create("Zz+-Gg");

    /// <summary>
    /// Reads a time such as <c>2026-01-31T12:00:00.123456789Z</c>, <c>2026-01-31 12:00:00+02:00</c>, <c>2026-01-31</c> or <c>20260131T120000Z</c>. Without a
    /// zone it counts as UTC.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="nanoseconds">Nanoseconds since 1970-01-01 UTC.</param>
    /// <returns>False when the text is no such time or lies outside 1677 to 2262.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out long nanoseconds)
    {
        text = text.Trim();
        if (TryParsePlain(text, out nanoseconds))
        {
            return true;
        }

        bool isInRange = TryRead(text, out Int128 exact) && exact >= UnixNanoseconds.MinValue && exact <= UnixNanoseconds.MaxValue;
        nanoseconds = isInRange ? (long)exact : 0;
        return isInRange;
    }

    /// <summary>Whether a text is such a time, be it outside 1677 to 2262.</summary>
    public static bool IsTime(ReadOnlySpan<char> text) => TryRead(text.Trim(), out _);

    private static bool TryRead(ReadOnlySpan<char> text, out Int128 nanoseconds)
    {
        nanoseconds = 0;
        if (BasicTimeText.ToExtended(text) is { } extended)
        {
            text = extended;
        }

        if (text.Length < 10 || text[4] != '-' || text[7] != '-')
        {
            return false;
        }

        // The fraction is taken out and read by itself, to the last digit.
        int point = text.IndexOf('.');
        long fraction = 0;
        scoped ReadOnlySpan<char> whole = text;
        if (point >= 0)
        {
            int end = point + 1;
            while (end < text.Length && char.IsAsciiDigit(text[end]))
            {
                end++;
            }

            int digits = end - point - 1;
            if (digits is 0 or > 9)
            {
                return false;
            }

            fraction = long.Parse(text.Slice(point + 1, digits), NumberStyles.None, CultureInfo.InvariantCulture);
            for (; digits < 9; digits++)
            {
                fraction *= 10;
            }

            whole = string.Concat(text[..point], text[end..]);
        }

        if (!DateTimeOffset.TryParse(whole, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces,
            out DateTimeOffset time))
        {
            return false;
        }

        nanoseconds = ((Int128)(time.UtcTicks - DateTime.UnixEpoch.Ticks) * 100) + fraction;
        return true;
    }

    /// <summary>Whether a time that <see cref="TryParse"/> reads says its offset from UTC.</summary>
    public static bool HasOffset(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        // Behind the date, where a dash is a sign and letters other than T, AM and PM name a zone.
        return text.Length > 10 && text[10..].ContainsAny(s_offsets);
    }

    // 2026-01-31T12:00:00Z, as programs write it: no need for a parser that knows all other ways.
    private static bool TryParsePlain(ReadOnlySpan<char> text, out long nanoseconds)
    {
        nanoseconds = 0;
        if (text is not { Length: 20 } || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':' || text[19] != 'Z'
            || !TryParseTwo(text, out int century) || !TryParseTwo(text[2..], out int year) || !TryParseTwo(text[5..], out int month)
                || !TryParseTwo(text[8..], out int day)
            || !TryParseTwo(text[11..], out int hour) || !TryParseTwo(text[14..], out int minute) || !TryParseTwo(text[17..], out int second))
        {
            return false;
        }

        year += century * 100;
        // Years that are wholly within InfluxDB's range; what lies at its ends or is no date goes the long way.
        if (year is < 1678 or > 2261 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        nanoseconds = UnixNanoseconds.FromDateTime(new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc));
        return true;
    }

    private static bool TryParseTwo(ReadOnlySpan<char> text, out int number)
    {
        number = ((text[0] - '0') * 10) + text[1] - '0';
        return char.IsAsciiDigit(text[0]) && char.IsAsciiDigit(text[1]);
    }

    /// <summary>Writes a time in ISO 8601, UTC, with as many digits of a second as it has.</summary>
    public static string Format(long nanoseconds)
    {
        long seconds = Math.DivRem(nanoseconds, 1_000_000_000, out long rest);
        if (rest < 0)
        {
            seconds--;
            rest += 1_000_000_000;
        }

        string text = DateTime.UnixEpoch.AddSeconds(seconds).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        return rest == 0 ? text + "Z" : text + "." + rest.ToString("D9", CultureInfo.InvariantCulture).TrimEnd('0') + "Z";
    }
}
