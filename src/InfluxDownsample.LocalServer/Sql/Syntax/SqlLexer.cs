namespace InfluxDownsample.LocalServer.Sql;

/// <summary>Cuts SQL text into tokens. Comments (<c>--</c> to the end of the line, nested <c>/* */</c>) are left out.</summary>
internal static partial class SqlLexer
{
    /// <summary>All tokens of the text, the last one being <see cref="SqlTokenKind.End"/>.</summary>
    /// <exception cref="QueryException">An open string, name or comment, or a character SQL does not use.</exception>
    public static List<SqlToken> Read(string text)
    {
        List<SqlToken> tokens = [];
        int at = 0;
        foreach (ValueMatch match in Token().EnumerateMatches(text))
        {
            ReadOnlySpan<char> part = text.AsSpan(match.Index, match.Length);
            at = match.Index + match.Length;
            SqlTokenKind kind = KindOf(part);
            if (kind != SqlTokenKind.End)
            {
                tokens.Add(new SqlToken(kind, Meaning(kind, part), match.Index));
            }
        }

        tokens.Add(new SqlToken(SqlTokenKind.End, "", at));
        return at == text.Length ? tokens : throw Unreadable(text, at);
    }

    /// <summary>The place of a character as messages tell it.</summary>
    public static string Place(string text, int at)
    {
        ReadOnlySpan<char> before = text.AsSpan(0, at);
        return $" at Line: {before.Count('\n') + 1}, Column: {at - before.LastIndexOf('\n')}";
    }

    /// <summary>What a match is; blanks and comments are taken for the end of nothing.</summary>
    private static SqlTokenKind KindOf(ReadOnlySpan<char> part) => part[0] switch
    {
        '\'' => SqlTokenKind.Text,
        '"' or '`' => SqlTokenKind.QuotedName,
        '$' => SqlTokenKind.Placeholder,
        '_' or '#' or '@' => SqlTokenKind.Word,
        '-' or '/' when part.Length > 1 && part[1] is '-' or '*' => SqlTokenKind.End,
        '.' when part.Length > 1 => SqlTokenKind.Number,
        '\uFEFF' => SqlTokenKind.End,
        char c when char.IsAsciiDigit(c) => SqlTokenKind.Number,
        char c when char.IsLetter(c) || char.IsSurrogate(c) => SqlTokenKind.Word,
        char c when char.IsWhiteSpace(c) => SqlTokenKind.End,
        _ => SqlTokenKind.Symbol,
    };

    /// <summary>A doubled delimiter stands for itself.</summary>
    private static string Meaning(SqlTokenKind kind, ReadOnlySpan<char> part) => kind switch
    {
        SqlTokenKind.Text or SqlTokenKind.QuotedName => part[1..^1].ToString().Replace($"{part[0]}{part[0]}", part[0].ToString(), StringComparison.Ordinal),
        SqlTokenKind.Placeholder => part[1..].ToString(),
        _ => part.ToString(),
    };

    private static QueryException Unreadable(string text, int at) => QueryException.SqlToken((text[at] switch
    {
        '\'' => "Unterminated string literal",
        '"' or '`' => $"Expected close delimiter '{text[at]}' before EOF.",
        '/' => "Unexpected EOF while in a multi-line comment",
        char other => $"Unexpected character '{other}'",
    }) + Place(text, at));

    // longest first; a quoted text or comment is never cut short to make it fit
    [GeneratedRegex(
        """
        \G(?>[\s\uFEFF]+|--[^\n]*|/\*(?>(?:(?<deeper>/\*)|(?<-deeper>\*/)|(?!/\*|\*/)[\s\S])*)(?(deeper)(?!))\*/
        |[\p{L}\p{Cs}_\#@][\p{L}\p{Nd}\p{Cs}_\#@$]*|(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?
        |'(?>(?:[^']|'')*)'|"(?>(?:[^"]|"")*)"|`(?>(?:[^`]|``)*)`|\$[\p{L}\p{Nd}\p{Cs}_\#@$]+
        |!~\*|<=>|->>|::|<=|>=|<>|!=|\|\||&&|!~|~\*|==|->|=>|<<|>>|/(?!\*)|[-(),.;+*%=<>[\]{}:~&|^!?])
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Token();
}
