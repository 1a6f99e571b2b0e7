namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>Expressions, loosest operator first: OR, AND, comparison, regular expression, <c>+ - | ^</c>, <c>* / &amp; %</c>, sign, value.</summary>
internal sealed partial class InfluxQlParser
{
    private const string NoCondition = "invalid conditional expression";

    private static readonly string[] s_regexes = ["=~", "!~"];

    // longest first
    private static readonly string[] s_comparisons = ["<=", ">=", "!=", "<>", "<", ">", "="];

    private static readonly string[] s_sums = ["+", "-", "|", "^"];

    private static readonly string[] s_products = ["*", "/", "&", "%"];

    /// <summary>What may stand for a value, and how the engine says that none of it does.</summary>
    private sealed record ValuePlace(Func<Expression?> Value, string Missing);

    private ValuePlace SelectList => new(SelectValue, "Char");

    private ValuePlace InCondition => new(ConditionValue, "Char");

    private ValuePlace Interval => new(() => Duration() ?? (Expression?)Unsigned(), "Digit");

    private ValuePlace Offset => new(() => Now() ?? Duration() ?? (Expression?)String(), "Char");

    private Expression? Condition() => Chain("OR", () => Chain("AND", Comparison));

    /// <summary>Operands joined by one logical operator, as a tree of low height: long lists of alternatives are common.</summary>
    private Expression? Chain(string op, Func<Expression?> operand)
    {
        if (operand() is not { } first)
        {
            return null;
        }

        var operands = new List<Expression> { first };
        while (Attempt(() => Blanks() && Keyword(op)))
        {
            operands.Add(Expect(NoCondition, operand));
        }

        while (operands.Count > 1)
        {
            operands = [.. operands.Chunk(2).Select(pair => pair.Length == 2 ? new BinaryExpression(op, pair[0], pair[1]) : pair[0])];
        }

        return operands[0];
    }

    private Expression? Comparison() => LeftToRight(s_comparisons, Match, () => Expect(NoCondition, Match));

    private Expression? Match() => LeftToRight(
        s_regexes, () => Arithmetic(InCondition) ?? InParentheses(Condition),
        () => Expect("invalid conditional, expected regular expression", () => Optional(Regex)));

    private Expression? Arithmetic(ValuePlace place) =>
        LeftToRight(s_sums, () => Term(place), () => Term(place) ?? throw Unfinished(place.Missing));

    private Expression? Term(ValuePlace place) => LeftToRight(s_products, () => Factor(place), () => Factor(place));

    /// <summary>Operands joined by operators of one family. An operator whose right operand is not there is left.</summary>
    private Expression? LeftToRight(string[] signs, Func<Expression?> first, Func<Expression?> further)
    {
        Expression? left = first();
        while (left is not null && Whole(() => Operator(signs) is { } op && further() is { } right ? Join(op, left, right) : null) is { } joined)
        {
            left = joined;
        }

        return left;
    }

    private NestedExpression? InParentheses(Func<Expression?> inside) =>
        Whole(() => Symbol("(") && Nested(inside) is { } inner && Symbol(")") ? new NestedExpression(inner) : null);

    private string? Operator(string[] signs) => Array.Find(signs, Symbol) switch { "<>" => "!=", var sign => sign };

    private Expression? Factor(ValuePlace place) => Signed(place) ?? InParentheses(() => Arithmetic(place)) ?? Optional(place.Value);

    private Expression? Signed(ValuePlace place) => Whole(() =>
    {
        bool negative = Symbol("-");
        if ((!negative && !Symbol("+")) || Nested(() => Factor(place)) is not { } operand)
        {
            return null;
        }

        return !negative ? operand : operand switch
        {
            FloatLiteral literal => new FloatLiteral(-literal.Value),
            IntegerLiteral literal => new IntegerLiteral(unchecked(-literal.Value)),
            DurationLiteral literal => new DurationLiteral(unchecked(-literal.Nanoseconds)),
            UnsignedLiteral { Value: 1UL << 63 } => new IntegerLiteral(long.MinValue),
            UnsignedLiteral => throw Error(_at, "constant overflows signed integer"),
            Reference or Call or NestedExpression or BindParameter => Join("*", new IntegerLiteral(-1), operand),
            _ => throw Error(_at, "unexpected unary expression: expected literal integer, float, duration, field, function or parenthesis"),
        };
    });

