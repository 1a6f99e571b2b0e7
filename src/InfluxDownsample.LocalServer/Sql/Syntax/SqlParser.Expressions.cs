namespace InfluxDownsample.LocalServer.Sql;

/// <summary>Expressions by operator precedence.</summary>
internal sealed partial class SqlParser
{
    private const int NotPrecedence = 15;
    private const int IsPrecedence = 17;
    private const int LikePrecedence = 19;
    private const int ComparisonPrecedence = 20;
    private const int ZonePrecedence = 41;
    private const int UnaryPrecedence = 42;

    private static readonly Dictionary<string, int> s_binary = (
        from level in ((string Signs, int Precedence)[])
        [
            ("OR", 5), ("AND", 10), ("~ ~* !~ !~*", LikePrecedence), ("= == <> != < <= > >= <=>", ComparisonPrecedence), ("|", 21), ("^", 22), ("&", 23),
            ("<< >>", 24), ("+ -", 30), ("* / % ||", 40),
        ]
        from sign in level.Signs.Split(' ')
        select (sign, level.Precedence)).ToDictionary(StringComparer.OrdinalIgnoreCase);

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
        if (Is("NOT") && !PeekAt(1).Is("."))
        {
            Take();
            return Try("EXISTS") ? new ExistsExpression(Parenthesized(Query), Negated: true) : new UnaryExpression("NOT", Expression(NotPrecedence));
        }

        if (TryAny("-", "+") is not { } sign)
        {
            return Postfix(Primary());
        }

        SqlExpression operand = Expression(UnaryPrecedence);
        return sign == "-" && operand is NumberLiteral number && !number.Text.StartsWith('-')
            ? new NumberLiteral("-" + number.Text)
            : new UnaryExpression(sign, operand);
    }

    /// <summary>Casts and subscripts bind closest.</summary>
    private SqlExpression Postfix(SqlExpression operand)
    {
        while (Is("::") || Is("["))
        {
            operand = Try("::")
                ? new CastExpression(operand, TypeName(), Try: false)
                : new SubscriptExpression(operand, Enclosed("[", Expression, "]"));
        }

        return operand;
    }

    /// <summary>The expression grown by one operator that binds closer than the minimum; null when none follows.</summary>
    private SqlExpression? Infix(SqlExpression left, int minimum) =>
        Current.Kind is not (SqlTokenKind.Symbol or SqlTokenKind.Word) ? null
        : s_binary.TryGetValue(Current.Text, out int precedence)
            ? precedence > minimum ? Binary(left, Take().Text.ToUpperInvariant(), precedence) : null
        : minimum < IsPrecedence && Try("IS") ? IsTest(left)
        : minimum < ZonePrecedence && PeekAt(2).Is("ZONE") && Try("AT", "TIME") && Try("ZONE") ? new AtTimeZoneExpression(left, Expression(ZonePrecedence))
        : Predicate(left, minimum);

    private BinaryExpression Binary(SqlExpression left, string sign, int precedence)
    {
        Refuse.When(sign is not "AND" and not "OR" && (Is("ANY", "(") || Is("ALL", "(")),
            () => QueryException.NotImplemented($"{sign} {Current.Text.ToUpperInvariant()}"));
        string canonical = sign switch { "==" => "=", "<>" => "!=", "<=>" => "IS NOT DISTINCT FROM", _ => sign };
        return new BinaryExpression(left, canonical, Expression(precedence));
    }

    private SqlExpression IsTest(SqlExpression operand)
    {
        bool negated = Try("NOT");
        return Try("DISTINCT", "FROM")
                ? new BinaryExpression(operand, negated ? "IS NOT DISTINCT FROM" : "IS DISTINCT FROM", Expression(IsPrecedence))
            : TryAny("NULL", "TRUE", "FALSE", "UNKNOWN") is { } what ? new IsExpression(operand, what, negated)
            : throw Expected("[NOT] NULL | TRUE | FALSE | DISTINCT | UNKNOWN FROM after IS");
    }

    private SqlExpression? Predicate(SqlExpression left, int minimum)
    {
        bool negated = Is("NOT");
        SqlToken keyword = PeekAt(negated ? 1 : 0);
        bool list = keyword.Is("IN") || keyword.Is("BETWEEN");
        bool like = keyword.Is("LIKE") || keyword.Is("ILIKE") || keyword.Is("SIMILAR");
        if ((list ? ComparisonPrecedence : LikePrecedence) <= minimum || !(list || like || negated))
        {
            return null;
        }

        _at += negated ? 1 : 0;
        switch (TryAny("IN", "BETWEEN", "LIKE", "ILIKE"))
        {
            case "IN":
                return In(left, negated);
            case "BETWEEN":
                return new BetweenExpression(left, Expression(ComparisonPrecedence), After("AND", () => Expression(ComparisonPrecedence)), negated);
            case { } known:
                return Like(left, known, negated);
            default:
                return Try("SIMILAR", "TO") ? Like(left, "SIMILAR TO", negated) : throw Expected("IN, BETWEEN, LIKE, ILIKE or SIMILAR TO");
        }
    }

    private LikeExpression Like(SqlExpression operand, string sign, bool negated)
    {
        SqlExpression pattern = Expression(LikePrecedence);
        string? escape = !Try("ESCAPE") ? null : Current.Kind == SqlTokenKind.Text ? Take().Text : throw Expected("a character after ESCAPE");
        return new LikeExpression(operand, sign, pattern, escape, negated);
    }

    private SqlExpression In(SqlExpression operand, bool negated) => Parenthesized<SqlExpression>(() => QueryFollows()
        ? new InQueryExpression(operand, Query(), negated)
        : new InListExpression(operand, CommaSeparatedUpTo(")", Expression), negated));
}
