using System.Text;
using InfluxDownsample.LocalServer.Query;

namespace InfluxDownsample.LocalServer.Sql.Syntax;

/// <summary>Cuts SQL text into tokens. Comments (<c>--</c> to the end of the line, nested <c>/* */</c>) are left out.</summary>
internal sealed class SqlLexer
{
    // longest first
    private static readonly string[] s_symbols =
    [
        "!~*", "<=>", "->>", "::", "<=", ">=", "<>", "!=", "||", "&&", "!~", "~*", "==", "->", "=>", "<<", ">>",
        "(", ")", ",", ".", ";", "+", "-", "*", "/", "%", "=", "<", ">", "[", "]", "{", "}", ":", "~", "&", "|", "^", "!", "?",
    ];

    private readonly string _text;
    private int _at;
    private int _line = 1;
    private int _lineStart;

    private SqlLexer(string text) => _text = text;

    private int Column => _at - _lineStart + 1;

    /// <summary>All tokens of the text, the last one being <see cref="SqlTokenKind.End"/>.</summary>
    /// <exception cref="QueryException">An open string, name or comment, or a character SQL does not use.</exception>
    public static List<SqlToken> Read(string text)
    {
        SqlLexer lexer = new(text);
        List<SqlToken> tokens = [];
        do
        {
            tokens.Add(lexer.Next());
        }
        while (tokens[^1].Kind != SqlTokenKind.End);
        return tokens;
    }

    private SqlToken Next()
    {
        SkipBlanksAndComments();
        (int line, int column) = (_line, Column);
        if (_at >= _text.Length)
        {
            return new SqlToken(SqlTokenKind.End, "", line, column);
        }

        char c = _text[_at];
        SqlTokenKind kind;
        string value;
        if (IsNameStart(c))
        {
            (kind, value) = (SqlTokenKind.Word, TakeWhile(IsNamePart));
        }
        else if (char.IsAsciiDigit(c) || (c == '.' && char.IsAsciiDigit(Peek(1))))
        {
            (kind, value) = (SqlTokenKind.Number, TakeNumber());
        }
        else if (c == '\'')
        {
            (kind, value) = (SqlTokenKind.Text, TakeQuoted('\'', "Unterminated string literal", line, column));
        }
        else if (c is '"' or '`')
        {
            (kind, value) = (SqlTokenKind.QuotedName, TakeQuoted(c, $"Expected close delimiter '{c}' before EOF.", line, column));
        }
        else if (c == '$' && IsNamePart(Peek(1)))
        {
            _at++;
            (kind, value) = (SqlTokenKind.Placeholder, TakeWhile(IsNamePart));
        }
        else
        {
            (kind, value) = (SqlTokenKind.Symbol, TakeSymbol(line, column));
        }

        return new SqlToken(kind, value, line, column);
    }

    private void SkipBlanksAndComments()
    {
        while (_at < _text.Length)
        {
            char c = _text[_at];
            if (char.IsWhiteSpace(c) || c == '\uFEFF')
            {
                Advance();
            }
            else if (c == '-' && Peek(1) == '-')
            {
                while (_at < _text.Length && _text[_at] != '\n')
                {
                    _at++;
                }
            }
            else if (c == '/' && Peek(1) == '*')
            {
                SkipBlockComment();
            }
            else
            {
                return;
            }
        }
    }

    private void SkipBlockComment()
    {
        (int line, int column) = (_line, Column);
        int open = 0;
        do
        {
            if (_at >= _text.Length)
            {
                throw Error("Unexpected EOF while in a multi-line comment", line, column);
            }

            if (_text[_at] == '/' && Peek(1) == '*')
            {
                open++;
                _at += 2;
            }
            else if (_text[_at] == '*' && Peek(1) == '/')
            {
                open--;
                _at += 2;
            }
            else
            {
                Advance();
            }
        }
        while (open > 0);
    }

    private string TakeWhile(Func<char, bool> belongs)
    {
        int start = _at;
        while (_at < _text.Length && belongs(_text[_at]))
        {
            _at++;
        }

        return _text[start.._at];
    }

    private string TakeNumber()
    {
        int start = _at;
        TakeWhile(char.IsAsciiDigit);
        if (Peek(0) == '.')
        {
            _at++;
            TakeWhile(char.IsAsciiDigit);
        }

        int sign = Peek(1) is '+' or '-' ? 1 : 0;
        if (Peek(0) is 'e' or 'E' && char.IsAsciiDigit(Peek(1 + sign)))
        {
            _at += 1 + sign;
            TakeWhile(char.IsAsciiDigit);
        }

        return _text[start.._at];
    }

    /// <summary>A doubled delimiter stands for itself.</summary>
    private string TakeQuoted(char delimiter, string whenOpen, int line, int column)
    {
        StringBuilder value = new();
        _at++;
        while (_at < _text.Length)
        {
            char c = _text[_at];
            if (c == delimiter)
            {
                if (Peek(1) != delimiter)
                {
                    _at++;
                    return value.ToString();
                }

                _at++;
            }

            value.Append(c);
            Advance();
        }

        throw Error(whenOpen, line, column);
    }

    private string TakeSymbol(int line, int column)
    {
        foreach (string symbol in s_symbols)
        {
            if (string.CompareOrdinal(_text, _at, symbol, 0, symbol.Length) == 0)
            {
                _at += symbol.Length;
                return symbol;
            }
        }

        throw Error($"Unexpected character '{_text[_at]}'", line, column);
    }

    private void Advance()
    {
        if (_text[_at++] == '\n')
        {
            _line++;
            _lineStart = _at;
        }
    }

    private char Peek(int ahead) => _at + ahead < _text.Length ? _text[_at + ahead] : '\0';

    private static bool IsNameStart(char c) => char.IsLetter(c) || c is '_' or '#' or '@' || char.IsSurrogate(c);

    private static bool IsNamePart(char c) => char.IsLetterOrDigit(c) || c is '_' or '#' or '@' or '$' || char.IsSurrogate(c);

    private static QueryException Error(string message, int line, int column) =>
        QueryException.SqlToken($"{message} at Line: {line}, Column: {column}");
}
