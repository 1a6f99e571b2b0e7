using System.Buffers;
using System.Text.Json;

namespace InfluxDownsample.LocalServer.Http;

/// <summary>The words, numbers and texts of JSON, with the faults that the server's library finds in them. Columns count bytes.</summary>
internal abstract partial class JsonTokens(ReadOnlyMemory<byte> text)
{
    private static readonly SearchValues<byte> s_numberBytes = SearchValues.Create("+-.0123456789Ee"u8);

    /// <summary>How many bytes have been read.</summary>
    protected int At { get; set; }

    public RequestRefusedException Fault(string message) => Fault(message, At);

    protected RequestRefusedException Fault(string message, int at)
    {
        ReadOnlySpan<byte> read = text.Span[..Math.Min(at, text.Length)];
        int line = 1 + read.Count((byte)'\n');
        int column = at - (read.LastIndexOf((byte)'\n') + 1);
        return new RequestRefusedException(400, $"serde json error: {message} at line {line} column {column}");
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
            Refuse.When(At == text.Length, () => Fault("EOF while parsing a value"));
            Refuse.When(text.Span[At++] != expected, () => Fault("expected ident"));
        }
    }

    /// <summary>A ulong, a long if it is negative, or a double.</summary>
    protected object Number()
    {
        Refuse.When(Peek() is not ('-' or (>= '0' and <= '9')), () => Peek() < 0 ? Fault("EOF while parsing a value") : Fault("expected value", At + 1));
        ReadOnlySpan<byte> rest = text.Span[At..];
        int length = rest.IndexOfAnyExcept(s_numberBytes);
        string run = Encoding.ASCII.GetString(length < 0 ? rest : rest[..length]);
        Match number = NumberText().Match(run);
        At += number.Success ? number.Length : run.Length;
        Refuse.When(!number.Success, () => At == text.Length ? Fault("EOF while parsing a value") : Fault("invalid number", At + 1));
        string read = number.Value;
        bool whole = !read.AsSpan().ContainsAny('.', 'e', 'E');
        return whole && ulong.TryParse(read, NumberStyles.None, CultureInfo.InvariantCulture, out ulong unsigned) ? unsigned
            : whole && read[0] == '-' && long.TryParse(read, CultureInfo.InvariantCulture, out long signed) ? (object)signed
            : double.Parse(read, CultureInfo.InvariantCulture) is var real && double.IsFinite(real) ? real : throw Fault("number out of range");
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
                At++;
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
            throw Fault(span[start..At].Contains((byte)'\\') ? "invalid escape" : "invalid unicode code point");
        }
    }

    [GeneratedRegex(@"\A-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?(?![0-9.eE])", RegexOptions.CultureInvariant)]
    private static partial Regex NumberText();
}
