using System.Text.RegularExpressions;

namespace InfluxDownsample.Tests.Forms;

/// <summary>A statement in pieces, SQL or InfluxQL: names and texts in quotes, numbers, words, signs; without comments.</summary>
internal static partial class QueryTokens
{
    public static string[] Of(string statement) => [.. Token().Matches(statement).Select(match => match.Value).Where(token => !token.StartsWith("--", StringComparison.Ordinal))];

    /// <summary>Cuts at a word or sign that stands outside of all brackets.</summary>
    public static IEnumerable<ArraySegment<string>> Split(ArraySegment<string> tokens, string at)
    {
        int start = 0;
        int depth = 0;
        for (int index = 0; index < tokens.Count; index++)
        {
            depth += Depth(tokens[index]);
            if (depth == 0 && tokens[index].Equals(at, StringComparison.OrdinalIgnoreCase))
            {
                yield return tokens[start..index];
                start = index + 1;
            }
        }

        yield return tokens[start..];
    }

    /// <summary>Where words in a row stand outside of all brackets; -1 where they do not.</summary>
    public static int Find(ArraySegment<string> tokens, params ReadOnlySpan<string> words)
    {
        int depth = 0;
        for (int index = 0; index + words.Length <= tokens.Count; index++)
        {
            depth += Depth(tokens[index]);
            bool isThere = depth == 0;
            for (int word = 0; isThere && word < words.Length; word++)
            {
                isThere = tokens[index + word].Equals(words[word], StringComparison.OrdinalIgnoreCase);
            }

            if (isThere)
            {
                return index;
            }
        }

        return -1;
    }

    private static int Depth(string token) => token switch { "(" or "[" => 1, ")" or "]" => -1, _ => 0 };

    [GeneratedRegex("""
        --[^\n]* | "(?:[^"\\]|""|\\.)*" | '(?:[^'\\]|''|\\.)*' | \d+(?:\.\d+)?(?:[a-zµ]+\b)? | \$?[A-Za-z_]\w* | ::|<=|>=|<>|!=|\|\| | \S
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Token();
}
