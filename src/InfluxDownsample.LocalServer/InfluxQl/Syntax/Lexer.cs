using System.Globalization;
using System.Text;

namespace InfluxDownsample.LocalServer.InfluxQl.Syntax;

/// <summary>Cuts InfluxQL into tokens, one at a time, because only the parser knows whether <c>/</c> divides or opens a regular expression.</summary>
internal sealed class Lexer(string text)
{
    // longest first
    private static readonly string[] s_symbols =
        ["=~", "!~", "!=", "<>", "<=", ">=", "::", "(", ")", ",", ";", ".", "+", "-", "*", "/", "%", "&", "|", "^", "=", "<", ">"];

    private int _at;

    public Token Next()
    {
        SkipBlanks();
        if (_at >= text.Length)
        {
            return new Token(TokenKind.End, "", text.Length);
        }

        char c = text[_at];
        return c switch
        {
            '\'' => Quoted(TokenKind.String, "unterminated string literal"),
            '"' => Quoted(TokenKind.QuotedName, "unterminated quoted identifier"),
            '$' => Parameter(),
            _ when char.IsAsciiDigit(c) || (c == '.' && DigitAt(_at + 1)) => Number(),
            _ when IsWordStart(c) => Word(),
            _ => Symbol(),
        };
    }

    /// <summary>Reads the regular expression that opens with this <c>/</c>.</summary>
    public Token Regex(Token slash)
    {
        var pattern = new StringBuilder();
        for (int i = slash.Position + 1; i < text.Length && text[i] != '\n'; i++)
        {
            if (text[i] == '/')
            {
                _at = i + 1;
                return new Token(TokenKind.Regex, pattern.ToString(), slash.Position);
            }

            if (text[i] == '\\' && i + 1 < text.Length)
            {
                // only \/ belongs to the literal; every other escape belongs to the pattern
                i++;
                if (text[i] != '/')
                {
                    pattern.Append('\\');
                }
            }

            pattern.Append(text[i]);
        }

        throw SyntaxError.At(slash.Position, "unterminated regex literal");
    }

    private static bool IsWordStart(char c) => char.IsAsciiLetter(c) || c == '_';

    private bool DigitAt(int index) => index < text.Length && char.IsAsciiDigit(text[index]);

    private void SkipBlanks()
    {
        while (_at < text.Length)
        {
            if (char.IsWhiteSpace(text[_at]))
            {
                _at++;
            }
            else if (StartsWith("--"))
            {
                int end = text.IndexOf('\n', _at);
                _at = end < 0 ? text.Length : end + 1;
            }
            else if (StartsWith("/*"))
            {
                int end = text.IndexOf("*/", _at + 2, StringComparison.Ordinal);
                _at = end < 0 ? throw SyntaxError.At(_at, "unterminated comment") : end + 2;
            }
            else
            {
                return;
            }
        }
    }

    private bool StartsWith(string prefix) => string.CompareOrdinal(text, _at, prefix, 0, prefix.Length) == 0;

    private Token Quoted(TokenKind kind, string unterminated)
    {
        int start = _at;
        char quote = text[start];
        var content = new StringBuilder();
        for (int i = start + 1; i < text.Length; i++)
        {
            char c = text[i];
            if (c == quote)
            {
                _at = i + 1;
                return new Token(kind, content.ToString(), start);
            }

            if (c == '\\')
            {
                i++;
                char escaped = i < text.Length ? text[i] : throw SyntaxError.At(start, unterminated);
                c = escaped switch
                {
                    'n' => '\n',
                    '\\' or '\'' or '"' => escaped,
                    _ => throw SyntaxError.At(i, "invalid escape sequence, expected \\\\, \\', \\\" or \\n"),
                };
            }

            content.Append(c);
        }

        throw SyntaxError.At(start, unterminated);
    }

    private Token Parameter()
    {
        int start = _at++;
        if (_at < text.Length && text[_at] == '"')
        {
            return Quoted(TokenKind.Parameter, "unterminated parameter name") with { Position = start };
        }

        int nameStart = _at;
        SkipWord();
        return _at == nameStart
            ? throw SyntaxError.At(start, "invalid parameter, expected a name after $")
            : new Token(TokenKind.Parameter, text[nameStart.._at], start);
    }

    private Token Word()
    {
        int start = _at;
        SkipWord();
        return new Token(TokenKind.Word, text[start.._at], start);
    }

    private void SkipWord()
    {
        while (_at < text.Length && (IsWordStart(text[_at]) || char.IsAsciiDigit(text[_at])))
        {
            _at++;
        }
    }

    private Token Number()
    {
        int start = _at;
        SkipDigits();
        if (_at < text.Length && text[_at] == '.' && DigitAt(_at + 1))
        {
            _at++;
            SkipDigits();
            return new Token(TokenKind.Float, text[start.._at], start);
        }

        int end = _at;
        if (DurationUnits.Match(text, _at) is null)
        {
            return new Token(TokenKind.Integer, text[start..end], start);
        }

        _at = start;
        return Duration();
    }

    private void SkipDigits()
    {
        while (DigitAt(_at))
        {
            _at++;
        }
    }

    /// <summary>One or more numbers with units, such as <c>1h30m</c>.</summary>
    private Token Duration()
    {
        int start = _at;
        long total = 0;
        while (DigitAt(_at))
        {
            int digits = _at;
            SkipDigits();
            (int length, long nanoseconds) = DurationUnits.Match(text, _at) ?? throw SyntaxError.At(_at, "invalid duration, expected a unit");
            try
            {
                total = checked(total + (long.Parse(text.AsSpan(digits, _at - digits), CultureInfo.InvariantCulture) * nanoseconds));
            }
            catch (OverflowException)
            {
                throw SyntaxError.At(start, "overflow parsing duration");
            }

            _at += length;
        }

        return new Token(TokenKind.Duration, text[start.._at], start) { Nanoseconds = total };
    }

    private Token Symbol()
    {
        foreach (string symbol in s_symbols)
        {
            if (StartsWith(symbol))
            {
                int start = _at;
                _at += symbol.Length;
                return new Token(TokenKind.Symbol, symbol, start);
            }
        }

        throw SyntaxError.At(_at, "invalid InfluxQL statement");
    }
}
