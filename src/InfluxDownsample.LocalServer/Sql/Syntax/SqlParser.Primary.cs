using InfluxDownsample.LocalServer.Query;

namespace InfluxDownsample.LocalServer.Sql.Syntax;

/// <summary>The smallest expressions: literals, names, parentheses, CASE, CAST, INTERVAL.</summary>
internal sealed partial class SqlParser
{
    private static readonly HashSet<string> s_notAName = new(StringComparer.OrdinalIgnoreCase)
    {
        "FROM", "WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "UNION", "EXCEPT", "INTERSECT", "SELECT", "ON", "USING", "AND", "OR", "AS",
        "THEN", "ELSE", "END", "WHEN", "BETWEEN", "LIKE", "ILIKE", "IN", "IS", "BY", "JOIN", "INNER", "CROSS", "FULL", "NATURAL", "WITH", "QUALIFY",
    };

    private SqlExpression Primary()
    {
        SqlToken token = Current;
        switch (token.Kind)
        {
            case SqlTokenKind.Number:
                return new NumberLiteral(Take().Text);
            case SqlTokenKind.Text:
                return new TextLiteral(Take().Text);
            case SqlTokenKind.Placeholder:
                return new PlaceholderExpression(Take().Text);
            case SqlTokenKind.QuotedName:
                return NameOrCall();
            case SqlTokenKind.Word:
                return s_notAName.Contains(token.Text) ? throw Expected("an expression") : WordExpression(token);
            default:
                return SymbolExpression();
        }
    }

    private SqlExpression SymbolExpression()
    {
        if (TrySymbol("("))
        {
            return Parenthesized();
        }

        return TrySymbol("[") ? ArrayItems() : throw Expected("an expression");
    }

    private SqlExpression Parenthesized()
    {
        if (IsWord("SELECT") || IsWord("WITH") || IsWord("VALUES"))
        {
            SqlQuery query = Query();
            ExpectSymbol(")");
            return new ScalarQueryExpression(query);
        }

        SqlExpression expression = Expression();
        if (Current.IsSymbol(","))
        {
            throw QueryException.NotImplemented("Tuples are not supported");
        }

        ExpectSymbol(")");
        return expression;
    }

    private ArrayExpression ArrayItems()
    {
        List<SqlExpression> items = Current.IsSymbol("]") ? [] : CommaSeparated(Expression);
        ExpectSymbol("]");
        return new ArrayExpression(items);
    }

    private SqlExpression WordExpression(SqlToken word)
    {
        SqlToken next = PeekAt(1);
        switch (word.Text.ToUpperInvariant())
        {
            case "NULL":
                Take();
                return new NullLiteral();
            case "TRUE" or "FALSE":
                return new BooleanLiteral(Take().IsWord("TRUE"));
            case "CASE":
                Take();
                return Case();
            case "INTERVAL" when next.Kind is SqlTokenKind.Text or SqlTokenKind.Number or SqlTokenKind.Placeholder || next.IsSymbol("-") || next.IsSymbol("("):
                Take();
                return Interval();
            case "CAST" or "TRY_CAST" when next.IsSymbol("("):
                Take();
                return Cast(word.IsWord("TRY_CAST"));
            case "EXISTS" when next.IsSymbol("("):
                Take();
                return new ExistsExpression(ParenthesizedQuery(), Negated: false);
            case "ARRAY" when next.IsSymbol("["):
                Skip(2);
                return ArrayItems();
            case "CURRENT_TIMESTAMP" or "CURRENT_DATE" or "CURRENT_TIME" when !next.IsSymbol("("):
                return new CallExpression(Take().Text.ToLowerInvariant(), []);
            case "TIMESTAMP" or "DATE" or "TIME" or "TIMESTAMPTZ" or "DATETIME" when next.Kind == SqlTokenKind.Text:
                return new TypedLiteral(new SqlTypeName(Take().Text.ToLowerInvariant(), []), Take().Text);
            default:
                return NameOrCall();
        }
    }

    private SqlExpression NameOrCall()
    {
        List<SqlName> parts = [Name()];
        while (TrySymbol("."))
        {
            parts.Add(Name());
        }

        return Current.IsSymbol("(") ? Call(parts) : new NameExpression(parts);
    }

    private CaseExpression Case()
    {
        SqlExpression? operand = IsWord("WHEN") ? null : Expression();
        List<CaseBranch> branches = [];
        while (TryWord("WHEN"))
        {
            SqlExpression when = Expression();
            ExpectWord("THEN");
            branches.Add(new CaseBranch(when, Expression()));
        }

        if (branches.Count == 0)
        {
            throw Expected("WHEN");
        }

        SqlExpression? otherwise = TryWord("ELSE") ? Expression() : null;
        ExpectWord("END");
        return new CaseExpression(operand, branches, otherwise);
    }

    private CastExpression Cast(bool tries)
    {
        ExpectSymbol("(");
        SqlExpression operand = Expression();
        ExpectWord("AS");
        SqlTypeName type = TypeName();
        ExpectSymbol(")");
        return new CastExpression(operand, type, tries);
    }

    private IntervalLiteral Interval()
    {
        if (TrySymbol("("))
        {
            IntervalLiteral inner = Interval();
            ExpectSymbol(")");
            return inner.Unit is null ? inner with { Unit = IntervalUnit() } : inner;
        }

        string sign = TrySymbol("-") ? "-" : "";
        if (Current.Kind is not (SqlTokenKind.Text or SqlTokenKind.Number))
        {
            throw QueryException.NotImplemented($"Unsupported interval argument. Expected string literal, got: {Current}");
        }

        return new IntervalLiteral(sign + Take().Text, IntervalUnit());
    }

    private string? IntervalUnit()
    {
        if (Current.Kind != SqlTokenKind.Word || !IntervalText.IsUnit(Current.Text))
        {
            return null;
        }

        string unit = Take().Text;
        return IsWord("TO") ? throw QueryException.NotImplemented("Unsupported interval range") : unit;
    }
}
