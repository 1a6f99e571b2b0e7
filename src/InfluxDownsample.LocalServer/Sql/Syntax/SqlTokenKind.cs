namespace InfluxDownsample.LocalServer.Sql.Syntax;

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
