namespace InfluxDownsample.LocalServer.Sql;

internal enum SqlTokenKind
{
    /// <summary>A keyword or an unquoted name.</summary>
    Word,

    /// <summary>A name in double quotes or backticks, without them.</summary>
    QuotedName,

    Number,

    /// <summary>A string in single quotes, unescaped.</summary>
    Text,

    /// <summary><c>$name</c>, without the dollar.</summary>
    Placeholder,

    /// <summary>An operator or punctuation mark.</summary>
    Symbol,

    End,
}

/// <summary>A token with its meaning (unquoted, unescaped) and its place in the text.</summary>
internal readonly record struct SqlToken(SqlTokenKind Kind, string Text, int At)
{
    /// <summary>Is it this keyword or symbol?</summary>
    public bool Is(string word) => Kind is SqlTokenKind.Word or SqlTokenKind.Symbol && Text.Equals(word, StringComparison.OrdinalIgnoreCase);

    public bool IsName => Kind is SqlTokenKind.Word or SqlTokenKind.QuotedName;

    /// <summary>The token as error messages show it.</summary>
    public override string ToString() => Kind switch
    {
        SqlTokenKind.End => "EOF",
        SqlTokenKind.Text => $"'{Text}'",
        SqlTokenKind.QuotedName => $"\"{Text}\"",
        SqlTokenKind.Placeholder => "$" + Text,
        _ => Text,
    };
}
