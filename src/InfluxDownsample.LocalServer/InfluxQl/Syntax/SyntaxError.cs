namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>What is said about text that is no InfluxQL. Positions count bytes.</summary>
internal static class SyntaxError
{
    private const string Prefix = "Error during planning: ";

    public static QueryException At(string text, int position, string message) =>
        new(QueryErrorKind.Syntax,
            $"{Prefix}{message} at pos {Encoding.UTF8.GetByteCount(text.AsSpan(0, position))}");

    /// <summary>No statement begins, or none ends, in a way the grammar can name.</summary>
    public static QueryException NoStatement(string text, int statement) => Unnamed(text, statement, statement, "Error", "Tag");

    /// <summary>Something must follow at <paramref name="position"/> and does not.</summary>
    public static QueryException Unfinished(string text, int statement, int position, string expected)
        => Unnamed(text, statement, position, "Failure", expected);

    /// <summary>The text HTTP answers with a 400. // wire reference 8.1</summary>
    public static string HttpText(QueryException error) =>
        "error in InfluxQL statement: "
            + (error.Message.StartsWith(Prefix, StringComparison.Ordinal) ? "parsing error: " + error.Message[Prefix.Length..] : error.Message);

    private static QueryException Unnamed(string text, int statement, int position, string severity, string expected)
    {
        QueryException error = At(text, statement, "invalid InfluxQL statement");
        return new QueryException(QueryErrorKind.Syntax, $"{error.Message}. Parsing {severity}: Nom({RustText.Quoted(text[position..])}, {expected})");
    }
}
