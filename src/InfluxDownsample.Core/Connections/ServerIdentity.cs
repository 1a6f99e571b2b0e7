namespace InfluxDownsample.Core.Connections;

/// <summary>What a server says it is.</summary>
/// <param name="Edition">The product; <see cref="InfluxEdition.Auto"/> when the answer does not tell.</param>
/// <param name="Version">The version text, or null.</param>
public sealed record ServerIdentity(InfluxEdition Edition, string? Version);
