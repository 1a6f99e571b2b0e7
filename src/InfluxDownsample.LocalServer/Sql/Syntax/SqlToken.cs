namespace InfluxDownsample.LocalServer.Sql.Syntax;

/// <summary>A token with its meaning (unquoted, unescaped) and its place, both 1-based.</summary>
internal readonly record struct SqlToken(SqlTokenKind Kind, string Text, int Line, int Column)
{
    public bool IsWord(string keyword) => Kind == SqlTokenKind.Word && Text.Equals(keyword, StringComparison.OrdinalIgnoreCase);

    public bool IsSymbol(string symbol) => Kind == SqlTokenKind.Symbol && Text == symbol;

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
