using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace InfluxDownsample.Core.LineProtocol;

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
internal sealed class LineProtocolTokens
{
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

    /// <summary>Reads the value behind a field's equals sign.</summary>
    /// <returns>False when there is none, or with an error when there is one that can't be.</returns>
    public bool ReadValue(LineProtocolText key, out LineProtocolField field, out string? error)
    {
        field = default;
        error = null;
        if (Position >= End)
        {
            return false;
        }

        byte first = _buffer[Position];
        if (first == '"')
        {
            if (!ReadString(out LineProtocolText text, out error))
            {
                return false;
            }

            field = new LineProtocolField(key, LineProtocolFieldType.String, 0, text);
            return true;
        }

        if (first == '-' || char.IsAsciiDigit((char)first))
        {
            return ReadNumber(key, out field, out error);
        }

        if (!ReadBoolean(out bool boolean))
        {
            return false;
        }

        field = new LineProtocolField(key, LineProtocolFieldType.Boolean, boolean ? 1 : 0, default);
        return true;
    }

    public bool ReadTimestamp(out long timestamp, out string? error)
    {
        error = null;
        timestamp = 0;
        int length = SignedDigits(Position);
        if (length == 0)
        {
            return false;
        }

        ReadOnlySpan<byte> text = _buffer.AsSpan(Position, length);
        if (!Utf8Parser.TryParse(text, out timestamp, out int read) || read != length)
        {
            error = $"Unable to parse timestamp value `{Encoding.UTF8.GetString(text)}`";
            return false;
        }

        Position += length;
        return true;
    }

    private const int MaxTextBytes = LineProtocolParser.MaxTextBytes;

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

    private bool ReadString(out LineProtocolText text, out string? error)
    {
        error = null;
        int start = Position + 1;
        int length = _buffer.AsSpan(start, End - start).IndexOfAny((byte)'"', (byte)'\\');
        if (length < 0)
        {
            text = default;
            return false;
        }

        if (_buffer[start + length] == '"')
        {
            text = new LineProtocolText(_buffer, start, length);
            Position = start + length + 1;
        }
        else if (!ReadEscapedString(start, out text))
        {
            return false;
        }

        error = text.Utf8.Length > MaxTextBytes ? "String is greater than 1MB" : null;
        return error is null;
    }

    private bool ReadEscapedString(int start, out LineProtocolText text)
    {
        int from = _unescapedLength;
        int at = start;
        while (true)
        {
            int length = _buffer.AsSpan(at, End - at).IndexOfAny((byte)'"', (byte)'\\');
            if (length < 0)
            {
                text = default;
                return false;
            }

            Keep(_buffer.AsSpan(at, length));
            at += length;
            if (_buffer[at] == '"')
            {
                Position = at + 1;
                text = new LineProtocolText(_unescaped, from, _unescapedLength - from);
                return true;
            }

            // Only a quote and a backslash can be escaped; any other backslash stands for itself.
            at++;
            if (at < End && _buffer[at] is (byte)'"' or (byte)'\\')
            {
                Keep(_buffer.AsSpan(at, 1));
                at++;
            }
            else
            {
                Keep("\\"u8);
            }
        }
    }

    private bool ReadNumber(LineProtocolText key, out LineProtocolField field, out string? error)
    {
        field = default;
        error = null;
        int length = SignedDigits(Position);
        if (length == 0)
        {
            return false;
        }

        byte suffix = Position + length < End ? _buffer[Position + length] : (byte)0;
        ReadOnlySpan<byte> digits = _buffer.AsSpan(Position, length);
        if (suffix == 'i')
        {
            if (!Utf8Parser.TryParse(digits, out long integer, out int read) || read != length)
            {
                error = $"Unable to parse integer value `{Encoding.UTF8.GetString(digits)}`";
                return false;
            }

            field = new LineProtocolField(key, LineProtocolFieldType.Integer, integer, default);
            Position += length + 1;
            return true;
        }

        if (suffix == 'u' && digits[0] != '-')
        {
            if (!Utf8Parser.TryParse(digits, out ulong unsigned, out int read) || read != length)
            {
                error = $"Unable to parse unsigned integer value `{Encoding.UTF8.GetString(digits)}`";
                return false;
            }

            field = new LineProtocolField(key, LineProtocolFieldType.Unsigned, unchecked((long)unsigned), default);
            Position += length + 1;
            return true;
        }

        length = FloatLength(length);
        double value = double.Parse(_buffer.AsSpan(Position, length), NumberStyles.Float, CultureInfo.InvariantCulture);
        field = new LineProtocolField(key, LineProtocolFieldType.Float, BitConverter.DoubleToInt64Bits(value), default);
        Position += length;
        return true;
    }

    // -?d+(.d+)?([eE][+-]?d+)?; a part that does not fit is left as trailing content.
    private int FloatLength(int integral)
    {
        int end = Position + integral;
        if (end < End && _buffer[end] == '.')
        {
            int fraction = Digits(end + 1);
            end += fraction == 0 ? 0 : fraction + 1;
        }

        if (end < End && _buffer[end] is (byte)'e' or (byte)'E')
        {
            int sign = end + 1 < End && _buffer[end + 1] is (byte)'+' or (byte)'-' ? 1 : 0;
            int exponent = Digits(end + 1 + sign);
            end += exponent == 0 ? 0 : 1 + sign + exponent;
        }

        return end - Position;
    }

    private bool ReadBoolean(out bool value)
    {
        ReadOnlySpan<byte> text = Remaining;
        value = text[0] is (byte)'t' or (byte)'T';
        int length = text.StartsWith("true"u8) || text.StartsWith("True"u8) || text.StartsWith("TRUE"u8) ? 4
            : text.StartsWith("false"u8) || text.StartsWith("False"u8) || text.StartsWith("FALSE"u8) ? 5
            : text[0] is (byte)'t' or (byte)'T' or (byte)'f' or (byte)'F' ? 1
            : 0;
        Position += length;
        return length > 0;
    }

    private int SignedDigits(int at)
    {
        int sign = at < End && _buffer[at] == '-' ? 1 : 0;
        int digits = Digits(at + sign);
        return digits == 0 ? 0 : sign + digits;
    }

    private int Digits(int at)
    {
        int end = at;
        while (end < End && char.IsAsciiDigit((char)_buffer[end]))
        {
            end++;
        }

        return end - at;
    }

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
