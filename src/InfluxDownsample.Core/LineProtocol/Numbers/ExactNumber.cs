using System.Globalization;
using System.Numerics;

namespace InfluxDownsample.Core.LineProtocol.Numbers;

/// <summary>Conversions between number types that succeed only when the value stays the same.</summary>
internal static class ExactNumber
{
    private const double TwoTo63 = 9223372036854775808.0;
    private const double TwoTo64 = 18446744073709551616.0;

    public static bool TryToDouble(object value, out double number)
    {
        switch (value)
        {
            case double same:
                number = same;
                return true;
            case long integer:
                number = integer;
                return number < TwoTo63 && (long)number == integer;
            case ulong unsigned:
                number = unsigned;
                return number < TwoTo64 && (ulong)number == unsigned;
            case decimal or BigInteger when Whole(value) is { } whole:
                number = (double)whole;
                return new BigInteger(number) == whole;
            case string text:
                // 0.1 has no double of its own, and its nearest one is as good; the digits of a whole number would be lost.
                return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && (!IsWhole(text) || IsExact(text, number));
            default:
                number = 0;
                return false;
        }
    }

    /// <summary>Whether a text is a whole number that is written in digits only, with or without a sign.</summary>
    public static bool IsWhole(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        text = text is ['-' or '+', ..] ? text[1..] : text;
        return !text.IsEmpty && !text.ContainsAnyExceptInRange('0', '9');
    }

    private static bool IsExact(string whole, double number)
        => Int128.TryParse(whole, NumberStyles.Integer, CultureInfo.InvariantCulture, out Int128 digits) ? Math.Abs(number) < 1e37 && (Int128)number == digits
            : double.IsFinite(number) && new BigInteger(number) == BigInteger.Parse(whole, CultureInfo.InvariantCulture);

    public static bool TryToInt64(object value, out long number)
    {
        number = 0;
        switch (value)
        {
            case long same:
                number = same;
                return true;
            case ulong unsigned when unsigned <= long.MaxValue:
                number = (long)unsigned;
                return true;
            // Negative zero would lose its sign.
            case double real when real is >= -TwoTo63 and < TwoTo63 && Math.Truncate(real) == real && !(real == 0 && double.IsNegative(real)):
                number = (long)real;
                return true;
            case decimal or BigInteger when Whole(value) is { } whole && whole >= long.MinValue && whole <= long.MaxValue:
                number = (long)whole;
                return true;
            case string text:
                return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
            default:
                return false;
        }
    }

    public static bool TryToUInt64(object value, out ulong number)
    {
        number = 0;
        switch (value)
        {
            case ulong same:
                number = same;
                return true;
            case long integer when integer >= 0:
                number = (ulong)integer;
                return true;
            case double real when real is >= 0 and < TwoTo64 && Math.Truncate(real) == real && !double.IsNegative(real):
                number = (ulong)real;
                return true;
            case decimal or BigInteger when Whole(value) is { } whole && whole >= 0 && whole <= ulong.MaxValue:
                number = (ulong)whole;
                return true;
            case string text:
                return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
            default:
                return false;
        }
    }

    private static BigInteger? Whole(object value) => value switch
    {
        BigInteger whole => whole,
        decimal number when decimal.IsInteger(number) => (BigInteger)number,
        _ => null,
    };
}
