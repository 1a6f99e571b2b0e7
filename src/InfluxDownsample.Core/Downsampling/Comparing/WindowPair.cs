
namespace InfluxDownsample.Core.Downsampling;

/// <summary>What the source gives and what the target holds of one window.</summary>
/// <param name="WindowStart">Where the window begins, nanoseconds since 1970-01-01 UTC.</param>
/// <param name="Computed">The computed rows; empty when there are none.</param>
/// <param name="Stored">The stored rows; empty when there are none.</param>
internal sealed record WindowPair(long WindowStart, IReadOnlyList<PointRow> Computed, IReadOnlyList<PointRow> Stored)
{
    /// <summary>Walks both sides of a chunk, window by window, in the order of the chunk.</summary>
    public static IEnumerable<WindowPair> Read(DownsampleChunk chunk, IEnumerable<WindowRows> computed, IEnumerable<WindowRows> stored)
    {
        using IEnumerator<WindowRows> left = computed.GetEnumerator();
        using IEnumerator<WindowRows> right = stored.GetEnumerator();
        WindowRows? leftRows = Next(left);
        WindowRows? rightRows = Next(right);
        while (leftRows is not null || rightRows is not null)
        {
            int order = leftRows is null ? 1 : rightRows is null ? -1 : leftRows.WindowStart.CompareTo(rightRows.WindowStart) * (chunk.IsDescending ? -1 : 1);
            yield return new WindowPair((order <= 0 ? leftRows! : rightRows!).WindowStart, order <= 0 ? leftRows!.Rows : [], order >= 0 ? rightRows!.Rows : [])
            {
                IsOffGrid = order > 0 && (rightRows!.WindowStart - chunk.From) % chunk.WindowLength != 0,
            };
            leftRows = order <= 0 ? Next(left) : leftRows;
            rightRows = order >= 0 ? Next(right) : rightRows;
        }
    }

    private static WindowRows? Next(IEnumerator<WindowRows> rows) => rows.MoveNext() ? rows.Current : null;

    /// <summary>Whether the stored points lie where no window of the job has its own.</summary>
    public bool IsOffGrid { get; init; }
}
