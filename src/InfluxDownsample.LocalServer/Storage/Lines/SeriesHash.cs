namespace InfluxDownsample.LocalServer.Storage;

/// <summary>A number for a tag set, the same whatever the order of the tags.</summary>
/// <remarks>Two sets may share one; that only makes the store look for double keys where there are none.</remarks>
internal static class SeriesHash
{
    public static ulong OfTag(int ordinal, ReadOnlySpan<byte> value)
    {
        // FNV-1a, then a mix so that sums of tags spread.
        ulong hash = 14695981039346656037UL ^ ((ulong)ordinal * 0x9E3779B97F4A7C15UL);
        foreach (byte b in value)
        {
            hash = (hash ^ b) * 1099511628211UL;
        }

        hash ^= hash >> 32;
        hash *= 0xD6E8FEB86659FD93UL;
        return hash ^ (hash >> 32);
    }
}
