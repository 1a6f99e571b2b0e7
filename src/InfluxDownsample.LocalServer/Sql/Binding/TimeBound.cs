namespace InfluxDownsample.LocalServer.Sql.Binding;

/// <summary>One bound: its expression, and whether the instant itself is left out.</summary>
internal sealed record TimeBound(BoundExpression Expression, bool Excluded);
