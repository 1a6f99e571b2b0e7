namespace InfluxDownsample.LocalServer.Sql;

/// <summary>
/// The bounds a WHERE clause sets on a time column, between which gaps are filled. A null bound is an open end. A later condition replaces an earlier one, as
/// the real server does it, even if it is wider.
/// </summary>
internal sealed record GapBounds(GapBound? Lower, GapBound? Upper)
{
    public static GapBounds Open { get; } = new(null, null);
}

/// <summary>One bound: its expression, and whether the instant itself is left out.</summary>
internal sealed record GapBound(BoundExpression Expression, bool Excluded);
