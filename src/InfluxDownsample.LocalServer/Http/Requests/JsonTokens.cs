using System.Globalization;
using System.Text;
using System.Text.Json;

namespace InfluxDownsample.LocalServer.Http.Requests;

/// <summary>The words, numbers and texts of JSON, with the faults that the server's library finds in them. Columns count bytes.</summary>
internal abstract class JsonTokens(ReadOnlyMemory<byte> text)
{
    /// <summary>How many bytes have been read.</summary>
    protected int At { get; set; }

    public RequestBodyException Fault(string message) => Fault(message, At);

    protected RequestBodyException Fault(string message, int at)
    {
        ReadOnlySpan<byte> read = text.Span[..Math.Min(at, text.Length)];
        int line = 1 + read.Count((byte)'\n');
        int column = at - (read.LastIndexOf((byte)'\n') + 1);
        return new RequestBodyException(400, string.Create(CultureInfo.InvariantCulture, $"serde json error: {message} at line {line} column {column}"));
    }

    /// <summary>The next byte that is no blank, or -1.</summary>
    protected int Peek()
    {
        ReadOnlySpan<byte> span = text.Span;
        while (At < span.Length && span[At] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            At++;
        }

        return At < span.Length ? span[At] : -1;
    }

    protected void Word(string word)
    {
        foreach (char expected in word)
        {
            if (At == text.Length)
            {
                throw Fault("EOF while parsing a value");
            }

            if (text.Span[At++] != expected)
            {
                throw Fault("expected ident");
            }
        }
    }

    /// <summary>A ulong, a long if it is negative, or a double.</summary>
    protected object Number()
    {
        int start = At;
        int Digits()
        {
            int from = At;
            while (At < text.Length && char.IsAsciiDigit((char)text.Span[At]))
            {
                At++;
            }

            return At - from;
        }

        bool Takes(char c)
        {
            bool there = At < text.Length && text.Span[At] == c;
            At += there ? 1 : 0;
            return there;
        }

        bool negative = Takes('-');
        if (!negative && (At == text.Length || !char.IsAsciiDigit((char)text.Span[At])))
        {
            throw Peek() < 0 ? Fault("EOF while parsing a value") : Fault("expected value", At + 1);
        }

        bool zero = At < text.Length && text.Span[At] == '0';
        int digits = Digits();
        bool whole = true;
        bool valid = digits > 0 && !(zero && digits > 1);
        if (valid && Takes('.'))
        {
            whole = false;
            valid = Digits() > 0;
        }

        if (valid && (Takes('e') || Takes('E')))
        {
            whole = false;
            _ = Takes('+') || Takes('-');
            valid = Digits() > 0;
        }

        if (!valid)
        {
            throw At == text.Length ? Fault("EOF while parsing a value") : Fault("invalid number", At + 1);
        }

        string read = Encoding.ASCII.GetString(text.Span[start..At]);
        return whole && !negative && ulong.TryParse(read, CultureInfo.InvariantCulture, out ulong unsigned) ? unsigned
            : whole && negative && long.TryParse(read, CultureInfo.InvariantCulture, out long signed) ? (object)signed
            : double.Parse(read, CultureInfo.InvariantCulture) is var number && double.IsFinite(number) ? number : throw Fault("number out of range");
    }

    protected string StringToken()
    {
        int start = At++;
        ReadOnlySpan<byte> span = text.Span;
        while (true)
        {
            if (At >= span.Length)
            {
                At = span.Length;
                throw Fault("EOF while parsing a string");
            }

            byte next = span[At++];
            if (next == '"')
            {
                break;
            }

            if (next == '\\')
            {
                Escape();
            }
            else if (next < 0x20)
            {
                throw Fault("control character (\\u0000-\\u001F) found while parsing a string", At - (next == '\n' ? 1 : 0));
            }
        }

        try
        {
            return JsonSerializer.Deserialize<string>(span[start..At])!;
        }
        catch (JsonException)
        {
            throw Fault("invalid unicode code point");
        }
    }

    private void Escape()
    {
        if (At >= text.Length)
        {
            throw Fault("EOF while parsing a string");
        }

        byte escaped = text.Span[At++];
        if (escaped == 'u')
        {
            for (int i = 0; i < 4; i++)
            {
                if (At >= text.Length)
                {
                    throw Fault("EOF while parsing a string");
                }

                if (!char.IsAsciiHexDigit((char)text.Span[At++]))
                {
                    throw Fault("invalid escape");
                }
            }
        }
        else if (!"\"\\/bfnrt".Contains((char)escaped, StringComparison.Ordinal))
        {
            throw Fault("invalid escape");
        }
    }
}
