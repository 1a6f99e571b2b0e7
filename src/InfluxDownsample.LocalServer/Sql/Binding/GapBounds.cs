namespace InfluxDownsample.LocalServer.Sql;

/// <summary>The bounds a WHERE clause sets on a time column, between which gaps are filled. A null bound is an open end.</summary>
internal sealed record GapBounds(GapBound? Lower, GapBound? Upper)
{
    public static GapBounds Open { get; } = new(null, null);

    /// <summary>A later condition replaces an earlier one, as the real server does it, even if it is wider.</summary>
    public GapBounds With(GapBound? lower, GapBound? upper) => new(lower ?? Lower, upper ?? Upper);
}

/// <summary>One bound: its expression, and whether the instant itself is left out.</summary>
internal sealed record GapBound(BoundExpression Expression, bool Excluded);
