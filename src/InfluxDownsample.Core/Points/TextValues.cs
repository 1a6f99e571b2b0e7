using System.Buffers.Binary;
using System.Text;

namespace InfluxDownsample.Core.Points;

/// <summary>A column of UTF-8 text: offsets (32 bits, one more than rows) into one block of bytes.</summary>
internal sealed class TextValues : ColumnValues
{
    private readonly byte[] _offsets;
    private readonly int _offsetsStart;
    private readonly byte[] _bytes;
    private readonly int _bytesStart;
    private string? _last;
    private int _lastStart = -1;

    public TextValues(byte[] offsets, int offsetsStart, byte[] bytes, int bytesStart, byte[]? validity, int validityStart)
        : base(validity, validityStart)
    {
        _offsets = offsets;
        _offsetsStart = offsetsStart;
        _bytes = bytes;
        _bytesStart = bytesStart;
    }

    public ReadOnlySpan<byte> Utf8(int row)
    {
        ReadOnlySpan<byte> pair = _offsets.AsSpan(_offsetsStart + (row << 2), 8);
        int start = BinaryPrimitives.ReadInt32LittleEndian(pair);
        int end = BinaryPrimitives.ReadInt32LittleEndian(pair[4..]);
        return _bytes.AsSpan(_bytesStart + start, end - start);
    }

    protected override object GetValue(int row)
    {
        // Tags repeat from row to row; the last string made serves again when its bytes are the same.
        ReadOnlySpan<byte> text = Utf8(row);
        string? last = _last;
        if (last is not null && _lastStart >= 0 && text.SequenceEqual(Utf8(_lastStart)))
        {
            return last;
        }

        last = Encoding.UTF8.GetString(text);
        _lastStart = -1;
        _last = last;
        _lastStart = row;
        return last;
    }
}
