namespace InfluxDownsample.LocalServer.Sql;

/// <summary>Expressions over single rows: WHERE, ON, arguments of aggregates, and the select list of a query without groups.</summary>
internal sealed class RowStage(string place, bool allowsWindows) : IBindingStage
{
    public const string WhereClause = "the WHERE clause";

    public bool AllowsWindows => allowsWindows;

    public BoundExpression? Known(SqlExpression expression) => null;

    public BoundExpression? Special(CallExpression call, ExpressionBinder binder)
    {
        GapFill.RefuseOutsideOfGroups(call);
        return call.Over is null && AggregateFunctions.Exists(call.Name)
            ? throw QueryException.Planning(place == WhereClause
                ? $"Aggregate functions are not allowed in {place}. Consider using HAVING instead"
                : $"Aggregate functions are not allowed in {place}: {call.Name}")
            : null;
    }

    public BoundExpression? SelectorField(CallExpression selector, string field) => null;

    public Scope AroundSubqueries(Scope scope) => scope;
}
