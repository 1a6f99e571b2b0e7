namespace InfluxDownsample.LocalServer.Sql;

/// <summary>Reads from a WHERE clause which range of time it leaves: gap filling needs it, and so does the file limit.</summary>
internal static class TimeConditions
{
    /// <summary>The scope whose time columns know the bounds that the conditions joined by AND set.</summary>
    public static Scope Apply(SqlExpression where, ExpressionBinder binder)
    {
        Scope scope = binder.Scope;
        Dictionary<string, GapBounds> bounds = [];
        foreach (SqlExpression condition in Conjunction(where))
        {
            switch (condition)
            {
                case OperatorExpression { Operator: "<" or "<=" or ">" or ">=" or "=", Operands: [var left, var right] } comparison:
                    Comparison(binder.Bind(left), comparison.Operator, binder.Bind(right), bounds);
                    break;
                case OperatorExpression { Operator: "BETWEEN", Not: "", Operands: [var time, var low, var high] }:
                    Set(binder.Bind(time), ">=", binder.Bind(low), bounds);
                    Set(binder.Bind(time), "<=", binder.Bind(high), bounds);
                    break;
            }
        }

        return bounds.Count == 0
            ? scope
            : scope with { Columns = [.. scope.Columns.Select(column => bounds.TryGetValue(column.Sql, out GapBounds? set) ? column with { Bounds = set }
                : column)] };
    }

    /// <summary>The conditions that are joined by AND.</summary>
    public static List<SqlExpression> Conjunction(SqlExpression expression)
    {
        List<SqlExpression> conditions = [];
        Stack<SqlExpression> open = new([expression]);
        while (open.TryPop(out SqlExpression? next))
        {
            if (next is OperatorExpression { Operator: "AND", Operands: [var left, var right] })
            {
                open.Push(right);
                open.Push(left);
            }
            else
            {
                conditions.Add(next);
            }
        }

        return conditions;
    }

    private static void Comparison(BoundExpression left, string comparison, BoundExpression right, Dictionary<string, GapBounds> bounds)
    {
        if (left.SourceColumn is { Type.IsTimestamp: true })
        {
            Set(left, comparison, right, bounds);
        }
        else
        {
            Set(right, Comparisons.Mirrored(comparison), left, bounds);
        }
    }

    private static void Set(BoundExpression time, string comparison, BoundExpression value, Dictionary<string, GapBounds> bounds)
    {
        if (time.SourceColumn is not { Type: { IsTimestamp: true, Unit: TimeUnit.Nanosecond } } column || Coercion.ForComparison(time.Type, value.Type) is null)
        {
            return;
        }

        BoundExpression limit = Casts.To(value, time.Type);
        if (limit.Value is long known)
        {
            column.Scan?.Narrow(new TimeBounds(
                comparison switch { ">" => known == long.MaxValue ? known : known + 1, ">=" or "=" => known, _ => null },
                comparison switch { "<" => known == long.MinValue ? known : known - 1, "<=" or "=" => known, _ => null }));
        }

        if (comparison == "=")
        {
            return;
        }

        GapBound bound = new(limit, Excluded: comparison is "<" or ">");
        GapBounds before = bounds.GetValueOrDefault(column.Sql) ?? column.Bounds;
        bounds[column.Sql] = comparison.StartsWith('>') ? before.With(bound, null) : before.With(null, bound);
    }
}
