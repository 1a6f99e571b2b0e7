namespace InfluxDownsample.Core.LineProtocol.Reading;

/// <summary>A tag of a parsed line.</summary>
/// <param name="Key">The tag's name.</param>
/// <param name="Value">The tag's value; never empty.</param>
public readonly record struct LineProtocolTag(LineProtocolText Key, LineProtocolText Value);
