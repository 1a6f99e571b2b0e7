namespace InfluxDownsample.Core.Query;

/// <summary>The names that an InfluxQL <c>SELECT</c> takes from the database.</summary>
/// <param name="Measurements">The measurements that it reads.</param>
/// <param name="Columns">The fields and tags that it names.</param>
internal sealed record InfluxQlNames(IReadOnlyList<string> Measurements, IReadOnlyList<string> Columns)
{
    private static readonly HashSet<string> s_keywords = new(StringComparer.OrdinalIgnoreCase)
    {
        "SELECT", "FROM", "WHERE", "GROUP", "ORDER", "BY", "ASC", "DESC", "LIMIT", "OFFSET", "SLIMIT", "SOFFSET", "INTO",
        "AS", "AND", "OR", "NOT", "IN", "IS", "DISTINCT", "TRUE", "FALSE", "NULL",
        "FILL", "TZ", "NONE", "PREVIOUS", "LINEAR",
    };

    /// <summary>Whether a bare word belongs to the language.</summary>
    public static bool IsKeyword(string word) => s_keywords.Contains(word);

    /// <summary>Reads a statement. Null when it is no <c>SELECT</c>, or its measurements are not all named: regular expressions, other databases.</summary>
    public static InfluxQlNames? Read(string statement)
    {
        IReadOnlyList<InfluxQlToken> tokens = InfluxQlTokens.Read(statement);
        if (tokens.Count == 0 || !tokens[0].Is("SELECT"))
        {
            return null;
        }

        List<string> measurements = [];
        List<string> columns = [];
        HashSet<string> aliases = new(StringComparer.Ordinal) { "time" };
        for (int at = 0; at < tokens.Count; at++)
        {
            if (tokens[at].Is("FROM"))
            {
                if (!TryReadSources(tokens, ref at, measurements))
                {
                    return null;
                }
            }
            else if (tokens[at].Is("AS") && at + 1 < tokens.Count)
            {
                aliases.Add(tokens[++at].Text);
            }
            else if (IsFunction(tokens, at))
            {
                // What a query in brackets calls its result without AS.
                aliases.Add(tokens[at].Text.ToLowerInvariant());
            }
            else if (IsColumn(tokens, at))
            {
                columns.Add(tokens[at].Text);
            }
        }

        return new InfluxQlNames(measurements, [.. columns.Where(name => !aliases.Contains(name)).Distinct(StringComparer.Ordinal)]);
    }

    private static bool IsColumn(IReadOnlyList<InfluxQlToken> tokens, int at)
        => tokens[at].Kind == InfluxQlTokenKind.Name
        // Behind colons stands a type.
        || (tokens[at].Kind == InfluxQlTokenKind.Word && !IsKeyword(tokens[at].Text) && !(at > 0 && tokens[at - 1].Is("::")));

    private static bool IsFunction(IReadOnlyList<InfluxQlToken> tokens, int at)
        => tokens[at].Kind == InfluxQlTokenKind.Word && !IsKeyword(tokens[at].Text) && at + 1 < tokens.Count && tokens[at + 1].Is("(");

    // Stands on FROM, and at the end on the last word of the sources. A query in brackets is read as the rest is.
    private static bool TryReadSources(IReadOnlyList<InfluxQlToken> tokens, ref int at, List<string> measurements)
    {
        do
        {
            if (at + 1 >= tokens.Count || tokens[at + 1].Kind is not (InfluxQlTokenKind.Name or InfluxQlTokenKind.Word))
            {
                return at + 1 < tokens.Count && tokens[at + 1].Is("(");
            }

            at++;
            measurements.Add(tokens[at].Text);
            if (at + 1 < tokens.Count && tokens[at + 1].Is("."))
            {
                return false;
            }

            at++;
        }
        while (at < tokens.Count && tokens[at].Is(","));

        at--;
        return true;
    }
}
