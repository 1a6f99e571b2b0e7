namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>The InfluxQL type of an expression over some sources; null where nothing is known.</summary>
internal sealed class TypeEvaluator(IReadOnlyList<ResolvedSource> sources)
{
    /// <exception cref="QueryException">The operands of an operator don't go together.</exception>
    public ColumnKind? TypeOf(Expression expression) => expression switch
    {
        Reference reference => TypeOf(reference),
        Call call => TypeOf(call),
        BinaryExpression binary => TypeOf(binary),
        NestedExpression nested => TypeOf(nested.Inner),
        FloatLiteral => ColumnKind.Float,
        IntegerLiteral => ColumnKind.Integer,
        UnsignedLiteral => ColumnKind.Unsigned,
        StringLiteral => ColumnKind.String,
        BooleanLiteral => ColumnKind.Boolean,
        _ => null,
    };

    /// <summary>The type a name has: the one written after <c>::</c>, or the strongest it has in any source.</summary>
    public ColumnKind? TypeOf(Reference reference) => reference.Type is { } written and (<= ColumnKind.Tag)
        ? written
        : sources.Select(source => source.KindOf(reference.Name)).Min();

    private ColumnKind? TypeOf(Call call)
    {
        ColumnKind?[] arguments = [.. call.Arguments.Select(TypeOf)];
        return call.Function switch
        {
            "mean" or "median" or "integral" or "stddev" or "derivative" or "non_negative_derivative" or "moving_average" => ColumnKind.Float,
            "count" or "elapsed" => ColumnKind.Integer,
            _ => arguments.FirstOrDefault(),
        };
    }

    private ColumnKind? TypeOf(BinaryExpression binary)
    {
        ColumnKind? left = TypeOf(binary.Left);
        ColumnKind? right = TypeOf(binary.Right);
        return left is not { } a || right is not { } b ? left ?? right
            : Combine(a, binary.Operator, b)
            ?? throw QueryException.Planning($"incompatible operands for operator {binary.Operator}: {a.Name()} and {b.Name()}");
    }

    private static ColumnKind? Combine(ColumnKind left, string op, ColumnKind right) => (left, right) switch
    {
        (ColumnKind.Boolean, ColumnKind.Boolean) => Operators.IsBitwise(op) ? ColumnKind.Boolean : null,
        _ when !left.IsNumeric() || !right.IsNumeric() => null,
        (ColumnKind.Float, _) or (_, ColumnKind.Float) => Operators.IsBitwise(op) ? null : ColumnKind.Float,
        (ColumnKind.Integer, ColumnKind.Integer) => op == "/" ? ColumnKind.Float : ColumnKind.Integer,
        _ => ColumnKind.Unsigned,
    };
}
