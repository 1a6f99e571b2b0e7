namespace InfluxDownsample.LocalServer.Http;

/// <summary>
/// Reads JSON bodies into known shapes and says what is wrong in the words of the server's library, with line and column. Columns count bytes.
/// </summary>
internal sealed class JsonScanner(ReadOnlyMemory<byte> text) : JsonTokens(text)
{
    private const int MaxDepth = 128;

    private int _depth;

    /// <summary>Reads a whole text as one value.</summary>
    /// <exception cref="RequestRefusedException">It is something else.</exception>
    public static T Read<T>(ReadOnlyMemory<byte> text, Func<JsonScanner, T> read)
    {
        JsonScanner scanner = new(text);
        T value = read(scanner);
        return scanner.Peek() < 0 ? value : throw scanner.Fault("trailing characters", scanner.At + 1);
    }

    /// <summary>An object of known fields; an array gives them in their order. Unknown ones are passed over.</summary>
    /// <param name="name">The shape's name, such as <c>struct QueryRequest</c>.</param>
    /// <param name="required">Those that must be there.</param>
    /// <param name="fields">The fields, in the order of the shape, each with what reads its value.</param>
    public void Struct(string name, string[] required, params (string Name, Action Read)[] fields)
    {
        HashSet<string> seen = [];
        switch (Peek())
        {
            case '{':
                Members(member =>
                {
                    Action? read = fields.FirstOrDefault(field => field.Name == member).Read;
                    Refuse.When(read is not null && !seen.Add(member), () => Fault($"duplicate field `{member}`"));
                    (read ?? Skip)();
                });
                Refuse.When(!seen.IsSupersetOf(required), () => Fault($"missing field `{required.First(field => !seen.Contains(field))}`"));
                break;
            case '[':
                int count = 0;
                Items(() =>
                {
                    Refuse.When(count == fields.Length, () => Fault("trailing characters", At + 1));
                    fields[count++].Read();
                });
                Refuse.When(fields.Skip(count).Any(field => required.Contains(field.Name)),
                    () => Fault($"invalid length {count}, expected {name} with {fields.Length} elements"));
                break;
            default:
                throw WrongType(name);
        }
    }

    /// <summary>The members of an object.</summary>
    public void Members(Action<string> readValue, string expected = "a map") => Parts('{', '}', "an object", expected, () =>
    {
        string key = Peek() == '"' ? StringToken() : throw Fault("key must be a string", At + 1);
        Refuse.When(Peek() != ':', () => Peek() < 0 ? Fault("EOF while parsing an object") : Fault("expected `:`", At + 1));
        At++;
        readValue(key);
    });

    /// <summary>The items of an array.</summary>
    public void Items(Action readItem, string expected = "a sequence") => Parts('[', ']', "a list", expected, readItem);

    private void Parts(char open, char close, string whole, string expected, Action readPart)
    {
        Refuse.When(Peek() != open, () => WrongType(expected));
        At++;
        Refuse.When(++_depth >= MaxDepth, () => Fault("recursion limit exceeded"));
        for (bool first = true; Peek() != close; first = false)
        {
            if (!first)
            {
                Refuse.When(Peek() != ',', () => Peek() < 0 ? Fault($"EOF while parsing {whole}") : Fault($"expected `,` or `{close}`", At + 1));
                At++;
                Refuse.When(Peek() == close, () => Fault("trailing comma", At + 1));
            }

            Refuse.When(Peek() < 0, () => Fault(first ? $"EOF while parsing {whole}" : "EOF while parsing a value"));
            readPart();
        }

        At++;
        _depth--;
    }

    public string Text(string expected = "a string") => Peek() == '"' ? StringToken() : throw WrongType(expected);

    /// <summary>Whether the next value is null, which is then read.</summary>
    public bool TakeNull()
    {
        if (Peek() != 'n')
        {
            return false;
        }

        Word("null");
        return true;
    }

    /// <summary>One of some words.</summary>
    public string Variant(string name, IReadOnlyList<string> known)
    {
        string read = Text(name);
        return known.Contains(read) ? read : throw Fault(UrlParameters.UnknownVariant(read, known));
    }

    /// <summary>Reads null, bool, long, ulong, double or text.</summary>
    /// <returns>Null, or what was there instead and has been passed over: <c>arrays</c> or <c>objects</c>.</returns>
    public string? TryScalar(out object? value)
    {
        value = null;
        switch (Peek())
        {
            case '{':
                Members(_ => Skip());
                return "objects";
            case '[':
                Items(Skip);
                return "arrays";
            case '"':
                value = StringToken();
                break;
            case 'n':
                Word("null");
                break;
            case 't':
                Word("true");
                value = true;
                break;
            case 'f':
                Word("false");
                value = false;
                break;
            default:
                value = Number();
                break;
        }

        return null;
    }

    /// <summary>A fault that is found behind a member; the end of its object is read before it is told.</summary>
    public RequestRefusedException FaultInMember(string message)
    {
        At += Peek() == '}' ? 1 : 0;
        return Fault(message);
    }

    /// <summary>Passes over a value.</summary>
    public void Skip() => _ = TryScalar(out _);

    private RequestRefusedException WrongType(string expected)
    {
        int next = Peek();
        switch (next)
        {
            case < 0:
                return Fault("EOF while parsing a value");
            case '{':
                return Fault($"invalid type: map, expected {expected}");
            case '[':
                return Fault($"invalid type: sequence, expected {expected}");
        }

        _ = TryScalar(out object? value);
        string found = value switch
        {
            null => "null",
            bool flag => flag ? "boolean `true`" : "boolean `false`",
            double number => $"floating point `{number.ToString("R", CultureInfo.InvariantCulture)}`",
            string read => $"string {RustText.Quoted(read)}",
            _ => $"integer `{value}`",
        };
        return Fault($"invalid type: {found}, expected {expected}");
    }
}
