using InfluxDownsample.LocalServer.Query;

namespace InfluxDownsample.LocalServer.Sql.Syntax;

/// <summary>Expressions by operator precedence.</summary>
internal sealed partial class SqlParser
{
    private const int OrPrecedence = 5;
    private const int AndPrecedence = 10;
    private const int NotPrecedence = 15;
    private const int IsPrecedence = 17;
    private const int LikePrecedence = 19;
    private const int ComparisonPrecedence = 20;
    private const int UnaryPrecedence = 42;

    private static readonly Dictionary<string, int> s_binary = new()
    {
        ["OR"] = OrPrecedence,
        ["AND"] = AndPrecedence,
        ["~"] = LikePrecedence,
        ["~*"] = LikePrecedence,
        ["!~"] = LikePrecedence,
        ["!~*"] = LikePrecedence,
        ["="] = ComparisonPrecedence,
        ["=="] = ComparisonPrecedence,
        ["<>"] = ComparisonPrecedence,
        ["!="] = ComparisonPrecedence,
        ["<"] = ComparisonPrecedence,
        ["<="] = ComparisonPrecedence,
        [">"] = ComparisonPrecedence,
        [">="] = ComparisonPrecedence,
        ["<=>"] = ComparisonPrecedence,
        ["|"] = 21,
        ["^"] = 22,
        ["&"] = 23,
        ["<<"] = 24,
        [">>"] = 24,
        ["+"] = 30,
        ["-"] = 30,
        ["*"] = 40,
        ["/"] = 40,
        ["%"] = 40,
        ["||"] = 40,
    };

    private SqlExpression Expression() => Expression(0);

    private SqlExpression Expression(int minimum)
    {
        using Nesting nesting = Nest();
        SqlExpression left = Prefix();
        while (Infix(left, minimum) is { } longer)
        {
            left = longer;
        }

        return left;
    }

    private SqlExpression Prefix()
    {
        if (IsWord("NOT") && !PeekAt(1).IsSymbol("."))
        {
            Take();
            return TryWord("EXISTS")
                ? new ExistsExpression(ParenthesizedQuery(), Negated: true)
                : new UnaryExpression("NOT", Expression(NotPrecedence));
        }

        if (Current.IsSymbol("-") || Current.IsSymbol("+"))
        {
            string sign = Take().Text;
            SqlExpression operand = Expression(UnaryPrecedence);
            return sign == "-" && operand is NumberLiteral number && !number.Text.StartsWith('-')
                ? new NumberLiteral("-" + number.Text)
                : new UnaryExpression(sign, operand);
        }

        return Postfix(Primary());
    }

    /// <summary>Casts and subscripts bind closest.</summary>
    private SqlExpression Postfix(SqlExpression operand)
    {
        while (true)
        {
            if (TrySymbol("::"))
            {
                operand = new CastExpression(operand, TypeName(), Try: false);
            }
            else if (TrySymbol("["))
            {
                operand = new SubscriptExpression(operand, Expression());
                ExpectSymbol("]");
            }
            else
            {
                return operand;
            }
        }
    }

    /// <summary>The expression grown by one operator that binds closer than the minimum; null when none follows.</summary>
    private SqlExpression? Infix(SqlExpression left, int minimum)
    {
        string symbol = Current.Kind is SqlTokenKind.Symbol or SqlTokenKind.Word ? Current.Text.ToUpperInvariant() : "";
        if (s_binary.TryGetValue(symbol, out int precedence))
        {
            if (precedence <= minimum)
            {
                return null;
            }

            Take();
            if (symbol is not "AND" and not "OR" && (IsWord("ANY") || IsWord("ALL")) && PeekAt(1).IsSymbol("("))
            {
                throw QueryException.NotImplemented($"{symbol} {Current.Text.ToUpperInvariant()}");
            }

            string canonical = symbol switch { "==" => "=", "<>" => "!=", "<=>" => "IS NOT DISTINCT FROM", _ => symbol };
            return new BinaryExpression(left, canonical, Expression(precedence));
        }

        if (symbol == "IS" && IsPrecedence > minimum)
        {
            Take();
            return Is(left);
        }

        if (symbol == "AT" && minimum < 41 && TryWords("AT", "TIME", "ZONE"))
        {
            return new AtTimeZoneExpression(left, Expression(41));
        }

        return symbol is "NOT" or "IN" or "BETWEEN" or "LIKE" or "ILIKE" or "SIMILAR" or "RLIKE" or "REGEXP" ? Predicate(left, minimum) : null;
    }

    private SqlExpression Is(SqlExpression operand)
    {
        bool negated = TryWord("NOT");
        if (TryWords("DISTINCT", "FROM"))
        {
            return new BinaryExpression(operand, negated ? "IS NOT DISTINCT FROM" : "IS DISTINCT FROM", Expression(IsPrecedence));
        }

        foreach (string what in (ReadOnlySpan<string>)["NULL", "TRUE", "FALSE", "UNKNOWN"])
        {
            if (TryWord(what))
            {
                return new IsExpression(operand, what, negated);
            }
        }

        throw Expected("[NOT] NULL | TRUE | FALSE | DISTINCT | UNKNOWN FROM after IS");
    }

    private SqlExpression? Predicate(SqlExpression left, int minimum)
    {
        bool negated = IsWord("NOT");
        SqlToken keyword = negated ? PeekAt(1) : Current;
        int precedence = keyword.IsWord("IN") || keyword.IsWord("BETWEEN") ? ComparisonPrecedence : LikePrecedence;
        if (precedence <= minimum)
        {
            return null;
        }

        if (negated)
        {
            Take();
        }

        if (TryWord("IN"))
        {
            return In(left, negated);
        }

        if (TryWord("BETWEEN"))
        {
            SqlExpression low = Expression(ComparisonPrecedence);
            ExpectWord("AND");
            return new BetweenExpression(left, low, Expression(ComparisonPrecedence), negated);
        }

        string? like = TryWord("LIKE") ? "LIKE" : TryWord("ILIKE") ? "ILIKE" : TryWords("SIMILAR", "TO") ? "SIMILAR TO" : null;
        if (like is null)
        {
            throw Expected("IN, BETWEEN, LIKE, ILIKE or SIMILAR TO");
        }

        SqlExpression pattern = Expression(LikePrecedence);
        string? escape = TryWord("ESCAPE") ? TakeText("a character after ESCAPE") : null;
        return new LikeExpression(left, like, pattern, escape, negated);
    }

    private SqlExpression In(SqlExpression operand, bool negated)
    {
        ExpectSymbol("(");
        if (IsWord("SELECT") || IsWord("WITH"))
        {
            SqlQuery query = Query();
            ExpectSymbol(")");
            return new InQueryExpression(operand, query, negated);
        }

        List<SqlExpression> items = Current.IsSymbol(")") ? [] : CommaSeparated(Expression);
        ExpectSymbol(")");
        return new InListExpression(operand, items, negated);
    }

    private SqlQuery ParenthesizedQuery()
    {
        ExpectSymbol("(");
        SqlQuery query = Query();
        ExpectSymbol(")");
        return query;
    }

    private string TakeText(string what) => Current.Kind == SqlTokenKind.Text ? Take().Text : throw Expected(what);
}
