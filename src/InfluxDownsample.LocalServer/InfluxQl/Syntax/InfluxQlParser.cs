namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>
/// Reads InfluxQL into statements as InfluxDB's own grammar does. A part that is not there answers null and moves nothing, so that
/// another may be tried; a part that can only have been meant, and is wrong, ends with an error.
/// </summary>
internal sealed partial class InfluxQlParser
{
    // deeper trees are nobody's query, and every later step walks the tree by recursion
    private const int MaxDepth = 200;

    private readonly string _text;
    private int _at;
    private int _statement;
    private int _depth;

    private InfluxQlParser(string text) => _text = text;

    /// <summary>Every statement of the text.</summary>
    /// <exception cref="QueryException">The text is no InfluxQL.</exception>
    public static IReadOnlyList<Statement> ParseStatements(string text)
    {
        var parser = new InfluxQlParser(text);
        var statements = new List<Statement>();
        for (parser.Blanks(); parser._at < text.Length; parser.Blanks())
        {
            if (!parser.Take(";"))
            {
                parser._statement = parser._at;
                statements.Add(parser.Statement() ?? throw parser.Unnamed("Error", "Tag"));
            }
        }

        return statements;
    }

    private Statement? Statement() => Unsupported() ?? Explain() ?? Select() ?? (Statement?)Show();

    private UnsupportedStatement? Unsupported() =>
        Keyword("DELETE") && Expect("invalid DELETE statement, expected FROM or WHERE",
            () => Clause(() => (ShowFrom() ?? (object?)Where()) is { } first ? Optional(Where) ?? first : null)) is not null
                ? new UnsupportedStatement("DELETE")
        : Words("DROP") && Expect("invalid DROP statement, expected MEASUREMENT", "MEASUREMENT")
            && Expect("invalid DROP MEASUREMENT statement, expected identifier", Identifier) is not null
                ? new UnsupportedStatement("DROP MEASUREMENT")
        : Words("CREATE")
            && Expect("Invalid CREATE statement, expected DATABASE following CREATE", () => Keyword("DATABASE") && Identifier() is not null)
                ? new UnsupportedStatement("CREATE DATABASE")
        : null;

    private ExplainStatement? Explain() => Whole(() =>
    {
        if (!Keyword("EXPLAIN"))
        {
            return null;
        }

        Attempt(() => Blanks1() && Keyword("ANALYZE"));
        Attempt(() => Blanks1() && Keyword("VERBOSE"));
        return Blanks1() ? new ExplainStatement(Expect("invalid EXPLAIN statement, expected InfluxQL statement", Statement)) : null;
    });

    /// <summary>A part that is there as a whole; if it is not, nothing has been read.</summary>
    private T? Whole<T>(Func<T?> part)
        where T : class
    {
        int start = _at;
        T? read = part();
        _at = read is null ? start : _at;
        return read;
    }

    /// <summary>Whether a sequence of parts is there; if it is not, nothing has been read.</summary>
    private bool Attempt(Func<bool> parts) => Whole(() => parts() ? this : null) is not null;

    /// <summary>A clause after optional blanks.</summary>
    private T? Optional<T>(Func<T?> clause)
        where T : class => Whole(() => Blanks() ? clause() : null);

    /// <summary>The part, or an error at the place where it should begin.</summary>
    private T Expect<T>(string message, Func<T?> part)
        where T : class
    {
        int start = _at;
        return part() ?? throw Error(start, message);
    }

    /// <summary>That it is there, or an error at the place where it should begin.</summary>
    private bool Expect(string message, Func<bool> part) => Expect(message, () => part() ? this : null) is not null;

    private bool Expect(string message, string keyword) => Expect(message, () => Keyword(keyword));

    /// <summary>What is said about text that is no InfluxQL. Positions count bytes.</summary>
    private QueryException Error(int position, string message) =>
        new(QueryErrorKind.Syntax, $"Error during planning: {message} at pos {Encoding.UTF8.GetByteCount(_text.AsSpan(0, position))}");

    /// <summary>Something must follow here and does not.</summary>
    private QueryException Unfinished(string expected)
    {
        Blanks();
        return Unnamed("Failure", expected);
    }

    /// <summary>No statement begins here, or none ends, in a way the grammar can name.</summary>
    private QueryException Unnamed(string severity, string expected) => new(QueryErrorKind.Syntax,
        $"{Error(_statement, "invalid InfluxQL statement").Message}. Parsing {severity}: Nom({RustText.Quoted(_text[_at..])}, {expected})");

    /// <summary>A list of one or more, by commas; a comma that nothing follows is left.</summary>
    private List<T> ListOf<T>(string message, Func<T?> item)
        where T : class
    {
        var items = new List<T> { Expect(message, () => Optional(item)) };
        T? next = null;
        while (Attempt(() => Symbol(",") && (next = Optional(item)) is not null))
        {
            items.Add(next!);
        }

        return items;
    }

    /// <summary>Runs a part that may contain itself, and refuses text nested too deep.</summary>
    private T Nested<T>(Func<T> parse)
    {
        Refuse.When(++_depth > MaxDepth, () => Error(_at, "statement is nested too deep"));
        T result = parse();
        _depth--;
        return result;
    }
}
