namespace InfluxDownsample.Core.LineProtocol.Numbers;

/// <summary>
/// The fewest decimal digits that read back as the same double, and of those the nearest, for magnitudes from 0.01 up to 10^15: R. Giulietti's Schubfach.
/// <para>
/// A double <c>c · 2^q</c> stands for all reals between the middles to its neighbours, <c>(4c ± 2) · 2^(q-2)</c>. Scaled by <c>10^-k</c>, where
/// <c>10^k</c> is the largest power of ten below the interval's width, that interval holds one or two integers, and at most one multiple of ten,
/// which is then shorter still. In this range <c>10^-k</c> is at most 10^18 and so exact in 128 bits.
/// </para>
/// </summary>
internal static class ShortestDigits
{
    private const int SignificandBits = 52;

    // 10^n, moved left until the top bit is set.
    private static readonly (ulong High, ulong Low)[] s_powers = [.. Enumerable.Range(0, 19).Select(Normalize)];

    /// <summary>Finds the digits.</summary>
    /// <param name="magnitude">The value, from 0.01 up to but not including 10^15.</param>
    /// <param name="places">How many of the digits stand behind the decimal point; at most 18.</param>
    /// <returns>The digits as an integer; the last ones may be zeros.</returns>
    public static ulong Find(double magnitude, out int places)
    {
        long bits = BitConverter.DoubleToInt64Bits(magnitude);
        ulong fraction = (ulong)bits & ((1UL << SignificandBits) - 1);
        ulong significand = fraction | (1UL << SignificandBits);
        int exponent = (int)(bits >> SignificandBits) - 1023 - SignificandBits;

        // Below a power of two the neighbours are twice as near as above.
        bool isPowerOfTwo = fraction == 0;
        // floor(log10(width of the interval)); k is negative here.
        int k = ((exponent * 1262611) - (isPowerOfTwo ? 524031 : 0)) >> 22;
        // The scaled interval, four units to an integer.
        int shift = exponent + ((-k * 1741647) >> 19) + 1;
        ulong middle = Scale(4 * significand, shift, -k);
        // An even significand is what a reader rounds to from the very ends of the interval.
        ulong odd = significand & 1;
        ulong lower = Scale((4 * significand) - (isPowerOfTwo ? 1UL : 2UL), shift, -k) + odd;
        ulong upper = Scale((4 * significand) + 2, shift, -k) - odd;

        ulong digits = middle / 4;
        ulong tens = digits / 10;
        bool isLowTenInside = lower <= 40 * tens;
        bool isHighTenInside = (40 * tens) + 40 <= upper;
        if (isLowTenInside != isHighTenInside)
        {
            places = -k - 1;
            return tens + (isHighTenInside ? 1UL : 0UL);
        }

        places = -k;
        bool isLowInside = lower <= 4 * digits;
        bool isHighInside = (4 * digits) + 4 <= upper;
        if (isLowInside != isHighInside)
        {
            return digits + (isHighInside ? 1UL : 0UL);
        }

        // Both lie inside, or neither is shorter: the nearer one, and of two as near the even one.
        ulong half = (4 * digits) + 2;
        return digits + (middle > half || (middle == half && (digits & 1) == 1) ? 1UL : 0UL);
    }

    // value · 2^shift · 10^power, cut to an integer whose last bit also says whether something was cut off.
    private static ulong Scale(ulong value, int shift, int power)
    {
        (ulong powerHigh, ulong powerLow) = s_powers[power];
        value <<= shift;
        ulong carried = Math.BigMul(powerLow, value, out _);
        ulong high = Math.BigMul(powerHigh, value, out ulong low);
        low += carried;
        high += low < carried ? 1UL : 0UL;
        return high | (low > 1 ? 1UL : 0UL);
    }

    private static (ulong High, ulong Low) Normalize(int exponent)
    {
        UInt128 power = UInt128.One;
        for (int times = 0; times < exponent; times++)
        {
            power *= 10;
        }

        power <<= (int)UInt128.LeadingZeroCount(power);
        return ((ulong)(power >> 64), (ulong)power);
    }
}
