namespace InfluxDownsample.LocalServer.Sql;

/// <summary>One item of an ORDER BY.</summary>
internal sealed record BoundOrder(BoundExpression Expression, bool Descending, string Direction)
{
    public string Sql => Expression.Sql + Direction;

    public ExpressionName Name => $"{Expression.Name}{Direction}";
}
