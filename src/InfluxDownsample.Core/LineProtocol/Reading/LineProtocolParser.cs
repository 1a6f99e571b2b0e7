using System.Text;

namespace InfluxDownsample.Core.LineProtocol.Reading;

/// <summary>Parses one line as InfluxDB 3 does, with its messages.</summary>
/// <remarks>
/// <code>
/// line      = measurement *( "," tagkey "=" tagvalue ) SP+ field *( "," field ) [ SP+ timestamp SP* ]
/// field     = fieldkey "=" ( float | int"i" | uint"u" | bool | '"' string '"' )
/// </code>
/// wire reference 5.2, escapes 5.3. The parser is as lenient as the server: an unescaped <c>=</c> in a tag value passes, and so does
/// a comma in a tag or field key.
/// </remarks>
internal sealed class LineProtocolParser
{
    // wire reference 5.6
    internal const int MaxTextBytes = 1_048_576;

    private const string EndsWithBackslash = "Measurements, tag keys and values, and field keys may not end with a backslash";
    private const string TextTooLong = "String is greater than 1MB";
    private const int MaxContextChars = 10;

    private readonly LineProtocolTokens _tokens = new();

    /// <summary>Parses a line without its line feed, leading blanks and comments.</summary>
    /// <returns>Null when <paramref name="line"/> now holds the line, else the server's message.</returns>
    public string? Parse(byte[] buffer, int start, int length, LineProtocolLine line)
    {
        line.Clear();
        _tokens.Reset(buffer, start, length);
        return ParseSeries(line) ?? ParseFields(line) ?? ParseTimestamp(line);
    }

    private string? ParseSeries(LineProtocolLine line)
    {
        switch (_tokens.ReadName(NameKind.Measurement, out LineProtocolText measurement))
        {
            case NameResult.Empty:
                return "Invalid measurement was provided";
            case NameResult.EndsWithBackslash:
                return EndsWithBackslash;
            case NameResult.TooLong:
                return TextTooLong;
        }

        line.Measurement = measurement;
        if (!_tokens.Skip((byte)','))
        {
            return null;
        }

        int tagSet = _tokens.Position;
        do
        {
            string? error = ParseTag(line, tagSet);
            if (error is not null)
            {
                return error;
            }
        }
        while (_tokens.Skip((byte)','));

        return null;
    }

    private string? ParseTag(LineProtocolLine line, int tagSet)
    {
        int at = _tokens.Position;
        NameResult key = _tokens.ReadName(NameKind.TagKey, out LineProtocolText tagKey);
        if (key != NameResult.Read)
        {
            return key == NameResult.Empty ? $"Expected tag key, got {Quoted(at)}" : Refusal(key);
        }

        if (!_tokens.Skip((byte)'='))
        {
            return $"Tag set malformed: could not find equals sign in `{Context(tagSet)}`";
        }

        at = _tokens.Position;
        NameResult value = _tokens.ReadName(NameKind.TagValue, out LineProtocolText tagValue);
        if (value != NameResult.Read)
        {
            return value == NameResult.Empty ? $"Expected tag value, got {Quoted(at)}" : Refusal(value);
        }

        line.Add(new LineProtocolTag(tagKey, tagValue));
        return null;
    }

    private string? ParseFields(LineProtocolLine line)
    {
        if (_tokens.SkipSpaces() == 0)
        {
            string rest = _tokens.TextFrom(_tokens.Position);
            return "Expected at least one space character, got " + (rest.Length == 0 ? "end of input" : $"`{rest}`");
        }

        for (int count = 0; ; count++)
        {
            int at = _tokens.Position;
            if (count > 0 && !_tokens.Skip((byte)','))
            {
                return null;
            }

            int afterComma = _tokens.Position;
            if (ParseField(line, out string? error))
            {
                continue;
            }

            if (error is not null || count == 0)
            {
                return error ?? "No fields were provided";
            }

            // The server forgets the comma before a bad second field but not before later ones; a line may thus end in
            // a comma after its only field.
            _tokens.Position = count == 1 ? afterComma : at;
            return null;
        }
    }

    private bool ParseField(LineProtocolLine line, out string? error)
    {
        NameResult key = _tokens.ReadName(NameKind.FieldKey, out LineProtocolText fieldKey);
        if (key != NameResult.Read)
        {
            error = key == NameResult.Empty ? null : Refusal(key);
            return false;
        }

        error = null;
        if (!_tokens.Skip((byte)'='))
        {
            return false;
        }

        if (!_tokens.ReadValue(fieldKey, out LineProtocolField field, out error))
        {
            return false;
        }

        line.Add(field);
        return true;
    }

    private string? ParseTimestamp(LineProtocolLine line)
    {
        int at = _tokens.Position;
        if (_tokens.SkipSpaces() > 0)
        {
            if (_tokens.ReadTimestamp(out long timestamp, out string? error))
            {
                line.Timestamp = timestamp;
                _tokens.SkipSpaces();
                at = _tokens.Position;
            }
            else if (error is not null)
            {
                return error;
            }
        }

        return at == _tokens.End ? null : $"Could not parse entire line. Found trailing content: `{Context(at)}`";
    }

    private static string Refusal(NameResult result) => result == NameResult.TooLong ? TextTooLong : EndsWithBackslash;

    private string Quoted(int at) => at == _tokens.End ? "end of input" : $"`{Context(at)}`";

    // Messages carry ten characters of the input at most.
    private string Context(int at)
    {
        string text = _tokens.TextFrom(at);
        if (Encoding.UTF8.GetByteCount(text) <= MaxContextChars)
        {
            return text;
        }

        int length = 0;
        for (int chars = 0; chars < MaxContextChars && length < text.Length; chars++)
        {
            length += char.IsSurrogatePair(text, length) ? 2 : 1;
        }

        return string.Concat(text.AsSpan(0, length), "...");
    }
}
