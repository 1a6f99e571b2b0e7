namespace InfluxDownsample.LocalServer.Sql;

/// <summary>Switches of the SQL dialect.</summary>
public sealed record SqlOptions
{
    /// <summary>sum() of integers wraps around on 64-bit overflow, as InfluxDB's does; false makes the query fail instead.</summary>
    public bool WrapIntegerSums { get; init; } = true;

    /// <summary>The release whose functions and names it has. // wire reference 13</summary>
    public CoreVersion Like { get; init; } = CoreVersion.Core310;
}
