namespace InfluxDownsample.LocalServer.Sql;

/// <summary>Cuts SQL text into tokens. Comments (<c>--</c> to the end of the line, nested <c>/* */</c>) are left out.</summary>
internal static partial class SqlLexer
{
    /// <summary>The kinds by the names of their groups.</summary>
    private static readonly SqlTokenKind[] s_kinds = [.. Enum.GetValues<SqlTokenKind>().Where(kind => kind != SqlTokenKind.End)];

    /// <summary>All tokens of the text, the last one being <see cref="SqlTokenKind.End"/>.</summary>
    /// <exception cref="QueryException">An open string, name or comment, or a character SQL does not use.</exception>
    public static List<SqlToken> Read(string text)
    {
        List<SqlToken> tokens = [];
        int at = 0;
        foreach (Match match in Token().Matches(text))
        {
            at = match.Index + match.Length;
            tokens.AddRange(s_kinds.Where(kind => match.Groups[$"{kind}"].Success).Select(kind => new SqlToken(kind, Meaning(kind, match.Value), match.Index)));
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

    /// <summary>A doubled delimiter stands for itself.</summary>
    private static string Meaning(SqlTokenKind kind, string part) => kind switch
    {
        SqlTokenKind.Text or SqlTokenKind.QuotedName => part[1..^1].Replace($"{part[0]}{part[0]}", part[0].ToString(), StringComparison.Ordinal),
        SqlTokenKind.Placeholder => part[1..],
        _ => part,
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
        |(?<Word>[\p{L}\p{Cs}_\#@][\p{L}\p{Nd}\p{Cs}_\#@$]*)|(?<Number>([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?)
        |(?<Text>'(?>([^']|'')*)')|(?<QuotedName>"(?>([^"]|"")*)"|`(?>([^`]|``)*)`)|(?<Placeholder>\$[\p{L}\p{Nd}\p{Cs}_\#@$]+)
        |(?<Symbol>!~\*|<=>|->>|::|<=|>=|<>|!=|\|\||&&|!~|~\*|==|->|=>|<<|>>|/(?!\*)|[-(),.;+*%=<>[\]{}:~&|^!?]))
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Token();
}
