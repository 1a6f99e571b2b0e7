namespace InfluxDownsample.Core.Write;

/// <summary>The bytes of a request as they travel.</summary>
/// <param name="Bytes">The body.</param>
/// <param name="IsGzip">Whether it is packed.</param>
internal sealed record WriteBody(ReadOnlyMemory<byte> Bytes, bool IsGzip);
