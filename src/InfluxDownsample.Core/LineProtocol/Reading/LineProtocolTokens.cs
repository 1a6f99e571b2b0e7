using System.Buffers;
using System.Text;

namespace InfluxDownsample.Core.LineProtocol.Reading;

/// <summary>Which name is read: they end at different characters and know different escapes. // wire reference 5.3</summary>
internal enum NameKind
{
    Measurement,
    TagKey,
    TagValue,
    FieldKey,
}

internal enum NameResult
{
    Read,
    Empty,
    EndsWithBackslash,
    TooLong,
}

/// <summary>Reads names and values off a line; unescaped texts live in the line itself where they can, else in a buffer beside it.</summary>
internal sealed partial class LineProtocolTokens
{
    private const int MaxTextBytes = LineProtocolParser.MaxTextBytes;

    // A tab or line feed ends every name; NUL ends a measurement only.
    private static readonly SearchValues<byte> s_measurementEnds = SearchValues.Create(" \t\n,\\\0"u8);
    private static readonly SearchValues<byte> s_keyEnds = SearchValues.Create(" \t\n=\\"u8);
    private static readonly SearchValues<byte> s_tagValueEnds = SearchValues.Create(" \t\n,\\"u8);

    private byte[] _buffer = [];
    private byte[] _unescaped = new byte[256];
    private int _unescapedLength;

    /// <summary>The offset of the next byte.</summary>
    public int Position { get; set; }

    /// <summary>The offset behind the line's last byte.</summary>
    public int End { get; private set; }

    public void Reset(byte[] buffer, int start, int length)
    {
        _buffer = buffer;
        _unescapedLength = 0;
        Position = start;
        End = start + length;
    }

    public string TextFrom(int at) => Encoding.UTF8.GetString(_buffer, at, End - at);

    public bool Skip(byte expected)
    {
        if (Position < End && _buffer[Position] == expected)
        {
            Position++;
            return true;
        }

        return false;
    }

    public int SkipSpaces()
    {
        int start = Position;
        while (Skip((byte)' '))
        {
        }

        return Position - start;
    }

    public NameResult ReadName(NameKind kind, out LineProtocolText name)
    {
        SearchValues<byte> ends = kind switch
        {
            NameKind.Measurement => s_measurementEnds,
            NameKind.TagValue => s_tagValueEnds,
            _ => s_keyEnds,
        };
        int start = Position;
        int length = Remaining.IndexOfAny(ends);
        Position = length < 0 ? End : start + length;
        if (Position < End && _buffer[Position] == '\\')
        {
            return ReadEscapedName(start, kind, ends, out name);
        }

        name = new LineProtocolText(_buffer, start, Position - start);
        return Position == start ? NameResult.Empty : Position - start > MaxTextBytes ? NameResult.TooLong : NameResult.Read;
    }

    private ReadOnlySpan<byte> Remaining => _buffer.AsSpan(Position, End - Position);

    private NameResult ReadEscapedName(int start, NameKind kind, SearchValues<byte> ends, out LineProtocolText name)
    {
        int from = _unescapedLength;
        Keep(_buffer.AsSpan(start, Position - start));
        while (Position < End && _buffer[Position] == '\\')
        {
            Position++;
            if (Position == End)
            {
                Keep("\\"u8);
                break;
            }

            if (!IsEscape(kind, _buffer[Position]))
            {
                // An unknown escape keeps both characters.
                Keep("\\"u8);
            }

            Keep(_buffer.AsSpan(Position, 1));
            Position++;
            int length = Remaining.IndexOfAny(ends);
            length = length < 0 ? End - Position : length;
            Keep(_buffer.AsSpan(Position, length));
            Position += length;
        }

        name = new LineProtocolText(_unescaped, from, _unescapedLength - from);
        return name.Utf8[^1] == '\\' ? NameResult.EndsWithBackslash : name.Utf8.Length > MaxTextBytes ? NameResult.TooLong : NameResult.Read;
    }

    private static bool IsEscape(NameKind kind, byte b) => b is (byte)'\\' or (byte)',' or (byte)' ' || (b == '=' && kind != NameKind.Measurement);

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        if (_unescapedLength + bytes.Length > _unescaped.Length)
        {
            // Texts already handed out keep pointing into the old array, which stays as it is.
            Array.Resize(ref _unescaped, Math.Max(_unescaped.Length * 2, _unescapedLength + bytes.Length));
        }

        bytes.CopyTo(_unescaped.AsSpan(_unescapedLength));
        _unescapedLength += bytes.Length;
    }
}
