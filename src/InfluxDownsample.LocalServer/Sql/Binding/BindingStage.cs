namespace InfluxDownsample.LocalServer.Sql;

/// <summary>
/// What aggregates and windows mean at the place where an expression stands. This one is for single rows: WHERE, ON, arguments of aggregates, and the select
/// list of a query without groups.
/// </summary>
internal class BindingStage(string place, bool allowsWindows)
{
    public const string WhereClause = "the WHERE clause";

    /// <summary>May the expression call window functions?</summary>
    public bool AllowsWindows => allowsWindows;

    /// <summary>The expression as a whole, where this stage knows it: a group key after grouping. Else null.</summary>
    public virtual BoundExpression? Known(SqlExpression expression) => null;

    /// <summary>A call of an aggregate or of a function that fills gaps; null when the stage leaves it to the binder.</summary>
    public virtual BoundExpression? Special(CallExpression call, ExpressionBinder binder)
    {
        GapFill.RefuseOutsideOfGroups(call);
        return call.Over is null && FunctionTable.Aggregates.Has(call.Name)
            ? throw QueryException.Planning(place == WhereClause
                ? $"Aggregate functions are not allowed in {place}. Consider using HAVING instead"
                : $"Aggregate functions are not allowed in {place}: {call.Name}")
            : null;
    }

    /// <summary><c>selector(…)['field']</c>, where this stage aggregates; else null.</summary>
    public virtual BoundExpression? SelectorField(CallExpression selector, string field) => null;

    /// <summary>What the subqueries of an expression see around them.</summary>
    public virtual Scope AroundSubqueries(Scope scope) => scope;
}
