using System.Text.RegularExpressions;

namespace InfluxDownsample.Tests.Forms;

/// <summary>
/// The forms of a statement: what stays of its expressions, conditions and clauses when each name is replaced by what it stands for (f, i, u, s, b for
/// fields by their types, tag), and each value by its kind. What a server accepts goes by these.
/// </summary>
internal static partial class QueryForms
{
    private static readonly string[][] s_clauses = [["FROM"], ["WHERE"], ["GROUP", "BY"], ["ORDER", "BY"], ["LIMIT"]];

    // Texts that are no values but a part of the language.
    private static readonly HashSet<string> s_words = ["'value'", "'time'", "'Float64'", "'iox'"];

    /// <param name="statement">The statement.</param>
    /// <param name="isInfluxQl">Its language.</param>
    /// <param name="typeOf">What a column's name stands for.</param>
    public static IReadOnlySet<string> Of(string statement, bool isInfluxQl, Func<string, string> typeOf)
    {
        HashSet<string> forms = [];
        Add(forms, QueryTokens.Of(statement), isInfluxQl ? "influxql " : "sql ", typeOf);
        return forms;
    }

    private static void Add(HashSet<string> forms, ArraySegment<string> tokens, string language, Func<string, string> typeOf)
    {
        int union = QueryTokens.Find(tokens, "UNION", "ALL");
        if (union > 0)
        {
            forms.Add(language + "union all");
            Add(forms, tokens[..union], language, typeOf);
            Add(forms, tokens[(union + 2)..], language, typeOf);
            return;
        }

        if (tokens.Count == 0 || !tokens[0].Equals("SELECT", StringComparison.OrdinalIgnoreCase))
        {
            forms.Add(language + Text(tokens, typeOf));
            return;
        }

        ArraySegment<string> rest = tokens[1..];
        Dictionary<string, ArraySegment<string>> clauses = [];
        foreach (string[] words in s_clauses.Reverse())
        {
            int at = QueryTokens.Find(rest, words);
            if (at >= 0)
            {
                clauses[words[0]] = rest[(at + words.Length)..];
                rest = rest[..at];
            }
        }

        foreach (ArraySegment<string> item in QueryTokens.Split(rest, ","))
        {
            bool isNamed = item.Count > 2 && item[^2].Equals("AS", StringComparison.OrdinalIgnoreCase);
            forms.Add($"{language}select {Text(isNamed ? item[..^2] : item, typeOf)}");
        }

        if (clauses.TryGetValue("FROM", out ArraySegment<string> source))
        {
            if (source.Count > 1 && source[0] == "(")
            {
                int end = Array.LastIndexOf([.. source], ")");
                Add(forms, source[1..end], language, typeOf);
                forms.Add($"{language}from (…) {Text(source[(end + 1)..], static _ => "x")}".TrimEnd());
            }
            else
            {
                forms.Add($"{language}from {(source.Count == 1 ? "table" : Text(source, static _ => "x"))}");
            }
        }

        foreach (ArraySegment<string> condition in clauses.TryGetValue("WHERE", out ArraySegment<string> where) ? QueryTokens.Split(where, "AND") : [])
        {
            forms.Add($"{language}where {Text(condition, typeOf)}");
        }

        if (clauses.TryGetValue("GROUP", out ArraySegment<string> group))
        {
            forms.Add($"{language}group by {Text(group, typeOf)}");
        }

        if (clauses.TryGetValue("ORDER", out ArraySegment<string> order))
        {
            forms.Add($"{language}order by {Text(order, typeOf)}");
        }

        if (clauses.TryGetValue("LIMIT", out ArraySegment<string> limit))
        {
            forms.Add($"{language}limit {Text(limit, typeOf)}");
        }
    }

    private static string Text(ArraySegment<string> tokens, Func<string, string> typeOf)
    {
        string text = string.Join(' ', tokens.Select((token, index) => Word(token, isCall: index + 1 < tokens.Count && tokens[index + 1] == "(", typeOf)));
        text = text.Replace(" ( ", "(", StringComparison.Ordinal).Replace("( ", "(", StringComparison.Ordinal).Replace(" )", ")", StringComparison.Ordinal)
            .Replace(" ,", ",", StringComparison.Ordinal).Replace(" [", "[", StringComparison.Ordinal).Replace("[ ", "[", StringComparison.Ordinal).Replace(" ]", "]", StringComparison.Ordinal)
            .Replace(" :: ", "::", StringComparison.Ordinal).Replace("- N", "N", StringComparison.Ordinal);
        text = Interval().Replace(text, match => match.Value.Contains('m', StringComparison.Ordinal) ? "INTERVAL months" : "INTERVAL fixed");
        // So many of one kind are like one.
        return Windows().Replace(Choices().Replace(Listed().Replace(text, "$1"), "$1"), "$1");
    }

    private static string Word(string token, bool isCall, Func<string, string> typeOf) => token[0] switch
    {
        '"' when token.Length > 1 => typeOf(token[1..^1]),
        '\'' when s_words.Contains(token) => token,
        '\'' when IntervalText().IsMatch(token) => token.Contains("month", StringComparison.Ordinal) || token.Contains("year", StringComparison.Ordinal) ? "'m'" : "'d'",
        '\'' => Time().IsMatch(token) ? "'time'" : "'text'",
        '$' => "$p",
        >= '0' and <= '9' => "N",
        // A column's name without quotes, where it is known as one.
        _ => isCall || typeOf(token) is not { Length: > 0 } type || type == "x" ? token : type,
    };

    [GeneratedRegex(@"INTERVAL '[md]'")]
    private static partial Regex Interval();

    [GeneratedRegex(@"^'-?\d+ (?:nano|micro|milli)?(?:second|minute|hour|day|week|month|year)s?'$")]
    private static partial Regex IntervalText();

    [GeneratedRegex(@"^'\d{4}-\d\d-\d\d")]
    private static partial Regex Time();

    [GeneratedRegex(@"(, (?:tag|N|x))\1+")]
    private static partial Regex Listed();

    [GeneratedRegex(@"( OR [^()]+?= \$p)\1+")]
    private static partial Regex Choices();

    [GeneratedRegex(@"(WHEN time < TIMESTAMP 'time' THEN TIMESTAMP 'time' )\1+")]
    private static partial Regex Windows();
}
