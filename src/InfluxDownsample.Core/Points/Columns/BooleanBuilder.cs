namespace InfluxDownsample.Core.Points.Columns;

/// <summary>Builds a column of booleans.</summary>
internal sealed class BooleanBuilder(int capacity)
{
    private readonly ValidityBuilder _validity = new(capacity);
    private byte[] _bits = new byte[(Math.Max(capacity, 1) + 7) / 8];
    private int _count;

    public void Add(bool value) => Add(value, hasValue: true);

    public void AddNull() => Add(false, hasValue: false);

    public BooleanValues Build() => new(_bits, 0, _validity.Build(), 0);

    private void Add(bool value, bool hasValue)
    {
        if (_count >> 3 >= _bits.Length)
        {
            Array.Resize(ref _bits, _bits.Length * 2);
        }

        if (value)
        {
            _bits[_count >> 3] |= (byte)(1 << (_count & 7));
        }

        _count++;
        _validity.Add(hasValue);
    }
}
