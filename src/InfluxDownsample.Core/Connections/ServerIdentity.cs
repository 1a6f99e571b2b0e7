namespace InfluxDownsample.Core.Connections;

/// <summary>What a server says it is.</summary>
/// <param name="Edition">The product; <see cref="InfluxEdition.Auto"/> when the answer does not tell.</param>
/// <param name="Version">The version text, or null.</param>
public sealed record ServerIdentity(InfluxEdition Edition, string? Version)
{
    // wire reference 13
    private static readonly Version s_percentiles = new(3, 10);

    /// <summary>The server's own name, the same at every address and after a restart; null where it has none. // wire reference 1.1</summary>
    public string? Cluster { get; init; }

    /// <summary>How far the server's clock is ahead of this machine's, by its answer; null when that carried no date.</summary>
    public TimeSpan? ClockOffset { get; init; }

    /// <summary>Whether its SQL has <c>percentile_cont</c>, as InfluxDB 3 Core and Enterprise have since 3.10.</summary>
    internal bool HasExactPercentiles
        => Edition is InfluxEdition.Core or InfluxEdition.Enterprise && System.Version.TryParse(Version?.Split('-', '+')[0], out Version? version)
            && version >= s_percentiles;
}
