using System.Buffers;

namespace InfluxDownsample.Core.Write;

/// <summary>The bytes of a request as they travel. Whoever made it disposes it once no try needs it any more.</summary>
/// <param name="bytes">The body.</param>
/// <param name="rented">The array from the pool that holds it when it is packed, else null.</param>
internal sealed class WriteBody(ReadOnlyMemory<byte> bytes, byte[]? rented) : IDisposable
{
    private byte[]? _rented = rented;

    /// <summary>The body.</summary>
    public ReadOnlyMemory<byte> Bytes { get; } = bytes;

    /// <summary>Whether it is packed.</summary>
    public bool IsGzip { get; } = rented is not null;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _rented, null) is { } array)
        {
            ArrayPool<byte>.Shared.Return(array);
        }
    }
}
