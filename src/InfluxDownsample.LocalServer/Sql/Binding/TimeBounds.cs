namespace InfluxDownsample.LocalServer.Sql.Binding;

/// <summary>The bounds a WHERE clause sets on a time column. A null bound is an open end.</summary>
internal sealed record TimeBounds(TimeBound? Lower, TimeBound? Upper)
{
    public static TimeBounds Open { get; } = new(null, null);

    /// <summary>A later condition replaces an earlier one, as the real server does it, even if it is wider.</summary>
    public TimeBounds With(TimeBound? lower, TimeBound? upper) => new(lower ?? Lower, upper ?? Upper);
}
