using System.Buffers;

namespace InfluxDownsample.Core.LineProtocol;

/// <summary>Growing UTF-8 text in a rented array. Whoever made it disposes it, once.</summary>
internal sealed class LineBuffer : IDisposable
{
    private byte[] _bytes;
    private int _count;

    public LineBuffer(int capacity) => _bytes = ArrayPool<byte>.Shared.Rent(capacity);

    public int Count => _count;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _count);

    public ReadOnlyMemory<byte> WrittenMemory => _bytes.AsMemory(0, _count);

    /// <summary>Room for at least that many bytes; <see cref="Advance"/> says how many were used.</summary>
    public Span<byte> GetSpan(int size)
    {
        if (_bytes.Length - _count < size)
        {
            Grow(size);
        }

        return _bytes.AsSpan(_count);
    }

    public void Advance(int count) => _count += count;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        _count += bytes.Length;
    }

    public void Write(byte value)
    {
        GetSpan(1)[0] = value;
        _count++;
    }

    /// <summary>Replaces one byte that was written before.</summary>
    public void Set(int position, byte value) => _bytes[position] = value;

    /// <summary>Takes back everything from a position on.</summary>
    public void Truncate(int count) => _count = count;

    public void Dispose()
    {
        byte[] bytes = _bytes;
        _bytes = [];
        _count = 0;
        if (bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private void Grow(int size)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(_bytes.Length * 2, _count + size));
        _bytes.AsSpan(0, _count).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
