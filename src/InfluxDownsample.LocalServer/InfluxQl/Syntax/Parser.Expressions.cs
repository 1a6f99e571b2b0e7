using System.Globalization;

namespace InfluxDownsample.LocalServer.InfluxQl.Syntax;

/// <summary>Expressions, loosest operator first: OR, AND, comparison, <c>+ - | ^</c>, <c>* / % &amp;</c>, sign, value.</summary>
internal sealed partial class Parser
{
    /// <summary>Where a value stands, because the select list allows wildcards, patterns and every function.</summary>
    private enum ValuePlace
    {
        SelectList,
        Condition,
    }

    private static readonly Dictionary<string, BinaryOperator> s_comparisons = new()
    {
        ["="] = BinaryOperator.Equal,
        ["!="] = BinaryOperator.NotEqual,
        ["<>"] = BinaryOperator.NotEqual,
        ["<"] = BinaryOperator.Less,
        ["<="] = BinaryOperator.LessOrEqual,
        [">"] = BinaryOperator.Greater,
        [">="] = BinaryOperator.GreaterOrEqual,
        ["=~"] = BinaryOperator.MatchesRegex,
        ["!~"] = BinaryOperator.NotMatchesRegex,
    };

    private static readonly Dictionary<string, BinaryOperator> s_sums = new()
    {
        ["+"] = BinaryOperator.Add,
        ["-"] = BinaryOperator.Subtract,
        ["|"] = BinaryOperator.BitwiseOr,
        ["^"] = BinaryOperator.BitwiseXor,
    };

    private static readonly Dictionary<string, BinaryOperator> s_products = new()
    {
        ["*"] = BinaryOperator.Multiply,
        ["/"] = BinaryOperator.Divide,
        ["%"] = BinaryOperator.Modulo,
        ["&"] = BinaryOperator.BitwiseAnd,
    };

    private Expression ParseCondition() => ParseChain(BinaryOperator.Or, () => ParseChain(BinaryOperator.And, ParseComparison));

    /// <summary>Operands joined by one logical operator, as a tree of low height: long lists of alternatives are common.</summary>
    private Expression ParseChain(BinaryOperator op, Func<Expression> parseOperand)
    {
        var operands = new List<Expression> { parseOperand() };
        while (TakeWord(op.Text()))
        {
            operands.Add(parseOperand());
        }

        while (operands.Count > 1)
        {
            operands = [.. operands.Chunk(2).Select(pair => pair.Length == 2 ? new BinaryExpression(op, pair[0], pair[1]) : pair[0])];
        }

        return operands[0];
    }

    private Expression ParseComparison()
    {
        Expression left = ParseArithmetic(ValuePlace.Condition);
        while (_current.Kind == TokenKind.Symbol && s_comparisons.TryGetValue(_current.Text, out BinaryOperator op))
        {
            Advance();
            Expression right = op.IsRegex()
                ? new RegexLiteral(TakeRegex() ?? throw Error("invalid conditional, expected regular expression"))
                : ParseArithmetic(ValuePlace.Condition);
            left = Join(op, left, right);
        }

        return left;
    }

    private Expression ParseArithmetic(ValuePlace place) => ParseLeftToRight(s_sums, () => ParseLeftToRight(s_products, () => ParseSigned(place)));

    private Expression ParseLeftToRight(Dictionary<string, BinaryOperator> operators, Func<Expression> parseOperand)
    {
        Expression left = parseOperand();
        while (_current.Kind == TokenKind.Symbol && operators.TryGetValue(_current.Text, out BinaryOperator op))
        {
            Advance();
            left = Join(op, left, parseOperand());
        }

        return left;
    }

    private BinaryExpression Join(BinaryOperator op, Expression left, Expression right)
    {
        var joined = new BinaryExpression(op, left, right);
        return joined.Depth <= MaxDepth ? joined : throw Error("expression has too many operators");
    }

    private Expression ParseSigned(ValuePlace place)
    {
        if (TakeSymbol("+"))
        {
            return Nested(() => ParseSigned(place));
        }

        if (!TakeSymbol("-"))
        {
            return ParseValue(place);
        }

        if (TakeNumber(negative: true) is { } number)
        {
            return number;
        }

        return Nested(() => ParseSigned(place)) switch
        {
            DurationLiteral duration => new DurationLiteral(-duration.Nanoseconds),
            StringLiteral or BooleanLiteral or RegexLiteral or Wildcard =>
                throw Error("unexpected unary expression: expected literal integer, float, duration, field, function or parenthesis"),
            Expression operand => Join(BinaryOperator.Multiply, new IntegerLiteral(-1), operand),
        };
    }

