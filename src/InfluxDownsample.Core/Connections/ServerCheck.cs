using InfluxDownsample.Core.Errors;

namespace InfluxDownsample.Core.Connections;

/// <summary>What a connection test found.</summary>
/// <param name="Reachable">Something that speaks InfluxDB 3's protocols answered.</param>
/// <param name="Authenticated">The token was accepted.</param>
/// <param name="DatabaseExists">Whether the database is there; null when none is set or it could not be asked.</param>
/// <param name="Edition">The product, or <see cref="InfluxEdition.Auto"/>.</param>
/// <param name="ServerVersion">The version, or null.</param>
/// <param name="Latency">How long the first answer took.</param>
/// <param name="Problem">The first thing that is wrong, or null.</param>
public sealed record ServerCheck(
    bool Reachable,
    bool Authenticated,
    bool? DatabaseExists,
    InfluxEdition Edition,
    string? ServerVersion,
    TimeSpan Latency,
    InfluxException? Problem);
