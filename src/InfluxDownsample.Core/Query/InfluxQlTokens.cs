using System.Text;

namespace InfluxDownsample.Core.Query;

/// <summary>The kind of a word of a statement.</summary>
internal enum InfluxQlTokenKind
{
    /// <summary>A bare word: a keyword, a name or a function.</summary>
    Word,

    /// <summary>A name between double quotes.</summary>
    Name,

    /// <summary>A regular expression.</summary>
    Regex,

    /// <summary>A number, duration, text or placeholder.</summary>
    Value,

    /// <summary>Any other character, or <c>::</c>.</summary>
    Sign,
}

/// <summary>A word of a statement: its kind, and its text without quotes.</summary>
internal readonly record struct InfluxQlToken(InfluxQlTokenKind Kind, string Text)
{
    /// <summary>Whether it is that keyword or sign.</summary>
    public bool Is(string text) => Kind is InfluxQlTokenKind.Word or InfluxQlTokenKind.Sign && Text.Equals(text, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Cuts an InfluxQL statement into its words; comments are left out. A quote that is not closed ends with the statement.</summary>
internal static class InfluxQlTokens
{
    public static IReadOnlyList<InfluxQlToken> Read(string statement)
    {
        List<InfluxQlToken> tokens = [];
        int position = 0;
        while (position < statement.Length)
        {
            char first = statement[position];
            if (char.IsWhiteSpace(first))
            {
                position++;
            }
            else if (Begins(statement, position, "--"))
            {
                position = End(statement.IndexOf('\n', position), 1, statement);
            }
            else if (Begins(statement, position, "/*"))
            {
                position = End(statement.IndexOf("*/", position + 2, StringComparison.Ordinal), 2, statement);
            }
            else
            {
                tokens.Add(Next(statement, ref position, tokens));
            }
        }

        return tokens;
    }

    private static InfluxQlToken Next(string statement, ref int position, List<InfluxQlToken> before)
    {
        int start = position;
        char first = statement[position];
        switch (first)
        {
            case '\'':
                return new(InfluxQlTokenKind.Value, Quoted(statement, ref position));
            case '"':
                return new(InfluxQlTokenKind.Name, Quoted(statement, ref position));
            case '/' when !IsOperand(before):
                return new(InfluxQlTokenKind.Regex, Quoted(statement, ref position));
            case ':' when Begins(statement, position, "::"):
                position += 2;
                return new(InfluxQlTokenKind.Sign, "::");
            case '$' or (>= '0' and <= '9'):
                Skip(statement, ref position, static c => char.IsLetterOrDigit(c) || c is '_' or '.' or '$');
                return new(InfluxQlTokenKind.Value, statement[start..position]);
            case '_' or (>= 'a' and <= 'z') or (>= 'A' and <= 'Z'):
                Skip(statement, ref position, static c => char.IsAsciiLetterOrDigit(c) || c == '_');
                return new(InfluxQlTokenKind.Word, statement[start..position]);
            default:
                position++;
                return new(InfluxQlTokenKind.Sign, statement[start..position]);
        }
    }

    // After an operand a slash divides.
    private static bool IsOperand(List<InfluxQlToken> before)
        => before.Count > 0 && (before[^1].Kind is InfluxQlTokenKind.Name or InfluxQlTokenKind.Value || before[^1].Is(")")
            || (before[^1].Kind == InfluxQlTokenKind.Word && !InfluxQlNames.IsKeyword(before[^1].Text)));

    private static string Quoted(string statement, ref int position)
    {
        char quote = statement[position++];
        var text = new StringBuilder();
        while (position < statement.Length && statement[position] != quote)
        {
            if (statement[position] == '\\' && position + 1 < statement.Length)
            {
                position++;
                text.Append(statement[position] == 'n' && quote != '/' ? '\n' : statement[position]);
            }
            else
            {
                text.Append(statement[position]);
            }

            position++;
        }

        position++;
        return text.ToString();
    }

    private static void Skip(string statement, ref int position, Func<char, bool> belongs)
    {
        do
        {
            position++;
        }
        while (position < statement.Length && belongs(statement[position]));
    }

    private static bool Begins(string statement, int position, string text) => string.CompareOrdinal(statement, position, text, 0, text.Length) == 0;

    private static int End(int found, int length, string statement) => found < 0 ? statement.Length : found + length;
}
