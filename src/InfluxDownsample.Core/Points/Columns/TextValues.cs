using System.Buffers.Binary;
using System.Text;

namespace InfluxDownsample.Core.Points.Columns;

/// <summary>A column of UTF-8 text: offsets (32 bits, one more than rows) into one block of bytes.</summary>
internal sealed class TextValues : ColumnValues
{
    private readonly byte[] _offsets;
    private readonly int _offsetsStart;
    private readonly byte[] _bytes;
    private readonly int _bytesStart;
    private Made? _last;

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
        // Tags repeat from row to row; the last string made serves again when its bytes are the same. Points of a batch may be read by several threads,
        // so a string and its row are only ever exchanged together.
        ReadOnlySpan<byte> text = Utf8(row);
        Made? last = _last;
        if (last is null || !text.SequenceEqual(Utf8(last.Row)))
        {
            _last = last = new Made(Encoding.UTF8.GetString(text), row);
        }

        return last.Text;
    }

    private sealed record Made(string Text, int Row);
}
