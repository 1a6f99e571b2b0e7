using System.Buffers.Text;

namespace InfluxDownsample.Core.LineProtocol;

/// <summary>
/// Writes floats with the fewest digits that read back as the same double; the text is the one .NET's own formatter writes.
/// <para>
/// Most measured values are short decimals, and for those there is a short way: when <c>digits = round(value · 10^places)</c> is below 2^52 and
/// <c>digits / 10^places</c> gives the value back, then, the division of two exact doubles being correctly rounded, the decimal reads back as the value.
/// No other decimal with as many places does (they lie further apart than doubles do there), so without its trailing zeros it is also the shortest.
/// </para>
/// </summary>
internal sealed class FloatText
{
    private const int MaxPlaces = 9;
    private const double TwoTo52 = 4503599627370496.0;

    // Beyond these .NET writes an exponent.
    private const double Smallest = 1e-4;
    private const double Largest = 1e15;

    private static readonly double[] s_powers = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];

    // Values of one column mostly have as many places as the one before.
    private int _places = 1;

    /// <summary>Writes a finite value into a span with room for 32 bytes and returns how many it took.</summary>
    public int Write(double value, Span<byte> output)
    {
        double magnitude = Math.Abs(value);
        if (magnitude is >= Smallest and < Largest && TryWriteShort(magnitude, double.IsNegative(value), output, out int written))
        {
            return written;
        }

        Utf8Formatter.TryFormat(value, output, out written);
        return written;
    }

    private bool TryWriteShort(double magnitude, bool isNegative, Span<byte> output, out int written)
    {
        written = 0;
        int places = _places;
        if (!TryScale(magnitude, places, out ulong digits))
        {
            // One more look at the most places a short decimal has; a full mantissa fails both and costs two multiplications.
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
        written = WriteDecimal(digits, places, isNegative, output);
        return true;
    }

    private static bool TryScale(double magnitude, int places, out ulong digits)
    {
        double scaled = Math.Round(magnitude * s_powers[places]);
        digits = (ulong)scaled;
        return scaled < TwoTo52 && scaled / s_powers[places] == magnitude;
    }

    private static int WriteDecimal(ulong digits, int places, bool isNegative, Span<byte> output)
    {
        int position = 0;
        if (isNegative)
        {
            output[position++] = (byte)'-';
        }

        ulong power = (ulong)s_powers[places];
        ulong whole = digits / power;
        Utf8Formatter.TryFormat(whole, output[position..], out int wholeDigits);
        position += wholeDigits;
        if (places == 0)
        {
            return position;
        }

        ulong fraction = digits - (whole * power);
        output[position] = (byte)'.';
        for (int place = position + places; place > position; place--)
        {
            (fraction, ulong digit) = Math.DivRem(fraction, 10);
            output[place] = (byte)('0' + digit);
        }

        return position + places + 1;
    }
}
