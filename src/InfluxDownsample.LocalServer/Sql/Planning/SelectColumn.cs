using InfluxDownsample.LocalServer.Sql.Syntax;

namespace InfluxDownsample.LocalServer.Sql.Planning;

/// <summary>One column of a select list after wildcards are written out.</summary>
internal sealed record SelectColumn(SqlExpression Expression, string? Alias);
