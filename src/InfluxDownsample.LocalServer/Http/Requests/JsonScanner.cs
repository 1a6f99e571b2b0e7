using System.Text.Json;

namespace InfluxDownsample.LocalServer.Http;

/// <summary>
/// Reads JSON bodies into known shapes and says what is wrong in the words of the server's library, with line and column. Columns count bytes.
/// </summary>
internal sealed class JsonScanner(ReadOnlyMemory<byte> text)
{
    private const string AValue = "a value";

    /// <summary>What .NET finds, and what the server's library says of it.</summary>
    private static readonly (string Found, string Said)[] s_faults =
    [
        ("invalid start of a property name", "key must be a string"),
        ("invalid after a property name", "expected `:`"),
        ("invalid after a value", "expected `,` or `{0}`"),
        ("trailing comma", "trailing comma"),
        ("invalid start of a value", "expected value"),
        ("invalid JSON literal", "expected ident"),
        ("invalid after a single JSON value", "trailing characters"),
        ("maximum configured depth", "recursion limit exceeded"),
        ("invalid within a JSON string", "control character (\\u0000-\\u001F) found while parsing a string"),
        ("escap", "invalid escape"),
        ("hex digit", "invalid escape"),
    ];

    private JsonReaderState _state = new(new JsonReaderOptions { MaxDepth = 127 });
    private int _at;
    private JsonTokenType _token;
    private object? _value;

    /// <summary>Reads a whole text as one value.</summary>
    /// <exception cref="RequestRefusedException">It is something else.</exception>
    public static T Read<T>(ReadOnlyMemory<byte> text, Func<JsonScanner, T> read)
    {
        JsonScanner scanner = new(text);
        scanner.Next();
        T value = read(scanner);
        scanner.Next();
        return value;
    }

    /// <summary>An object of known fields; an array gives them in their order. Unknown ones are passed over.</summary>
    /// <param name="name">The shape's name, such as <c>struct QueryRequest</c>.</param>
    /// <param name="required">Those that must be there.</param>
    /// <param name="fields">The fields, in the order of the shape, each with what reads its value.</param>
    public void Struct(string name, string[] required, params (string Name, Action Read)[] fields)
    {
        if (_token == JsonTokenType.StartArray)
        {
            int count = 0;
            Items(() =>
            {
                Refuse.When(count == fields.Length, () => Fault("trailing characters"));
                fields[count++].Read();
            });
            Refuse.When(fields.Skip(count).Any(field => required.Contains(field.Name)),
                () => Fault($"invalid length {count}, expected {name} with {fields.Length} elements"));
            return;
        }

        HashSet<string> seen = [];
        Members(member => (fields.FirstOrDefault(field => field.Name == member).Read ?? Skip)(), name,
            member => Refuse.When(!seen.Add(member) && fields.Any(field => field.Name == member), () => Fault($"duplicate field `{member}`")));
        Refuse.When(!seen.IsSupersetOf(required), () => Fault($"missing field `{required.First(field => !seen.Contains(field))}`"));
    }

    /// <summary>The members of an object.</summary>
    public void Members(Action<string> readValue, string expected = "a map", Action<string>? checkName = null)
    {
        Refuse.When(_token != JsonTokenType.StartObject, () => WrongType(expected));
        for (Next("an object", '}'); _token != JsonTokenType.EndObject; Next("an object", '}'))
        {
            string name = (string)_value!;
            checkName?.Invoke(name);
            Next();
            readValue(name);
        }
    }

    /// <summary>The items of an array.</summary>
    public void Items(Action readItem)
    {
        Refuse.When(_token != JsonTokenType.StartArray, () => WrongType("a sequence"));
        for (Next("a list", ']'); _token != JsonTokenType.EndArray; Next("a list", ']'))
        {
            readItem();
        }
    }

    public string Text(string expected = "a string") => _value as string ?? throw WrongType(expected);

    public bool IsNull => _token == JsonTokenType.Null;

    /// <summary>One of some words.</summary>
    public string Variant(string name, IReadOnlyList<string> known)
    {
        string read = Text(name);
        return known.Contains(read) ? read : throw Fault(UrlParameters.UnknownVariant(read, known));
    }

