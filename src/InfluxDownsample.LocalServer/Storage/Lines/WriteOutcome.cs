namespace InfluxDownsample.LocalServer.Storage;

/// <summary>What became of a write's lines.</summary>
/// <param name="Stored">Lines that are now durable.</param>
/// <param name="Errors">Lines that are not; in a strict write the first one only, and then none is stored.</param>
internal sealed record WriteOutcome(long Stored, IReadOnlyList<LineFault> Errors);
