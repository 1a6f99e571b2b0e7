using System.Buffers.Binary;

namespace InfluxDownsample.Core.Points.Columns;

/// <summary>Builds a column of 64-bit words.</summary>
internal sealed class WordBuilder(PointType type, int capacity)
{
    private readonly ValidityBuilder _validity = new(capacity);
    private byte[] _bytes = new byte[Math.Max(capacity, 1) * 8];
    private int _count;

    public void Add(long word)
    {
        Write(word);
        _validity.Add(true);
    }

    public void AddNull()
    {
        Write(0);
        _validity.Add(false);
    }

    public WordValues Build() => new(type, _bytes, 0, _validity.Build(), 0);

    private void Write(long word)
    {
        if (_count * 8 == _bytes.Length)
        {
            Array.Resize(ref _bytes, _bytes.Length * 2);
        }

        BinaryPrimitives.WriteInt64LittleEndian(_bytes.AsSpan(_count++ * 8), word);
    }
}
