using System.Buffers.Text;

namespace InfluxDownsample.Core.LineProtocol.Numbers;

/// <summary>
/// Writes floats with the fewest digits that read back as the same double; the text is the one .NET's own formatter writes.
/// <para>
/// Most measured values are short decimals, and for those there is a short way: when <c>digits = round(value · 10^places)</c> is below 2^52 and
/// <c>digits / 10^places</c> gives the value back, then, the division of two exact doubles being correctly rounded, the decimal reads back as the value.
/// No other decimal with as many places does (they lie further apart than doubles do there), so without its trailing zeros it is also the shortest.
/// Means have all their digits, and for those there is <see cref="ShortestDigits"/>; what is very small or large is left to .NET.
/// </para>
/// </summary>
internal sealed class FloatText
{
    private const int MaxPlaces = 9;
    private const int FewPlaces = 3;
    private const double TwoTo52 = 4503599627370496.0;

    // A product of two doubles is off by half a unit in its last place, and so was the value itself.
    private const double ProductError = 1.0 / 2251799813685248.0;

    // Beyond these .NET writes an exponent, or the digits do not fit 64 bits.
    private const double SmallestShort = 1e-4;
    private const double SmallestLong = 1e-2;
    private const double Largest = 1e15;

    private static readonly double[] s_powers = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];
    private static readonly ulong[] s_integerPowers = [.. Enumerable.Range(0, 19).Select(static places => (ulong)Math.Pow(10, places))];

    // Values of one column mostly have as many places as the one before.
    private int _places = 1;

    /// <summary>Writes a finite value into a span with room for 32 bytes and returns how many it took.</summary>
    public int Write(double value, Span<byte> output)
    {
        double magnitude = Math.Abs(value);
        if (magnitude is >= SmallestShort and < Largest)
        {
            if (TryFindShort(magnitude, out ulong digits, out int places))
            {
                return WriteDecimal(digits, places, value < 0, output);
            }

            if (magnitude >= SmallestLong)
            {
                digits = ShortestDigits.Find(magnitude, out places);
                return WriteWithoutZeros(digits, places, value < 0, output);
            }
        }

        Utf8Formatter.TryFormat(value, output, out int written);
        return written;
    }

    private bool TryFindShort(double magnitude, out ulong digits, out int places)
    {
        places = _places;
        if (!TryScale(magnitude, places, out digits))
        {
            // One more look at the most places a short decimal has.
            places = MaxPlaces;
            while (magnitude * s_powers[places] >= TwoTo52)
            {
                places--;
            }

            if (places <= _places || !TryScale(magnitude, places, out digits))
            {
                return false;
            }
        }

        while (places > 0 && digits % 10 == 0)
        {
            digits /= 10;
            places--;
        }

        _places = Math.Max(places, 1);
        return true;
    }

    private static bool TryScale(double magnitude, int places, out ulong digits)
    {
        double scaled = magnitude * s_powers[places];
        double rounded = Math.Round(scaled);
        digits = (ulong)rounded;
        // The first question spares nearly every long value the division.
        return Math.Abs(scaled - rounded) <= scaled * ProductError && rounded < TwoTo52 && rounded / s_powers[places] == magnitude;
    }

    private static int WriteWithoutZeros(ulong digits, int places, bool isNegative, Span<byte> output)
    {
        while (places > 0 && digits % 10 == 0)
        {
            digits /= 10;
            places--;
        }

        return WriteDecimal(digits, places, isNegative, output);
    }

    private static int WriteDecimal(ulong digits, int places, bool isNegative, Span<byte> output)
    {
        int position = 0;
        if (isNegative)
        {
            output[position++] = (byte)'-';
        }

        ulong power = s_integerPowers[places];
        ulong whole = digits / power;
        Utf8Formatter.TryFormat(whole, output[position..], out int wholeDigits);
        position += wholeDigits;
        if (places == 0)
        {
            return position;
        }

        ulong fraction = digits - (whole * power);
        if (places <= FewPlaces)
        {
            for (int place = position + places; place > position; place--)
            {
                (fraction, ulong digit) = Math.DivRem(fraction, 10);
                output[place] = (byte)('0' + digit);
            }
        }
        else
        {
            // With the power added the fraction keeps its leading zeros behind a 1, which makes room for the point.
            Utf8Formatter.TryFormat(power + fraction, output[position..], out _);
        }

        output[position] = (byte)'.';
        return position + places + 1;
    }
}
