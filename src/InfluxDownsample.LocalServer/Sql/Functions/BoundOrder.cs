namespace InfluxDownsample.LocalServer.Sql;

/// <summary>One item of an ORDER BY. Unsaid, nulls come last ascending and first descending.</summary>
internal sealed record BoundOrder(BoundExpression Expression, bool Descending, bool? NullsFirst)
{
    public string Sql => Expression.Sql + Direction;

    public ExpressionName Name => $"{Expression.Name}{Direction}";

    public string Direction => $" {(Descending ? "DESC" : "ASC")} NULLS {(NullsFirst ?? Descending ? "FIRST" : "LAST")}";
}
