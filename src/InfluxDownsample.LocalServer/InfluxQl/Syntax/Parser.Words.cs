using System.Globalization;
using System.Text;

namespace InfluxDownsample.LocalServer.InfluxQl.Syntax;

/// <summary>Blanks, keywords, names, text and numbers.</summary>
internal sealed partial class Parser
{
    // what may stand right behind a keyword
    private const string AfterKeyword = " \n\t;(),=!><+-/*|&^%";

    // in this order: the first that fits counts, so that 10us is 10u and a rest
    private static readonly (string Unit, long Nanoseconds)[] s_units =
    [
        ("ns", 1), ("µ", 1_000), ("u", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000),
        ("m", 60_000_000_000), ("h", 3_600_000_000_000), ("d", 86_400_000_000_000), ("w", 604_800_000_000_000),
    ];

    private bool Blanks()
    {
        while (_at < _text.Length)
        {
            if (_text[_at] is ' ' or '\t' or '\r' or '\n')
            {
                _at++;
            }
            else if (StartsWith("--"))
            {
                int end = _text.AsSpan(_at).IndexOfAny('\n', '\r');
                _at = end < 0 ? _text.Length : _at + end;
            }
            else if (Take("/*"))
            {
                int end = _text.IndexOf("*/", _at, StringComparison.Ordinal);
                _at = end < 0 ? throw Error(_at, "invalid inline comment, missing closing */") : end + 2;
            }
            else
            {
                break;
            }
        }

        return true;
    }

    private bool Blanks1()
    {
        int start = _at;
        return Blanks() && _at > start;
    }

    private bool StartsWith(string text) => string.CompareOrdinal(_text, _at, text, 0, text.Length) == 0;

    private bool Take(string text)
    {
        if (!StartsWith(text))
        {
            return false;
        }

        _at += text.Length;
        return true;
    }

    /// <summary>A sign after optional blanks.</summary>
    private bool Symbol(string sign) => Attempt(() => Blanks() && Take(sign));

    private bool Keyword(string keyword)
    {
        int end = _at + keyword.Length;
        if (string.Compare(_text, _at, keyword, 0, keyword.Length, StringComparison.OrdinalIgnoreCase) != 0 || !IsEndOfKeyword(end))
        {
            return false;
        }

        _at = end;
        return true;
    }

    /// <summary>A keyword with blanks behind it.</summary>
    private bool Words(string keyword) => Attempt(() => Keyword(keyword) && Blanks1());

    private bool IsEndOfKeyword(int at) => at >= _text.Length || AfterKeyword.Contains(_text[at], StringComparison.Ordinal);

    /// <summary>A name after optional blanks: in double quotes, or a word that is no keyword.</summary>
    private string? Identifier()
    {
        int start = _at;
        Blanks();
        return Word() ?? QuotedName() ?? Back<string>(start);
    }

    private string? Word()
    {
        int end = _at;
        while (end < _text.Length && char.IsAsciiLetter(_text[end]))
        {
            end++;
        }

        bool isKeyword = IsEndOfKeyword(end) && Keywords.IsReserved(_text[_at..end]);
        if (isKeyword || _at >= _text.Length || !(char.IsAsciiLetter(_text[_at]) || _text[_at] == '_'))
        {
            return null;
        }

        return WordCharacters();
    }

    private string WordCharacters()
    {
        int start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] == '_'))
        {
            _at++;
        }

        return _text[start.._at];
    }

    private string? QuotedName() => Quoted('"', "invalid escape sequence, expected \\\\, \\\" or \\n");

    private string? Text() => Quoted('\'', "invalid escape sequence, expected \\\\, \\' or \\n");

    private string? Quoted(char quote, string badEscape)
    {
        if (_at >= _text.Length || _text[_at] != quote)
        {
            return null;
        }

        _at++;
        var content = new StringBuilder();
        while (_at < _text.Length && _text[_at] != quote && _text[_at] != '\n')
        {
            char c = _text[_at++];
            if (c == '\\')
            {
                char escaped = _at < _text.Length ? _text[_at] : '\0';
                c = escaped == 'n' ? '\n' : escaped == '\\' || escaped == quote ? escaped : throw Error(_at, badEscape);
                _at++;
            }

            content.Append(c);
        }

        return Take(quote.ToString()) ? content.ToString() : throw Error(_at, "unterminated string literal");
    }

    private RegexLiteral? Regex()
    {
        if (!Take("/"))
        {
            return null;
        }

        var pattern = new StringBuilder();
        while (_at < _text.Length && _text[_at] is not ('/' or '\n'))
        {
            // only \/ belongs to the literal; every other escape belongs to the pattern
            if (_text[_at] == '\\' && _at + 1 < _text.Length && _text[_at + 1] == '/')
            {
                _at++;
            }

            pattern.Append(_text[_at++]);
        }

        return Take("/") ? new RegexLiteral(pattern.ToString()) : throw Error(_at, "unterminated regex literal");
    }

    private BindParameter? Parameter()
    {
        int start = _at;
        if (!Take("$"))
        {
            return null;
        }

        string name = WordCharacters();
        return name.Length > 0 ? new BindParameter(name) : QuotedName() is { } quoted ? new BindParameter(quoted) : Back<BindParameter>(start);
    }

    private string? Digits()
    {
        int start = _at;
        while (_at < _text.Length && char.IsAsciiDigit(_text[_at]))
        {
            _at++;
        }

        return _at > start ? _text[start.._at] : null;
    }

    private FloatLiteral? Float()
    {
        int start = _at;
        Digits();
        return Take(".") && Digits() is not null
            ? new FloatLiteral(double.Parse(_text.AsSpan(start, _at - start), CultureInfo.InvariantCulture))
            : Back<FloatLiteral>(start);
    }

    /// <summary>One or more whole numbers with units, such as <c>1h30m</c>.</summary>
    private DurationLiteral? Duration()
    {
        long? total = null;
        while (SingleDuration() is { } part)
        {
            total = unchecked((total ?? 0) + part);
        }

        return total is { } nanoseconds ? new DurationLiteral(nanoseconds) : null;
    }

    private long? SingleDuration()
    {
        int start = _at;
        if (Digits() is { } digits && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long count))
        {
            foreach ((string unit, long nanoseconds) in s_units)
            {
                if (Take(unit))
                {
                    Int128 product = (Int128)count * nanoseconds;
                    return product <= long.MaxValue ? (long)product : throw Error(_at, "overflow");
                }
            }
        }

        _at = start;
        return null;
    }

    private Literal? Integer() => Digits() is not { } digits ? null
        : long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long signed) ? new IntegerLiteral(signed)
        : ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out ulong unsigned) ? new UnsignedLiteral(unsigned)
        : throw Error(_at, "unable to parse integer due to overflow");

    /// <summary>What LIMIT and its like are followed by.</summary>
    private UnsignedLiteral? Unsigned() => Digits() is not { } digits ? null
        : ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value) ? new UnsignedLiteral(value)
        : throw Error(_at, "unable to parse unsigned integer");

    private BooleanLiteral? Boolean() => Keyword("TRUE") ? new BooleanLiteral(true) : Keyword("FALSE") ? new BooleanLiteral(false) : null;

    private Literal? AnyLiteral() => Float() ?? Duration() ?? Integer() ?? (Text() is { } text ? new StringLiteral(text) : (Literal?)Boolean());
}
