using System.Buffers;
using Apache.Arrow.Memory;

namespace InfluxDownsample.Core.Points.Arrow;

/// <summary>
/// Memory for Arrow's readers that the garbage collector knows. Arrow's own lies outside of its heap, and of batches that nobody disposes, since points look
/// into them, the collector takes only the small objects to be garbage and waits.
/// </summary>
internal sealed class CollectedMemory : MemoryAllocator
{
    public static CollectedMemory Allocator { get; } = new();

    protected override IMemoryOwner<byte> AllocateInternal(int length, out int bytesAllocated)
    {
        bytesAllocated = length;
        return new Owner(new byte[length]);
    }

    private sealed class Owner(byte[] bytes) : IMemoryOwner<byte>
    {
        public Memory<byte> Memory => bytes;

        // Whoever looks into it keeps it.
        public void Dispose()
        {
        }
    }
}
