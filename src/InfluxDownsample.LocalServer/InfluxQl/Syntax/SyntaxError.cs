using InfluxDownsample.LocalServer.Query;

namespace InfluxDownsample.LocalServer.InfluxQl.Syntax;

/// <summary>What is said about text that is no InfluxQL.</summary>
internal static class SyntaxError
{
    private const string Prefix = "Error during planning: ";

    public static QueryException At(int position, string message) =>
        new(QueryErrorKind.Syntax, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Prefix}{message} at pos {position}"));

    /// <summary>The text HTTP answers with a 400. // wire reference 8.1</summary>
    public static string HttpText(QueryException error) =>
        "error in InfluxQL statement: " + (error.Message.StartsWith(Prefix, StringComparison.Ordinal) ? "parsing error: " + error.Message[Prefix.Length..] : error.Message);
}
