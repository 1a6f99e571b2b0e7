namespace InfluxDownsample.LocalServer.InfluxQl;

/// <summary>A column of grouped rows that holds a value, as opposed to a key.</summary>
/// <param name="Value">The column; its SQL is its name.</param>
/// <param name="Call">What it is computed by; null for a field of the row that a selector chose.</param>
internal sealed record AggregateColumn(SqlValue Value, Call? Call)
{
    /// <summary>Whether it counts: nothing to count fills with 0, not null.</summary>
    public bool IsCount => Call?.Function == "count";
}