    private BinaryExpression Join(string op, Expression left, Expression right)
    {
        var joined = new BinaryExpression(op, left, right);
        return joined.Depth <= MaxDepth ? joined : throw Error(_at, "expression has too many operators");
    }

    private Expression? SelectValue()
    {
        int start = _at;
        if (Words("DISTINCT"))
        {
            return new Call("distinct", [new Reference(Expect("invalid DISTINCT expression, expected identifier", Identifier))]);
        }

        _at = start;
        return Star() ?? AnyLiteral() ?? Regex() ?? FunctionCall(SelectList) ?? Column() ?? (Expression?)Parameter();
    }

    private Expression? ConditionValue()
    {
        int start = _at;
        Expression? value = AnyLiteral();
        if (value is null && FunctionCall(InCondition) is { } call)
        {
            bool isKnown = call.Family == FunctionFamily.Math || call is { Function: "now", Arguments.Count: 0 }
                || call is { Function: "date_part", Arguments: [StringLiteral, Reference { IsTime: true }] };
            value = isKnown ? call : throw Error(
                start, "invalid expression, the only valid function calls are 'now' with no arguments, date_part(<literal>, time), or scalar math functions");
        }

        return value ?? Column() ?? (Expression?)Parameter();
    }

    private Call? Now()
    {
        int start = _at;
        return FunctionCall(Offset) is not { } call ? null
            : call is { Function: "now", Arguments.Count: 0 } ? call
            : throw Error(start, "invalid expression, the only valid function call is 'now' with no arguments");
    }

    private Call? FunctionCall(ValuePlace place)
    {
        if (Whole(() => (Word() ?? (Keyword("DISTINCT") ? "distinct" : null)) is { } word && Symbol("(") ? word : null) is not { } name)
        {
            return null;
        }

        var arguments = new List<Expression>();
        Expression? argument = Optional(Regex) ?? Nested(() => Arithmetic(place));
        while (argument is not null)
        {
            arguments.Add(argument);
            argument = argument is RegexLiteral || !Attempt(() => Symbol(",") && (argument = Nested(() => Arithmetic(place))) is not null) ? null : argument;
        }

        return Symbol(")") ? new Call(name.ToLowerInvariant(), arguments) : throw Unfinished("Char");
    }

    private Wildcard? Star() =>
        !Take("*") ? null
        : !Take("::") ? new Wildcard()
        : Keyword("TAG") ? new Wildcard(ColumnKind.Tag)
        : Keyword("FIELD") ? new Wildcard(ColumnKind.Field)
        : throw Error(_at, "invalid wildcard type specifier, expected TAG or FIELD");

    /// <summary>A column, which may be written with dots, and the type after <c>::</c>.</summary>
    private Reference? Column() => Whole(() =>
    {
        List<string> qualifiers = Qualifiers();
        return Identifier() is { } name ? new Reference(string.Join('.', [.. qualifiers, name]), Take("::") ? CastType() : null) : null;
    });

    private ColumnKind CastType() =>
        Enum.GetValues<ColumnKind>().Cast<ColumnKind?>().FirstOrDefault(type => type != ColumnKind.Time && Keyword(type!.Value.Name()))
        ?? throw Error(_at, "invalid data type for tag or field reference, expected float, integer, unsigned, string, boolean, field, tag");

    /// <summary><c>a.b.</c>, <c>a..</c> or <c>b.</c> before a name.</summary>
    private List<string> Qualifiers()
    {
        List<string> names = [];
        string? name = null;
        while (names.Count < 2 && Attempt(() => (name = Identifier() ?? (names.Count == 1 ? "" : null)) is not null && Take(".")))
        {
            names.Add(name!);
        }

        return names;
    }
}
