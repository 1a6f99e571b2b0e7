namespace InfluxDownsample.LocalServer.Sql;

/// <summary>The expressions directly inside an expression; those of subqueries are not among them.</summary>
internal static class SqlExpressionParts
{
    public static IEnumerable<SqlExpression> Of(SqlExpression expression) => expression switch
    {
        UnaryExpression unary => [unary.Operand],
        BinaryExpression binary => [binary.Left, binary.Right],
        IsExpression test => [test.Operand],
        BetweenExpression between => [between.Operand, between.Low, between.High],
        InListExpression list => [list.Operand, .. list.Items],
        InQueryExpression query => [query.Operand],
        LikeExpression like => [like.Operand, like.Pattern],
        CaseExpression cases => OfCase(cases),
        CastExpression cast => [cast.Operand],
        AtTimeZoneExpression at => [at.Operand, at.Zone],
        SubscriptExpression subscript => [subscript.Operand, subscript.Key],
        ArrayExpression array => array.Items,
        CallExpression call => OfCall(call),
        _ => [],
    };

    /// <summary>Whether the expression or any expression inside it passes the test.</summary>
    public static bool Any(SqlExpression expression, Func<SqlExpression, bool> test) => All(expression).Any(test);

    /// <summary>The expression and all inside it.</summary>
    public static IEnumerable<SqlExpression> All(SqlExpression expression)
    {
        Stack<SqlExpression> open = new([expression]);
        while (open.TryPop(out SqlExpression? next))
        {
            yield return next;
            foreach (SqlExpression part in Of(next))
            {
                open.Push(part);
            }
        }
    }

    private static IEnumerable<SqlExpression> OfCase(CaseExpression cases)
    {
        IEnumerable<SqlExpression?> parts = [cases.Operand, .. cases.Branches.SelectMany(b => new[] { b.When, b.Then }), cases.Otherwise];
        return parts.OfType<SqlExpression>();
    }

    private static IEnumerable<SqlExpression> OfCall(CallExpression call)
    {
        IEnumerable<SqlExpression> parts = call.Arguments.Concat(call.Order.Select(o => o.Expression)).Concat(call.WithinGroup.Select(o => o.Expression));
        parts = call.Filter is null ? parts : parts.Append(call.Filter);
        return call.Over is null ? parts : parts.Concat(call.Over.Partition).Concat(call.Over.Order.Select(o => o.Expression));
    }
}
