namespace InfluxDownsample.LocalServer.Sql;

/// <summary>Reads from a WHERE clause which range of time it leaves: gap filling needs it, and so does the file limit.</summary>
internal static class TimeConditions
{
    /// <summary>The scope whose time columns know the bounds that the conditions joined by AND set.</summary>
    public static Scope Apply(SqlExpression where, ExpressionBinder binder)
    {
        Dictionary<string, GapBounds> bounds = [];
        foreach (SqlExpression condition in Conjunction(where))
        {
            if (condition is OperatorExpression { Operator: ("<" or "<=" or ">" or ">=" or "=") and var sign, Operands: [var first, var second] })
            {
                (BoundExpression left, BoundExpression right) = (binder.Bind(first), binder.Bind(second));
                (left, sign, right) = left.SourceColumn is { Type.IsTimestamp: true } ? (left, sign, right) : (right, Comparisons.Mirrored(sign), left);
                Set(left, sign, right, bounds);
            }
        }

        return bounds.Count == 0 ? binder.Scope : binder.Scope with
        {
            Columns = [.. binder.Scope.Columns.Select(column => bounds.TryGetValue(column.Sql, out GapBounds? set) ? column with { Bounds = set } : column)],
        };
    }

    /// <summary>The conditions that are joined by AND; BETWEEN is two of them.</summary>
    public static IEnumerable<SqlExpression> Conjunction(SqlExpression expression)
    {
        Stack<SqlExpression> open = new([expression]);
        while (open.TryPop(out SqlExpression? next))
        {
            switch (next)
            {
                case OperatorExpression { Operator: "AND", Operands: [var left, var right] }:
                    open.Push(right);
                    open.Push(left);
                    break;
                case OperatorExpression { Operator: "BETWEEN", Not: "", Operands: [var operand, var low, var high] }:
                    yield return new OperatorExpression(">=", [operand, low]);
                    yield return new OperatorExpression("<=", [operand, high]);
                    break;
                default:
                    yield return next;
                    break;
            }
        }
    }

    private static void Set(BoundExpression time, string sign, BoundExpression value, Dictionary<string, GapBounds> bounds)
    {
        if (time.SourceColumn is not { Type: { IsTimestamp: true, Unit: TimeUnit.Nanosecond } } column || Coercion.ForComparison(time.Type, value.Type) is null)
        {
            return;
        }

        BoundExpression limit = Casts.To(value, time.Type);
        if (limit.Value is long known)
        {
            column.Scan?.Narrow(new TimeBounds(
                sign switch { ">" => known == long.MaxValue ? known : known + 1, ">=" or "=" => known, _ => null },
                sign switch { "<" => known == long.MinValue ? known : known - 1, "<=" or "=" => known, _ => null }));
        }

        if (sign != "=")
        {
            GapBound bound = new(limit, Excluded: sign is "<" or ">");
            GapBounds before = bounds.GetValueOrDefault(column.Sql) ?? column.Bounds;
            bounds[column.Sql] = sign.StartsWith('>') ? before with { Lower = bound } : before with { Upper = bound };
        }
    }
}
