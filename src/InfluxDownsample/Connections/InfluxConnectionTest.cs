using System.Management.Automation;
using InfluxDownsample.Core.Connections;
using InfluxDownsample.Results;

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
    public string Edition { get; init; } = nameof(InfluxEdition.Auto);

    /// <summary>The server's version; null when it does not tell.</summary>
    public string? ServerVersion { get; init; }

    /// <summary>How long the first answer took, in ISO 8601, with <c>TotalMilliseconds</c> and the like beside it.</summary>
    public PSObject Latency { get; init; } = ElapsedTime.Of(TimeSpan.Zero);

    /// <summary>The first thing that is wrong; null when nothing is.</summary>
    public string? Message { get; init; }
}
