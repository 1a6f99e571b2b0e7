using System.Buffers.Binary;
using System.Text;

namespace InfluxDownsample.Core.Points.Columns;

/// <summary>Builds a column of UTF-8 text.</summary>
internal sealed class TextBuilder(int capacity)
{
    private readonly ValidityBuilder _validity = new(capacity);
    private byte[] _offsets = new byte[(capacity + 1) * 4];
    private byte[] _bytes = new byte[Math.Max(capacity, 1) * 8];
    private int _count;
    private int _used;

    /// <exception cref="EncoderFallbackException">The text is no valid UTF-16, so no UTF-8 could stand for it unchanged.</exception>
    public void Add(string text)
    {
        int size = StrictUtf8.Encoding.GetByteCount(text);
        EnsureRoom(size);
        _used += StrictUtf8.Encoding.GetBytes(text, _bytes.AsSpan(_used));
        End(true);
    }

    public void Add(ReadOnlySpan<byte> utf8)
    {
        EnsureRoom(utf8.Length);
        utf8.CopyTo(_bytes.AsSpan(_used));
        _used += utf8.Length;
        End(true);
    }

    public void AddNull() => End(false);

    public TextValues Build() => new(_offsets, 0, _bytes, 0, _validity.Build(), 0);

    private void End(bool hasValue)
    {
        _count++;
        if ((_count + 1) * 4 > _offsets.Length)
        {
            Array.Resize(ref _offsets, Math.Max(_offsets.Length * 2, (_count + 1) * 4));
        }

        BinaryPrimitives.WriteInt32LittleEndian(_offsets.AsSpan(_count * 4), _used);
        _validity.Add(hasValue);
    }

    private void EnsureRoom(int size)
    {
        if (_used + size > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _used + size));
        }
    }
}
