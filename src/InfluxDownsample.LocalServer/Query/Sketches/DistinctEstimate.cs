using System.Numerics;

namespace InfluxDownsample.LocalServer.Query;

/// <summary>The HyperLogLog behind InfluxDB's approx_distinct: the number of different values, near 1 % and always the same.</summary>
internal sealed class DistinctEstimate
{
    private const int IndexBits = 14;
    private const int Registers = 1 << IndexBits;
    private const int HashBits = 64 - IndexBits;

    private const ulong Multiplier = 6364136223846793005;
    private const int Rotation = 23;

    // the keys of the hash: they decide which values share a register
    private const ulong Pad = 0x885f6cab121d01a3 ^ 0x452821e638d01377;
    private const ulong Start = 0x71e4379f2976ad8f ^ 0xbe5466cf34e90c6c;
    private const ulong FirstKey = 0xbf30173dd28a8816 ^ 0xc0ac29b7c97c50dd;
    private const ulong SecondKey = 0x0eaea5d736d733a4 ^ 0x3f84d5b5b5470917;

    private readonly byte[] _registers = new byte[Registers];

    public void Add(long value) => AddHash(Finish(Fold((ulong)value ^ Start, Multiplier)));

    public void Add(string text) => AddHash(Finish(Fold(0xff ^ Hashed(Encoding.UTF8.GetBytes(text)), Multiplier)));

    public ulong Count()
    {
        int[] histogram = new int[HashBits + 2];
        foreach (byte register in _registers)
        {
            histogram[register]++;
        }

        // no hash ends in so many zeros that a register is full
        double z = 0;
        for (int zeros = HashBits; zeros >= 1; zeros--)
        {
            z = (z + histogram[zeros]) / 2;
        }

        z += Registers * Sigma(histogram[0] / (double)Registers);
        return (ulong)Math.Round(0.5 / Math.Log(2) * Registers * Registers / z, MidpointRounding.AwayFromZero);
    }

    private void AddHash(ulong hash)
    {
        byte zeros = (byte)(BitOperations.TrailingZeroCount((hash >> IndexBits) | (1UL << HashBits)) + 1);
        ref byte register = ref _registers[hash & (Registers - 1)];
        register = Math.Max(register, zeros);
    }

    private static ulong Finish(ulong state) => BitOperations.RotateLeft(Fold(state, Pad), (int)(state & 63));

    private static ulong Fold(ulong a, ulong b)
    {
        ulong high = Math.BigMul(a, b, out ulong low);
        return high ^ low;
    }

    private static ulong Hashed(ReadOnlySpan<byte> text)
    {
        ulong state = unchecked((Start + (ulong)text.Length) * Multiplier);
        if (text.Length > 16)
        {
            state = Mixed(state, text[^16..], text[^8..]);
            for (; text.Length > 16; text = text[16..])
            {
                state = Mixed(state, text, text[8..]);
            }

            return state;
        }

        return text.Length switch
        {
            > 8 => Mixed(state, text, text[^8..]),
            >= 4 => Mixed(state, BitConverter.ToUInt32(text), BitConverter.ToUInt32(text[^4..])),
            >= 2 => Mixed(state, BitConverter.ToUInt16(text), text[^1]),
            1 => Mixed(state, text[0], text[0]),
            _ => Mixed(state, 0, 0),
        };
    }

    private static ulong Mixed(ulong state, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second) =>
        Mixed(state, BitConverter.ToUInt64(first), BitConverter.ToUInt64(second));

    private static ulong Mixed(ulong state, ulong first, ulong second) =>
        BitOperations.RotateLeft(unchecked(state + Pad) ^ Fold(first ^ FirstKey, second ^ SecondKey), Rotation);

    private static double Sigma(double x)
    {
        double sum = x;
        for (double before = double.NaN, power = 1; before != sum; power += power)
        {
            x *= x;
            (before, sum) = (sum, sum + (x * power));
        }

        return sum;
    }
}
