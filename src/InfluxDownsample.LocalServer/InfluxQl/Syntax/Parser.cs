using System.Globalization;
using InfluxDownsample.LocalServer.Query;

namespace InfluxDownsample.LocalServer.InfluxQl.Syntax;

/// <summary>Reads InfluxQL into statements: recursive descent, one token ahead.</summary>
internal sealed partial class Parser
{
    // deeper trees are nobody's query, and every later step walks the tree by recursion
    private const int MaxDepth = 200;

    private readonly Lexer _lexer;
    private Token _current;
    private int _depth;

    private Parser(string text)
    {
        _lexer = new Lexer(text);
        _current = _lexer.Next();
    }

    /// <summary>Every statement of the text; several are separated by <c>;</c>.</summary>
    /// <exception cref="QueryException">The text is no InfluxQL.</exception>
    public static IReadOnlyList<Statement> ParseStatements(string text)
    {
        var parser = new Parser(text);
        var statements = new List<Statement>();
        while (true)
        {
            while (parser.TakeSymbol(";"))
            {
            }

            if (parser._current.Kind == TokenKind.End)
            {
                return statements;
            }

            statements.Add(parser.ParseStatement());
            if (parser._current.Kind != TokenKind.End && !parser._current.IsSymbol(";"))
            {
                throw parser.Error("invalid InfluxQL statement");
            }
        }
    }

    private Statement ParseStatement()
    {
        if (_current.IsWord("SELECT"))
        {
            return ParseSelect();
        }

        Token first = _current;
        if (TakeWord("SHOW"))
        {
            return ParseShow();
        }

        if (TakeWord("EXPLAIN"))
        {
            return Unsupported("EXPLAIN");
        }

        if (TakeWord("DELETE"))
        {
            return Unsupported("DELETE");
        }

        if (TakeWord("CREATE") && _current.IsWord("DATABASE"))
        {
            return Unsupported("CREATE DATABASE");
        }

        if (first.IsWord("DROP") && TakeWord("DROP") && _current.IsWord("MEASUREMENT"))
        {
            return Unsupported("DROP MEASUREMENT");
        }

        throw SyntaxError.At(first.Position, "invalid InfluxQL statement");
    }

    /// <summary>Passes over the rest of a statement whose content does not matter.</summary>
    private UnsupportedStatement Unsupported(string name)
    {
        while (_current.Kind != TokenKind.End && !_current.IsSymbol(";"))
        {
            Advance();
        }

        return new UnsupportedStatement(name);
    }

    private QueryException Error(string message) => SyntaxError.At(_current.Position, message);

    private Token Advance()
    {
        Token taken = _current;
        _current = _lexer.Next();
        return taken;
    }

    private bool TakeWord(string word)
    {
        if (!_current.IsWord(word))
        {
            return false;
        }

        Advance();
        return true;
    }

    private void ExpectWord(string word, string message)
    {
        if (!TakeWord(word))
        {
            throw Error(message);
        }
    }

    private bool TakeSymbol(string symbol)
    {
        if (!_current.IsSymbol(symbol))
        {
            return false;
        }

        Advance();
        return true;
    }

    private void ExpectSymbol(string symbol, string message)
    {
        if (!TakeSymbol(symbol))
        {
            throw Error(message);
        }
    }

    private string ExpectName(string message) => _current.IsName ? Advance().Text : throw Error(message);

    /// <summary>The regular expression that begins here, or null when none does.</summary>
    private string? TakeRegex()
    {
        if (!_current.IsSymbol("/"))
        {
            return null;
        }

        string pattern = _lexer.Regex(_current).Text;
        Advance();
        return pattern;
    }

    private long ExpectUnsigned(string message)
    {
        if (_current.Kind != TokenKind.Integer || !long.TryParse(_current.Text, NumberStyles.None, CultureInfo.InvariantCulture, out long value))
        {
            throw Error(message);
        }

        Advance();
        return value;
    }

    private long? TakeLimit() => TakeWord("LIMIT") ? ExpectUnsigned("invalid LIMIT clause, expected unsigned integer") : null;

    private long? TakeOffset() => TakeWord("OFFSET") ? ExpectUnsigned("invalid OFFSET clause, expected unsigned integer") : null;

    private Expression? TakeWhere() => TakeWord("WHERE") ? ParseCondition() : null;

    private List<T> ParseList<T>(Func<T> parseItem)
    {
        var items = new List<T> { parseItem() };
        while (TakeSymbol(","))
        {
            items.Add(parseItem());
        }

        return items;
    }

    /// <summary>Runs a part that may contain itself, and refuses text nested too deep.</summary>
    private T Nested<T>(Func<T> parse)
    {
        if (++_depth > MaxDepth)
        {
            throw Error("statement is nested too deep");
        }

        T result = parse();
        _depth--;
        return result;
    }
}