    /// <summary>
    /// A bound parameter: null, bool, long, ulong, double or text. That it is something else is told behind it, or behind the object that it ends.
    /// </summary>
    public object? Parameter()
    {
        string? refused = _token switch { JsonTokenType.StartObject => "objects", JsonTokenType.StartArray => "arrays", _ => null };
        object? value = _value;
        Skip();
        ReadOnlySpan<byte> rest = text.Span[_at..].TrimStart(" \n\r\t"u8);
        _at = refused is not null && rest.StartsWith("}"u8) ? text.Length - rest.Length + 1 : _at;
        Refuse.When(refused is not null, () => Fault($"JSON {refused} are not supported as query parameters. Expected null, boolean, number, or string."));
        return value;
    }

    /// <summary>Passes over a value.</summary>
    public void Skip()
    {
        if (_token == JsonTokenType.StartObject)
        {
            Members(_ => Skip());
        }
        else if (_token == JsonTokenType.StartArray)
        {
            Items(Skip);
        }
    }

    public RequestRefusedException Fault(string message)
    {
        ReadOnlySpan<byte> read = text.Span[.._at];
        return Fault(message, read.Count((byte)'\n'), _at - (read.LastIndexOf((byte)'\n') + 1));
    }

    private static RequestRefusedException Fault(string message, long line, long column) =>
        new(400, $"serde json error: {message} at line {line + 1} column {column}");

    private RequestRefusedException WrongType(string expected)
    {
        // an object or array is not read before it is refused
        _at -= _token is JsonTokenType.StartObject or JsonTokenType.StartArray ? 1 : 0;
        string found = _token switch
        {
            JsonTokenType.StartObject => "map",
            JsonTokenType.StartArray => "sequence",
            JsonTokenType.Null => "null",
            JsonTokenType.True or JsonTokenType.False => $"boolean `{(_token == JsonTokenType.True ? "true" : "false")}`",
            JsonTokenType.String => $"string {RustText.Quoted((string)_value!)}",
            _ => string.Create(CultureInfo.InvariantCulture, $"{(_value is double ? "floating point" : "integer")} `{_value}`"),
        };
        return Fault($"invalid type: {found}, expected {expected}");
    }

    /// <summary>Reads the next token.</summary>
    private void Next(string unfinished = AValue, char close = '}')
    {
        Utf8JsonReader reader = new(text.Span[_at..], isFinalBlock: true, _state);
        try
        {
            _token = reader.Read() ? reader.TokenType : JsonTokenType.None;
            _at += (int)reader.BytesConsumed;
            _state = reader.CurrentState;
            _value = ValueOf(ref reader);
        }
        catch (JsonException fault)
        {
            throw Translated(fault, unfinished, close);
        }
        catch (InvalidOperationException)
        {
            throw Fault("invalid unicode code point");
        }
    }

    private object? ValueOf(ref Utf8JsonReader reader) => _token switch
    {
        JsonTokenType.String or JsonTokenType.PropertyName => reader.GetString(),
        JsonTokenType.True or JsonTokenType.False => _token == JsonTokenType.True,
        JsonTokenType.Number => reader.TryGetUInt64(out ulong unsigned) ? unsigned
            : reader.TryGetInt64(out long signed) ? signed
            : reader.GetDouble() is var real && double.IsFinite(real) ? (object)real : throw Fault("number out of range"),
        _ => null,
    };

    private RequestRefusedException Translated(JsonException fault, string unfinished, char close)
    {
        ReadOnlySpan<byte> whole = text.Span;
        (long line, long column) = (fault.LineNumber ?? 0, fault.BytePositionInLine ?? 0);
        bool atEnd = line == whole.Count((byte)'\n') && column == whole.Length - (whole.LastIndexOf((byte)'\n') + 1);
        if (!atEnd)
        {
            string said = s_faults.FirstOrDefault(known => fault.Message.Contains(known.Found, StringComparison.Ordinal)).Said ?? "invalid number";
            return Fault(string.Format(CultureInfo.InvariantCulture, said, close), line, column + 1);
        }

        bool inText = fault.Message.Contains("end of string", StringComparison.Ordinal);
        bool beforeValue = whole.TrimEnd(" \n\r\t"u8) is [] or [.., (byte)',' or (byte)':'];
        return Fault($"EOF while parsing {(inText ? "a string" : beforeValue ? AValue : unfinished)}", line, column);
    }
}
