namespace InfluxDownsample.Core.Points.Columns;

/// <summary>Collects which rows have a value; no bits are kept as long as all have.</summary>
internal sealed class ValidityBuilder(int capacity)
{
    private byte[]? _bits;
    private int _count;

    public void Add(bool hasValue)
    {
        if (!hasValue && _bits is null)
        {
            _bits = new byte[(Math.Max(capacity, _count + 1) + 7) / 8];
            _bits.AsSpan().Fill(0xFF);
        }

        if (_bits is not null)
        {
            if (_count >> 3 >= _bits.Length)
            {
                int old = _bits.Length;
                Array.Resize(ref _bits, old * 2);
                _bits.AsSpan(old).Fill(0xFF);
            }

            if (!hasValue)
            {
                _bits[_count >> 3] &= (byte)~(1 << (_count & 7));
            }
        }

        _count++;
    }

    public byte[]? Build() => _bits;
}
