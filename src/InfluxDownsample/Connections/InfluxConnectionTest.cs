using InfluxDownsample.Core.Connections;

namespace InfluxDownsample.Connections;

/// <summary>What Test-InfluxConnection found.</summary>
public sealed class InfluxConnectionTest
{
    /// <summary>Something that speaks InfluxDB 3's protocols answered.</summary>
    public bool Reachable { get; init; }

    /// <summary>The token was accepted.</summary>
    public bool Authenticated { get; init; }

    /// <summary>Whether the database is there; null when the connection names none or it could not be asked.</summary>
    public bool? DatabaseExists { get; init; }

    /// <summary>The product; <see cref="InfluxEdition.Auto"/> when the server does not tell.</summary>
    public InfluxEdition Edition { get; init; }

    /// <summary>The server's version; null when it does not tell.</summary>
    public string? ServerVersion { get; init; }

    /// <summary>How long the first answer took.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>The first thing that is wrong; null when nothing is.</summary>
    public string? Message { get; init; }
}
