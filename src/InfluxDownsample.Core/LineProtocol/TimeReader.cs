using System.Globalization;
using System.Numerics;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Write;

namespace InfluxDownsample.Core.LineProtocol;

/// <summary>
/// Reads times as other people's files have them. Text that a day-first and a month-first reader would take for two times is no time unless a format or a
/// culture is named: a guess would be wrong for half of the world.
/// </summary>
internal sealed class TimeReader
{
    private const string Advice
        = "Write times as 2026-01-31T12:00:00Z, or say how they are written with -TimeFormat, such as 'dd/MM/yyyy HH:mm:ss', or with -Culture.";

    // Whole numbers up to here are floats of their own.
    private const float MaxExactSingle = 1 << 24;
    private const double MaxExactDouble = 1L << 53;

    private static readonly CultureInfo s_dayFirst = DayFirst();
    private static readonly CultureInfo s_monthFirst = CultureInfo.InvariantCulture;

    private readonly long _unit;
    private readonly bool _isPrecisionSaid;
    private readonly string[] _formats;
    private readonly CultureInfo? _culture;
    private readonly UnitHint? _hint;

    /// <param name="options">Unit, formats and culture.</param>
    public TimeReader(LineProtocolOptions options)
    {
        _unit = options.Precision.Nanoseconds();
        _isPrecisionSaid = options.IsPrecisionSaid;
        _formats = [.. options.TimeFormats];
        _culture = options.Culture;
        _hint = _isPrecisionSaid || _unit != 1 ? null : new UnitHint();
    }

    /// <summary>
    /// The unit in which the numbers of this call are most likely meant, when they would lie before 1971 in nanoseconds that nobody asked for; else null.
    /// </summary>
    public WritePrecision? LikelyUnit => _hint?.Likely;

    /// <summary>Reads a number, which counts in the unit of the call's precision.</summary>
    /// <returns>Null, or why it is no time.</returns>
    public string? ReadNumber(Int128 number, out long nanoseconds)
    {
        nanoseconds = 0;
        if (number < long.MinValue || number > long.MaxValue)
        {
            return "The time is outside InfluxDB's range, 1677 to 2262.";
        }

        Int128 exact = number * _unit;
        if (exact < UnixNanoseconds.MinValue || exact > UnixNanoseconds.MaxValue)
        {
            return $"{(long)number} is outside InfluxDB's range, 1677 to 2262, in the unit of -Precision.";
        }

        nanoseconds = (long)exact;
        _hint?.See(nanoseconds);
        return null;
    }

    /// <summary>Reads a number of any type; a time is a whole one, and of one that large its type has to hold every digit.</summary>
    /// <returns>Null, or why it is no time.</returns>
    public string? ReadWhole(object number, out long nanoseconds)
    {
        nanoseconds = 0;
        string shown = Convert.ToString(number, CultureInfo.InvariantCulture)!;
        return number switch
        {
            long integer => ReadNumber(integer, out nanoseconds),
            ulong unsigned => ReadNumber(unsigned, out nanoseconds),
            decimal real when decimal.IsInteger(real) => ReadNumber((Int128)real, out nanoseconds),
            BigInteger => "The time is outside InfluxDB's range, 1677 to 2262.",
            float real when Math.Abs(real) > MaxExactSingle => NotExact(shown, nameof(Single)),
            double real when Math.Abs(real) > MaxExactDouble => NotExact(shown, nameof(Double)),
            float or double or Half when Convert.ToDouble(number is Half half ? (float)half : number, CultureInfo.InvariantCulture) is var real
                && double.IsInteger(real)
                => ReadNumber((Int128)real, out nanoseconds),
            _ => $"{shown} is no whole number. Numbers as times count whole units of -Precision.",
        };
    }

    private static string NotExact(string number, string type)
        => $"{number} is a {type}, which does not hold every number of that size. Give the time as a whole number, such as [long].";

