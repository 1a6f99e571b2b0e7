namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>A value, a column, a call or an operation; conditions are expressions too.</summary>
internal abstract record Expression
{
    /// <summary>How many levels the tree has; the parser refuses trees too deep to walk.</summary>
    public int Depth => 1 + Parts.Select(part => part.Depth).DefaultIfEmpty().Max();

    /// <summary>Rebuilds the tree from its leaves up, replacing each node by what <paramref name="change"/> returns for it.</summary>
    public Expression Rewrite(Func<Expression, Expression> change) => this switch
    {
        BinaryExpression binary => change(new BinaryExpression(binary.Operator, binary.Left.Rewrite(change), binary.Right.Rewrite(change))),
        NestedExpression nested => change(new NestedExpression(nested.Inner.Rewrite(change))),
        Call call => change(new Call(call.Function, [.. call.Arguments.Select(argument => argument.Rewrite(change))])),
        _ => change(this),
    };

    /// <summary>This node and every node below it, parents first.</summary>
    public IEnumerable<Expression> Nodes() => Parts.SelectMany(part => part.Nodes()).Prepend(this);

    /// <summary>The columns it reads, also within calls.</summary>
    public IEnumerable<Reference> References => Nodes().OfType<Reference>();

    /// <summary>The calls in it, outer ones before those in their arguments.</summary>
    public IEnumerable<Call> Calls => Nodes().OfType<Call>();

    /// <summary>The nodes directly below this one.</summary>
    public IEnumerable<Expression> Parts => this switch
    {
        BinaryExpression binary => [binary.Left, binary.Right],
        NestedExpression nested => [nested.Inner],
        Call call => call.Arguments,
        _ => [],
    };

    /// <summary>The expression without the parentheses around it.</summary>
    public Expression Bare => this is NestedExpression nested ? nested.Inner.Bare : this;

    public sealed override string ToString() => ExpressionText.Of(this);
}

/// <summary><c>left op right</c>.</summary>
internal sealed record BinaryExpression(string Operator, Expression Left, Expression Right) : Expression
{
    public bool IsLogical => Operator is "AND" or "OR";

    public bool IsRegex => Operator is "=~" or "!~";

    public bool IsComparison => Operator is "=" or "!=" or "<" or "<=" or ">" or ">=";

    public bool IsBitwise => Operator is "&" or "|" or "^";
}

/// <summary><c>(inner)</c>.</summary>
internal sealed record NestedExpression(Expression Inner) : Expression;

/// <summary>A function call; the name is in lower case. <c>DISTINCT x</c> is the call <c>distinct(x)</c>.</summary>
internal sealed record Call(string Function, IReadOnlyList<Expression> Arguments) : Expression
{
    /// <summary>What the function does; null for one that nobody knows.</summary>
    public FunctionFamily? Family => Functions.Find(Function)?.Family;

    /// <summary>Whether it chooses a row of each group, whose time and other fields can be had beside the value.</summary>
    public bool ChoosesRow => Function is "first" or "last" or "min" or "max";

    /// <summary>The unit of time that may be the second argument, in nanoseconds.</summary>
    public long Unit(long otherwise) => Arguments is [_, DurationLiteral unit, ..] ? unit.Nanoseconds : otherwise;
}

/// <summary>A tag, field or time by name, with the type written after <c>::</c>, if any.</summary>
internal sealed record Reference(string Name, ColumnKind? Type = null) : Expression
{
    public bool IsTime => Name == "time";
}

/// <summary><c>*</c>, <c>*::field</c> or <c>*::tag</c>.</summary>
internal sealed record Wildcard(ColumnKind? Type = null) : Expression;

/// <summary><c>$name</c>.</summary>
internal sealed record BindParameter(string Name) : Expression;

/// <summary>A value written in the statement.</summary>
internal abstract record Literal : Expression;

internal sealed record IntegerLiteral(long Value) : Literal;

/// <summary>A whole number above the signed range.</summary>
internal sealed record UnsignedLiteral(ulong Value) : Literal;

internal sealed record FloatLiteral(double Value) : Literal;

internal sealed record StringLiteral(string Value) : Literal;

internal sealed record BooleanLiteral(bool Value) : Literal;

internal sealed record DurationLiteral(long Nanoseconds) : Literal;

internal sealed record RegexLiteral(string Pattern) : Literal;
