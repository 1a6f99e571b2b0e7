namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>Blanks, keywords, names, text and numbers.</summary>
internal sealed partial class InfluxQlParser
{
    // what may stand right behind a keyword
    private const string AfterKeyword = " \n\t;(),=!><+-/*|&^%";

    private bool Blanks()
    {
        Read(BlankText());
        return StartsWith("/*") ? throw Error(_at + 2, "invalid inline comment, missing closing */") : true;
    }

    private bool Blanks1()
    {
        int start = _at;
        return Blanks() && _at > start;
    }

    /// <summary>What the pattern reads at this place; null where it does not fit.</summary>
    private Match? Read(Regex pattern)
    {
        Match match = pattern.Match(_text, _at);
        _at += match.Length;
        return match.Success ? match : null;
    }

    private bool StartsWith(string text) => string.CompareOrdinal(_text, _at, text, 0, text.Length) == 0;

    private bool Take(string text)
    {
        bool found = StartsWith(text);
        _at += found ? text.Length : 0;
        return found;
    }

    /// <summary>A sign after optional blanks.</summary>
    private bool Symbol(string sign) => Attempt(() => Blanks() && Take(sign));

    private bool Keyword(string keyword)
    {
        int end = _at + keyword.Length;
        bool found = string.Compare(_text, _at, keyword, 0, keyword.Length, StringComparison.OrdinalIgnoreCase) == 0 && IsEndOfKeyword(end);
        _at = found ? end : _at;
        return found;
    }

    /// <summary>A keyword with blanks behind it.</summary>
    private bool Words(string keyword) => Attempt(() => Keyword(keyword) && Blanks1());

    private bool IsEndOfKeyword(int at) => at >= _text.Length || AfterKeyword.Contains(_text[at], StringComparison.Ordinal);

    /// <summary>A name after optional blanks: in double quotes, or a word that is no keyword.</summary>
    private string? Identifier() => Optional(() => Word() ?? QuotedName());

    private string? Word() =>
        Whole(() => Read(WordText())?.Value is { } word && !(Keywords.IsReserved(word) && IsEndOfKeyword(_at)) ? word : null);

    private string? QuotedName() => Quoted(QuotedNameText(), "invalid escape sequence, expected \\\\, \\\" or \\n");

    private string? Text() => Quoted(StringText(), "invalid escape sequence, expected \\\\, \\' or \\n");

    private string? Quoted(Regex pattern, string badEscape) => Read(pattern) is not { } match ? null
        : match.Groups["end"].Success
            ? Escape().Replace(match.Groups["content"].Value, escape => escape.Value is "\\n" ? "\n" : escape.Value[1..])
        : throw (StartsWith("\\") ? Error(_at + 1, badEscape) : Error(_at, "unterminated string literal"));

    private RegexLiteral? Regex() => Read(RegexText()) is not { } match ? null
        : match.Groups["end"].Success ? new RegexLiteral(match.Groups["content"].Value.Replace("\\/", "/", StringComparison.Ordinal))
        : throw Error(_at, "unterminated regex literal");

    private BindParameter? Parameter() =>
        Whole(() => Take("$") && (Read(WordCharacters())?.Value ?? QuotedName()) is { } name ? new BindParameter(name) : null);

    private string? Digits() => Read(DigitText())?.Value;

    private FloatLiteral? Float() =>
        Read(FloatText()) is { } match ? new FloatLiteral(double.Parse(match.ValueSpan, CultureInfo.InvariantCulture)) : null;

    /// <summary>One or more whole numbers with units, such as <c>1h30m</c>.</summary>
    private DurationLiteral? Duration()
    {
        long? total = null;
        int start = _at;
        while (Read(DurationText()) is { } part
            && long.TryParse(part.Groups["count"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out long count))
        {
            Int128 product = (Int128)count * DurationUnits.Nanoseconds(part.Groups["unit"].Value)!.Value;
            total = product <= long.MaxValue ? unchecked((total ?? 0) + (long)product) : throw Error(_at, "overflow");
            start = _at;
        }

        _at = start;
        return total is { } nanoseconds ? new DurationLiteral(nanoseconds) : null;
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

    private StringLiteral? String() => Text() is { } text ? new StringLiteral(text) : null;

    private Literal? AnyLiteral() => Float() ?? Duration() ?? Integer() ?? String() ?? (Literal?)Boolean();

    [GeneratedRegex(@"\G(?>[ \t\r\n]+|--[^\r\n]*|/\*[\s\S]*?\*/)*")]
    private static partial Regex BlankText();

    [GeneratedRegex(@"\G[A-Za-z_][A-Za-z0-9_]*")]
    private static partial Regex WordText();

    [GeneratedRegex(@"\G[A-Za-z0-9_]+")]
    private static partial Regex WordCharacters();

    [GeneratedRegex("""\G"(?<content>(?>[^"\\\n]|\\[n\\"])*)(?<end>")?""")]
    private static partial Regex QuotedNameText();

    [GeneratedRegex(@"\G'(?<content>(?>[^'\\\n]|\\[n\\'])*)(?<end>')?")]
    private static partial Regex StringText();

    // only \/ belongs to the literal; every other escape belongs to the pattern
    [GeneratedRegex(@"\G/(?<content>(?>\\/|[^/\n])*)(?<end>/)?")]
    private static partial Regex RegexText();

    [GeneratedRegex(@"\\[\s\S]")]
    private static partial Regex Escape();

    [GeneratedRegex(@"\G[0-9]+")]
    private static partial Regex DigitText();

    [GeneratedRegex(@"\G[0-9]*\.[0-9]+")]
    private static partial Regex FloatText();

    // in this order: the first that fits counts, so that 10us is 10u and a rest
    [GeneratedRegex(@"\G(?<count>[0-9]+)(?<unit>ns|µ|u|ms|s|m|h|d|w)")]
    private static partial Regex DurationText();
}
