namespace InfluxDownsample.LocalServer.InfluxQl.Syntax;

/// <summary>One word or sign of the text.</summary>
/// <remarks>
/// <paramref name="Text"/>: The content: unescaped and without its quotes.
/// <paramref name="Position"/>: Where it begins in the text.
/// </remarks>
internal readonly record struct Token(TokenKind Kind, string Text, int Position)
{
    /// <summary>The nanoseconds of a duration.</summary>
    public long Nanoseconds { get; init; }

    public bool IsWord(string word) => Kind == TokenKind.Word && Text.Equals(word, StringComparison.OrdinalIgnoreCase);

    public bool IsSymbol(string symbol) => Kind == TokenKind.Symbol && Text == symbol;

    /// <summary>Whether this is a name: in quotes, or a word that is no keyword.</summary>
    public bool IsName => Kind == TokenKind.QuotedName || (Kind == TokenKind.Word && !Keywords.IsReserved(Text));
}
