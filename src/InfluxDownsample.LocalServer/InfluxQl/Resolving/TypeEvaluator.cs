namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>The InfluxQL type of an expression over some sources; null where nothing is known.</summary>
internal sealed class TypeEvaluator(IReadOnlyList<ResolvedSource> sources)
{
    /// <exception cref="QueryException">The operands of an operator don't go together.</exception>
    public ColumnKind? TypeOf(Expression expression) => expression switch
    {
        // the type written after ::, or the strongest the name has in any source
        Reference reference => reference.Type is <= ColumnKind.Tag ? reference.Type : sources.Select(source => source.KindOf(reference.Name)).Min(),
        Call call => TypeOf(call.Function, [.. call.Arguments.Select(TypeOf)]),
        BinaryExpression binary => TypeOf(binary, TypeOf(binary.Left), TypeOf(binary.Right)),
        NestedExpression nested => TypeOf(nested.Inner),
        FloatLiteral => ColumnKind.Float,
        IntegerLiteral => ColumnKind.Integer,
        UnsignedLiteral => ColumnKind.Unsigned,
        StringLiteral => ColumnKind.String,
        BooleanLiteral => ColumnKind.Boolean,
        _ => null,
    };

    /// <summary>The expression with the type of every name in it.</summary>
    public Expression WithTypes(Expression expression) =>
        expression.Rewrite(node => node is Reference reference ? reference with { Type = TypeOf(reference) } : node);

    private static ColumnKind? TypeOf(string function, ColumnKind?[] arguments) => function switch
    {
        "mean" or "median" or "integral" or "stddev" or "derivative" or "non_negative_derivative" or "moving_average" => ColumnKind.Float,
        "count" or "elapsed" => ColumnKind.Integer,
        _ => arguments.FirstOrDefault(),
    };

    private static ColumnKind? TypeOf(BinaryExpression binary, ColumnKind? left, ColumnKind? right) => (left, right) switch
    {
        (null, _) or (_, null) => left ?? right,
        (ColumnKind.Boolean, ColumnKind.Boolean) when binary.IsBitwise => ColumnKind.Boolean,
        (<= ColumnKind.Unsigned, <= ColumnKind.Unsigned) when !binary.IsBitwise && (left == ColumnKind.Float || right == ColumnKind.Float) => ColumnKind.Float,
        (ColumnKind.Integer, ColumnKind.Integer) => binary.Operator == "/" ? ColumnKind.Float : ColumnKind.Integer,
        (ColumnKind.Integer or ColumnKind.Unsigned, ColumnKind.Integer or ColumnKind.Unsigned) => ColumnKind.Unsigned,
        _ => throw QueryException.Planning($"incompatible operands for operator {binary.Operator}: {left.Value.Name()} and {right.Value.Name()}"),
    };
}
