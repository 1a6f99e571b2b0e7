namespace InfluxDownsample.LocalServer.Sql;

/// <summary>A bound select item. Qualifier is null for everything but a plain column without an alias.</summary>
internal sealed record OutputItem(BoundExpression Expression, string? Qualifier, string Name)
{
    public ScopeColumn ToColumn(string sql) => new(Qualifier, Name, Expression.Type, sql)
    {
        Nullable = Expression.Nullable,
        Metadata = Expression.Metadata,
        Bounds = Expression.Column?.Bounds ?? GapBounds.Open,
        Scan = Expression.Column?.Scan,
        Constant = Expression is { IsScalar: true, Value: null } ? Expression.Sql : Expression.Column?.Constant,
    };
}
