namespace InfluxDownsample.LocalServer.Storage;

/// <summary>The texts of a write, end to end as UTF-8; a text is known by a packed offset and length.</summary>
internal sealed class TextArena
{
    private byte[] _bytes = new byte[4096];
    private int _length;

    public long Add(ReadOnlySpan<byte> text)
    {
        if (_length + text.Length > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + text.Length));
        }

        text.CopyTo(_bytes.AsSpan(_length));
        long packed = ((long)_length << 32) | (uint)text.Length;
        _length += text.Length;
        return packed;
    }

    public Span<byte> this[long packed] => _bytes.AsSpan((int)(packed >> 32), (int)(packed & uint.MaxValue));
}