    /// <summary>Reads text.</summary>
    /// <returns>Null, or why it is no time.</returns>
    public string? ReadText(string text, out long nanoseconds)
    {
        // A zone that is not written counts as UTC.
        const DateTimeStyles Styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces;
        // A slash in a format is the culture's separator first, else a slash.
        if (_formats.Length > 0 && (DateTimeOffset.TryParseExact(text, _formats, _culture ?? CultureInfo.InvariantCulture, Styles, out DateTimeOffset time)
            || DateTimeOffset.TryParseExact(text, _formats, CultureInfo.InvariantCulture, Styles, out time)))
        {
            return InRange(time, out nanoseconds);
        }

        if (TimeText.TryParse(text, out nanoseconds))
        {
            return null;
        }

        if (TimeText.IsTime(text))
        {
            return $"'{ErrorText.Quote(text)}' is outside InfluxDB's range, 1677 to 2262.";
        }

        if (Int128.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out Int128 number))
        {
            return FindOtherReading(text, number) ?? ReadNumber(number, out nanoseconds);
        }

        string quoted = $"'{ErrorText.Quote(text)}'";
        string written = $"{quoted} is not written as a time";
        if (_culture is not null && DateTimeOffset.TryParse(text, _culture, Styles, out time))
        {
            if (DateOrder.FindOtherForm(text, _culture) is not { } other)
            {
                return InRange(time, out nanoseconds);
            }

            // Any culture takes any separator, but who writes other ones writes in another order as well.
            written += $" in the culture of -Culture, which writes dates as {_culture.DateTimeFormat.ShortDatePattern} and not {other}";
        }

        bool isDayFirst = DateTimeOffset.TryParse(text, s_dayFirst, Styles, out DateTimeOffset dayFirst);
        bool isMonthFirst = DateTimeOffset.TryParse(text, s_monthFirst, Styles, out DateTimeOffset monthFirst);
        if (isDayFirst && isMonthFirst && dayFirst != monthFirst)
        {
            string readings = $"is {Show(dayFirst)} where the day comes first and {Show(monthFirst)} where the month does";
            return _formats.Length == 0 && _culture is null ? $"{quoted} {readings}. {Advice}" : $"{written}: it {readings}. {Advice}";
        }

        if (_formats.Length > 0 || _culture is not null || !isDayFirst || !isMonthFirst)
        {
            return $"{written}. {(isDayFirst != isMonthFirst ? DateOrder.FindCure(text, isDayFirst) : null) ?? Advice}";
        }

        // As Export-Csv writes a DateTime, on a day that reads the same both ways.
        return DateTime.TryParseExact(text, "MM/dd/yyyy HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
            ? InRange(monthFirst, out nanoseconds)
            : $"{quoted} is not written as a time. {Advice}";
    }

    // Eight digits are a date as often as a number: 20150203.
    private string? FindOtherReading(string text, Int128 number)
        => !_isPrecisionSaid && BasicTimeText.TryParseDate(text, out long date)
            ? $"'{text}' is {TimeText.Format(date)} as a date and {TimeText.Format((long)number * _unit)} as a number. "
                + "Say -TimeFormat yyyyMMdd for a date, or with -Precision in which unit the number counts."
            : null;

    private static string? InRange(DateTimeOffset time, out long nanoseconds)
    {
        Int128 exact = (Int128)(time.UtcTicks - DateTime.UnixEpoch.Ticks) * 100;
        bool isInRange = exact >= UnixNanoseconds.MinValue && exact <= UnixNanoseconds.MaxValue;
        nanoseconds = isInRange ? (long)exact : 0;
        return isInRange ? null : "The time is outside InfluxDB's range, 1677 to 2262.";
    }

    private static CultureInfo DayFirst()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.DateTimeFormat.ShortDatePattern = "dd/MM/yyyy";
        return culture;
    }

    private static string Show(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
