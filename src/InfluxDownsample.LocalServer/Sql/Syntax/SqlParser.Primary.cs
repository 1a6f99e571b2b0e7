namespace InfluxDownsample.LocalServer.Sql;

/// <summary>The smallest expressions: literals, names, parentheses, CASE, CAST, INTERVAL, and types.</summary>
internal sealed partial class SqlParser
{
    private static readonly HashSet<string> s_notAName = new(StringComparer.OrdinalIgnoreCase)
    {
        "FROM", "WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "UNION", "EXCEPT", "INTERSECT", "SELECT", "ON", "USING", "AND", "OR", "AS",
        "THEN", "ELSE", "END", "WHEN", "BETWEEN", "LIKE", "ILIKE", "IN", "IS", "BY", "JOIN", "INNER", "CROSS", "FULL", "NATURAL", "WITH", "QUALIFY",
    };

    private SqlExpression Primary() => Current.Kind switch
    {
        SqlTokenKind.Number => Number(Take().Text),
        SqlTokenKind.Text => new LiteralExpression(Take().Text),
        SqlTokenKind.Placeholder => new PlaceholderExpression(Take().Text),
        SqlTokenKind.QuotedName => NameOrCall(),
        SqlTokenKind.Word when !s_notAName.Contains(Current.Text) => WordExpression(),
        SqlTokenKind.Symbol when Is("(") => Parenthesized(InParentheses),
        SqlTokenKind.Symbol when Is("[") => ArrayItems(),
        _ => throw Expected("an expression"),
    };

    private SqlExpression InParentheses()
    {
        if (QueryFollows())
        {
            return new SubqueryExpression("", Query());
        }

        SqlExpression expression = Expression();
        return Is(",") ? throw QueryException.NotImplemented("Tuples are not supported") : expression;
    }

    private OperatorExpression ArrayItems() => new("ARRAY", Enclosed("[", () => CommaSeparatedUpTo("]", Expression), "]"));

    private static LiteralExpression Number(string text) => new(
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long integer) ? integer
        : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong unsigned) ? unsigned
        : (object)double.Parse(text, CultureInfo.InvariantCulture));

    private SqlExpression WordExpression()
    {
        SqlToken next = PeekAt(1);
        return Try("NULL") ? new LiteralExpression(null) : Current.Text.ToUpperInvariant() switch
        {
            "TRUE" or "FALSE" => new LiteralExpression(Take().Is("TRUE")),
            "CASE" => Skip().Case(),
            "INTERVAL" when next.Kind is SqlTokenKind.Text or SqlTokenKind.Number or SqlTokenKind.Placeholder || next.Is("-") => Skip().Interval(),
            "CAST" when next.Is("(") => Skip().Parenthesized(() => Cast(tries: false)),
            "TRY_CAST" when next.Is("(") => Skip().Parenthesized(() => Cast(tries: true)),
            "EXISTS" when next.Is("(") => new SubqueryExpression("EXISTS", Skip().Parenthesized(Query)),
            "ARRAY" when next.Is("[") => Skip().ArrayItems(),
            "CURRENT_TIMESTAMP" or "CURRENT_DATE" or "CURRENT_TIME" when !next.Is("(") => new CallExpression(Name(), []),
            "TIMESTAMP" or "DATE" or "TIME" or "TIMESTAMPTZ" or "DATETIME" when next.Kind == SqlTokenKind.Text => TypedLiteral(),
            _ => NameOrCall(),
        };
    }

    private CastExpression TypedLiteral()
    {
        SqlTypeName type = new(Name(), []);
        return new CastExpression(Primary(), type);
    }

    private SqlExpression NameOrCall()
    {
        bool quoted = Current.Kind == SqlTokenKind.QuotedName;
        List<string> parts = ObjectName();
        return Is("(") ? Call(string.Join('.', parts), mayBeSpelled: parts.Count == 1 && !quoted) : new NameExpression(parts);
    }

    private CaseExpression Case()
    {
        SqlExpression? operand = Is("WHEN") ? null : Expression();
        List<(SqlExpression When, SqlExpression Then)> branches = [];
        while (Try("WHEN"))
        {
            branches.Add((Expression(), After("THEN")));
        }

        Refuse.When(branches.Count == 0, () => Expected("WHEN"));
        SqlExpression? otherwise = ExpressionAfter("ELSE");
        Expect("END");
        return new CaseExpression(operand, branches, otherwise);
    }

    private CastExpression Cast(bool tries) => new(Expression(), After("AS", TypeName), tries);

    /// <summary><c>INTERVAL '1 hour'</c>, <c>INTERVAL '1' HOUR</c>, <c>INTERVAL 1 HOUR</c>.</summary>
    private LiteralExpression Interval()
    {
        string sign = Try("-") ? "-" : "";
        Refuse.When(Current.Kind is not (SqlTokenKind.Text or SqlTokenKind.Number),
            () => QueryException.NotImplemented($"Unsupported interval argument. Expected string literal, got: {Current}"));
        string text = sign + Take().Text;
        string? unit = Current.Kind == SqlTokenKind.Word && IntervalSyntax.IsUnit(Current.Text) ? Take().Text : null;
        Refuse.When(unit is not null && Is("TO"), () => QueryException.NotImplemented("Unsupported interval range"));
        return new LiteralExpression(IntervalSyntax.Parse(text, unit));
    }

    private SqlTypeName TypeName()
    {
        Refuse.When(Current.Kind != SqlTokenKind.Word, () => Expected("a data type name"));
        string name = Name();
        name = name == "double" && Try("PRECISION") ? "double precision"
            : name is "character" or "char" && Try("VARYING") ? "varchar"
            : name;
        List<string> arguments = Is("(") ? Parenthesized(() => CommaSeparated(() => Take().Text)) : [];
        name += Try("UNSIGNED") ? " unsigned" : Try("WITH", "TIME", "ZONE") ? " with time zone" : "";
        Try("WITHOUT", "TIME", "ZONE");
        return new SqlTypeName(name, arguments, Array: Try("[", "]"));
    }
}
