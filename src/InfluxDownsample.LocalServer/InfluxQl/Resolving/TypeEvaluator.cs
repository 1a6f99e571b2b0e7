namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>The InfluxQL type of an expression over some sources; null where nothing is known.</summary>
internal sealed class TypeEvaluator(IReadOnlyList<ResolvedSource> sources)
{
    /// <exception cref="QueryException">The operands of an operator don't go together.</exception>
    public InfluxType? TypeOf(Expression expression) => expression switch
    {
        Reference reference => TypeOf(reference),
        Call call => TypeOf(call),
        BinaryExpression binary => TypeOf(binary),
        NestedExpression nested => TypeOf(nested.Inner),
        FloatLiteral => InfluxType.Float,
        IntegerLiteral => InfluxType.Integer,
        UnsignedLiteral => InfluxType.Unsigned,
        StringLiteral => InfluxType.String,
        BooleanLiteral => InfluxType.Boolean,
        _ => null,
    };

    /// <summary>The type a name has: the one written after <c>::</c>, or the strongest it has in any source.</summary>
    public InfluxType? TypeOf(Reference reference)
    {
        if (reference.Type is { } written and (<= InfluxType.Tag))
        {
            return written;
        }

        InfluxType? type = null;
        foreach (ResolvedSource source in sources)
        {
            InfluxType? found = TypeIn(source, reference.Name);
            type = type is null || found < type ? found ?? type : type;
        }

        return type;
    }

    private static InfluxType? TypeIn(ResolvedSource source, string name)
    {
        if (source is TableSource table)
        {
            return table.Table.Find(name) is { } column ? TypeOf(column.Kind) : null;
        }

        ResolvedSelect select = ((SelectSource)source).Select;
        return select.FindField(name) is { } field ? field.Type : select.GroupTags.Contains(name) ? InfluxType.Tag : null;
    }

    public static InfluxType TypeOf(ColumnKind kind) => kind switch
    {
        ColumnKind.Float => InfluxType.Float,
        ColumnKind.Integer => InfluxType.Integer,
        ColumnKind.Unsigned => InfluxType.Unsigned,
        ColumnKind.String => InfluxType.String,
        ColumnKind.Boolean => InfluxType.Boolean,
        ColumnKind.Tag => InfluxType.Tag,
        _ => InfluxType.Timestamp,
    };

    private InfluxType? TypeOf(Call call)
    {
        InfluxType?[] arguments = [.. call.Arguments.Select(TypeOf)];
        return call.Function switch
        {
            "mean" or "median" or "integral" or "stddev" or "derivative" or "non_negative_derivative" or "moving_average" => InfluxType.Float,
            "count" or "elapsed" => InfluxType.Integer,
            _ => arguments.FirstOrDefault(),
        };
    }

    private InfluxType? TypeOf(BinaryExpression binary)
    {
        InfluxType? left = TypeOf(binary.Left);
        InfluxType? right = TypeOf(binary.Right);
        if (left is not { } a || right is not { } b)
        {
            return left ?? right;
        }

        return Combine(a, binary.Operator, b)
            ?? throw QueryException.Planning($"incompatible operands for operator {binary.Operator.Text()}: {a.Name()} and {b.Name()}");
    }

    private static InfluxType? Combine(InfluxType left, BinaryOperator op, InfluxType right)
    {
        if (left == InfluxType.Boolean && right == InfluxType.Boolean)
        {
            return op.IsBitwise() ? InfluxType.Boolean : null;
        }

        if (!left.IsNumeric() || !right.IsNumeric())
        {
            return null;
        }

        if (left == InfluxType.Float || right == InfluxType.Float)
        {
            return op.IsBitwise() ? null : InfluxType.Float;
        }

        if (left == InfluxType.Integer && right == InfluxType.Integer)
        {
            return op == BinaryOperator.Divide ? InfluxType.Float : InfluxType.Integer;
        }

        return InfluxType.Unsigned;
    }
}
