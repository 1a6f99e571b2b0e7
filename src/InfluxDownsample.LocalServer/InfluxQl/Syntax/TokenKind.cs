namespace InfluxDownsample.LocalServer.InfluxQl.Syntax;

internal enum TokenKind
{
    /// <summary>The end of the text.</summary>
    End,

    /// <summary>An unquoted word: a keyword, a function or a name.</summary>
    Word,

    /// <summary>A name in double quotes.</summary>
    QuotedName,

    /// <summary>Text in single quotes.</summary>
    String,

    Integer,
    Float,

    /// <summary>Such as <c>1h30m</c>; the token's number is nanoseconds.</summary>
    Duration,

    /// <summary><c>/pattern/</c>, read only where a value may stand.</summary>
    Regex,

    /// <summary><c>$name</c>; the token's text is the name.</summary>
    Parameter,

    /// <summary>Operators and punctuation.</summary>
    Symbol,
}
