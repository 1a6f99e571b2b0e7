namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>
/// Takes the bounds on time out of a WHERE clause. InfluxQL applies them to the whole query, whether they stand beside AND or
/// OR; what is left judges each row.
/// </summary>
internal static class ConditionSplit
{
    /// <exception cref="QueryException">A bound on time is not a time, or uses <c>!=</c>.</exception>
    public static (Expression? Remaining, TimeBounds Range) Split(Expression? condition, ConstantTime times)
    {
        TimeBounds range = default;
        return condition is null || !HasBound(condition) ? (condition, range) : (WithoutBounds(condition, times, ref range), range);
    }

    private static Expression? WithoutBounds(Expression condition, ConstantTime times, ref TimeBounds range)
    {
        if (condition.Bare is not BinaryExpression binary)
        {
            // the engine keeps comparisons and truth values; anything else it loses count of
            return condition.Bare is BooleanLiteral ? condition : throw QueryException.Internal("InfluxQL internal error: invalid expr stack");
        }

        if (binary.IsLogical)
        {
            Expression? left = WithoutBounds(binary.Left, times, ref range);
            Expression? right = WithoutBounds(binary.Right, times, ref range);
            return left is null || right is null ? left ?? right : new BinaryExpression(binary.Operator, left, right);
        }

        if (!IsBound(binary))
        {
            return condition;
        }

        range = range.Intersect(IsTime(binary.Left)
            ? Bound(binary.Operator, binary.Right, times)
            : Bound(Comparisons.Mirrored(binary.Operator), binary.Left, times));
        return null;
    }

    private static bool HasBound(Expression condition) =>
        condition.Bare is BinaryExpression binary && (binary.IsLogical ? binary.Parts.Any(HasBound) : IsBound(binary));

    private static bool IsBound(BinaryExpression binary) => binary.IsComparison && binary.Parts.Any(IsTime);

    // in a condition the name of the time column ignores case
    private static bool IsTime(Expression expression) => expression is Reference reference && reference.Name.Equals("time", StringComparison.OrdinalIgnoreCase);

    private static TimeBounds Bound(string op, Expression value, ConstantTime times)
    {
        Refuse.When(op == "!=", () => QueryException.Planning("invalid time comparison operator: !="));
        long at = times.Nanoseconds(value);
        return op switch
        {
            "=" => new TimeBounds(at, at),
            ">" => at == long.MaxValue ? new TimeBounds(at, at - 1) : new TimeBounds(at + 1, null),
            ">=" => new TimeBounds(at, null),
            "<" => at == long.MinValue ? new TimeBounds(at + 1, at) : new TimeBounds(null, at - 1),
            _ => new TimeBounds(null, at),
        };
    }
}