    private Expression ParseValue(ValuePlace place)
    {
        if (TakeSymbol("("))
        {
            Expression inner = Nested(() => place == ValuePlace.Condition ? ParseCondition() : ParseArithmetic(place));
            ExpectSymbol(")", "invalid expression, expected ')'");
            return inner;
        }

        if (TakeNumber(negative: false) is { } number)
        {
            return number;
        }

        switch (_current.Kind)
        {
            case TokenKind.Duration:
                return new DurationLiteral(Advance().Nanoseconds);
            case TokenKind.String:
                return new StringLiteral(Advance().Text);
            case TokenKind.Parameter:
                return new BindParameter(Advance().Text);
            case TokenKind.QuotedName:
                return new Reference(Advance().Text, TakeCast());
            case TokenKind.Word:
                return ParseWord(place);
            default:
                break;
        }

        if (place == ValuePlace.SelectList)
        {
            if (TakeSymbol("*"))
            {
                return new Wildcard(TakeCast() switch
                {
                    null => null,
                    InfluxType.Tag => InfluxType.Tag,
                    InfluxType.Field => InfluxType.Field,
                    _ => throw Error("invalid wildcard type specifier, expected TAG or FIELD"),
                });
            }

            if (TakeRegex() is { } pattern)
            {
                return new RegexLiteral(pattern);
            }
        }

        throw Error(place == ValuePlace.SelectList ? "invalid SELECT statement, expected field" : "invalid conditional expression");
    }

    private Expression ParseWord(ValuePlace place)
    {
        if (place == ValuePlace.SelectList && _current.IsWord("DISTINCT"))
        {
            return ParseDistinct();
        }

        if (TakeWord("true"))
        {
            return new BooleanLiteral(true);
        }

        if (TakeWord("false"))
        {
            return new BooleanLiteral(false);
        }

        string name = ExpectName(place == ValuePlace.SelectList ? "invalid SELECT statement, expected field" : "invalid conditional expression");
        return TakeSymbol("(") ? ParseCall(name, place) : new Reference(name, TakeCast());
    }

    private Call ParseDistinct()
    {
        Advance();
        if (TakeSymbol("("))
        {
            return ParseCall("distinct", ValuePlace.SelectList);
        }

        return new Call("distinct", [new Reference(ExpectName("invalid DISTINCT expression, expected identifier"))]);
    }

    private Call ParseCall(string name, ValuePlace place)
    {
        List<Expression> arguments = [];
        if (!TakeSymbol(")"))
        {
            arguments = Nested(() => ParseList(() => ParseArithmetic(place)));
            ExpectSymbol(")", "invalid function call, expected ')'");
        }

        return new Call(name.ToLowerInvariant(), arguments);
    }

    /// <summary>The type after <c>::</c>.</summary>
    private InfluxType? TakeCast()
    {
        if (!TakeSymbol("::"))
        {
            return null;
        }

        InfluxType? type = _current.Kind == TokenKind.Word ? InfluxTypes.Parse(_current.Text) : null;
        if (type is null)
        {
            throw Error("invalid data type for tag or field reference, expected float, integer, unsigned, string, boolean, field, tag");
        }

        Advance();
        return type;
    }

    /// <summary>The number that stands here, or null. The sign belongs to it, so that the smallest integer can be written.</summary>
    private Literal? TakeNumber(bool negative)
    {
        if (_current.Kind is not (TokenKind.Integer or TokenKind.Float))
        {
            return null;
        }

        string text = (negative ? "-" : "") + _current.Text;
        Literal literal;
        if (_current.Kind == TokenKind.Float)
        {
            literal = new FloatLiteral(double.Parse(text, CultureInfo.InvariantCulture));
        }
        else if (long.TryParse(text, CultureInfo.InvariantCulture, out long integer))
        {
            literal = new IntegerLiteral(integer);
        }
        else
        {
            literal = ulong.TryParse(text, CultureInfo.InvariantCulture, out ulong unsigned)
                ? new UnsignedLiteral(unsigned)
                : throw Error("unable to parse integer");
        }

        Advance();
        return literal;
    }
}
