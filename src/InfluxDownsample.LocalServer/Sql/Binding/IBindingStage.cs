namespace InfluxDownsample.LocalServer.Sql;

/// <summary>What aggregates and windows mean at the place where an expression stands.</summary>
internal interface IBindingStage
{
    /// <summary>The expression as a whole, where this stage knows it: a group key after grouping. Else null.</summary>
    BoundExpression? Known(SqlExpression expression);

    /// <summary>A call of an aggregate or of a function that fills gaps; null when the stage leaves it to the binder.</summary>
    BoundExpression? Special(CallExpression call, ExpressionBinder binder);

    /// <summary><c>selector(…)['field']</c>, where this stage aggregates; else null.</summary>
    BoundExpression? SelectorField(CallExpression selector, string field);

    /// <summary>What the subqueries of an expression see around them.</summary>
    Scope AroundSubqueries(Scope scope);

    /// <summary>May the expression call window functions?</summary>
    bool AllowsWindows { get; }
}
