using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace InfluxDownsample.Core.LineProtocol.Reading;

/// <content>The values of fields, and the timestamp. // wire reference 5.2</content>
internal sealed partial class LineProtocolTokens
{
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
}
