namespace InfluxDownsample.LocalServer.Sql;

/// <summary>Expressions by operator precedence.</summary>
internal sealed partial class SqlParser
{
    private const int NotPrecedence = 15;
    private const int IsPrecedence = 17;
    private const int LikePrecedence = 19;
    private const int ComparisonPrecedence = 20;
    private const int UnaryPrecedence = 42;

    /// <summary>What may follow an expression, by its first word.</summary>
    private static readonly Dictionary<string, int> s_infix = (
        from level in ((string Signs, int Precedence)[])
        [
            ("OR", 5), ("AND", 10), ("IS", IsPrecedence), ("~ ~* !~ !~* LIKE ILIKE SIMILAR", LikePrecedence),
            ("= == <> != < <= > >= <=> IN BETWEEN", ComparisonPrecedence), ("|", 21), ("^", 22), ("&", 23), ("<< >>", 24), ("+ -", 30), ("* / % ||", 40),
            ("AT", 41),
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
            return new OperatorExpression("NOT", [Expression(NotPrecedence)]);
        }

        return TryAny("-", "+") is not { } sign ? Postfix(Primary())
            : sign == "-" && Current.Kind == SqlTokenKind.Number && !PeekAt(1).Is("::") && !PeekAt(1).Is("[") ? Number("-" + Take().Text)
            : new OperatorExpression(sign, [Expression(UnaryPrecedence)]);
    }

    /// <summary>Casts and subscripts bind closest.</summary>
    private SqlExpression Postfix(SqlExpression operand)
    {
        while (Is("::") || Is("["))
        {
            operand = Try("::") ? new CastExpression(operand, TypeName()) : new OperatorExpression("[]", [operand, Enclosed("[", Expression, "]")]);
        }

        return operand;
    }

    /// <summary>The expression grown by one operator that binds closer than the minimum; null when none follows.</summary>
    private SqlExpression? Infix(SqlExpression left, int minimum)
    {
        string not = Is("NOT") ? "NOT " : "";
        SqlToken sign = PeekAt(not.Length > 0 ? 1 : 0);
        int precedence = sign.Kind is SqlTokenKind.Symbol or SqlTokenKind.Word ? s_infix.GetValueOrDefault(sign.Text) : 0;
        bool isPredicate = sign.Kind == SqlTokenKind.Word && precedence is LikePrecedence or ComparisonPrecedence;
        if (precedence <= minimum || (not.Length > 0 && !isPredicate) || (sign.Is("AT") && !Is("AT", "TIME", "ZONE")))
        {
            return null;
        }

        _at += not.Length > 0 ? 2 : 1;
        SqlExpression Operand() => Expression(precedence);
        SqlExpression[] Escape() => Try("ESCAPE") ? [Primary()] : [];
        return sign.Text.ToUpperInvariant() switch
        {
            "IS" => IsTest(left),
            "AT" => new OperatorExpression("AT TIME ZONE", [left, After("TIME", () => After("ZONE", Operand))]),
            "IN" => Parenthesized<SqlExpression>(() => QueryFollows()
                ? new SubqueryExpression("IN", Query(), not, left)
                : new OperatorExpression("IN", [left, .. CommaSeparatedUpTo(")", Expression)], not)),
            "BETWEEN" => new OperatorExpression("BETWEEN", [left, Operand(), After("AND", Operand)], not),
            "SIMILAR" => new OperatorExpression("SIMILAR TO", [left, After("TO", Operand)], not),
            "LIKE" or "ILIKE" => new OperatorExpression(sign.Text.ToUpperInvariant(), [left, Operand(), .. Escape()], not),
            var other => new OperatorExpression(other switch { "==" => "=", "<>" => "!=", "<=>" => "IS NOT DISTINCT FROM", _ => other }, [left, Operand()]),
        };
    }

    private OperatorExpression IsTest(SqlExpression operand)
    {
        string not = Try("NOT") ? "NOT " : "";
        return Try("DISTINCT", "FROM") ? new OperatorExpression($"IS {not}DISTINCT FROM", [operand, Expression(IsPrecedence)])
            : TryAny("NULL", "TRUE", "FALSE", "UNKNOWN") is { } what ? new OperatorExpression($"IS {what}", [operand], not)
            : throw Expected("[NOT] NULL | TRUE | FALSE | DISTINCT | UNKNOWN FROM after IS");
    }
}
