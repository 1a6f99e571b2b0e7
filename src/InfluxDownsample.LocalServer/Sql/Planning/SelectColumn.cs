namespace InfluxDownsample.LocalServer.Sql;

/// <summary>One column of a select list after wildcards are written out.</summary>
internal sealed record SelectColumn(SqlExpression Expression, string? Alias);
