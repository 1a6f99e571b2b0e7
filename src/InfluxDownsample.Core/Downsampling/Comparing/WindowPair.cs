using System.Runtime.CompilerServices;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>What the source gives and what the target holds of one window.</summary>
/// <param name="WindowStart">Where the window begins, nanoseconds since 1970-01-01 UTC.</param>
/// <param name="Computed">The computed rows; empty when there are none.</param>
/// <param name="Stored">The stored rows; empty when there are none.</param>
internal sealed record WindowPair(long WindowStart, IReadOnlyList<PointRow> Computed, IReadOnlyList<PointRow> Stored)
{
    /// <summary>Walks both sides of a chunk, window by window, in the order of the chunk. Stored points beside the windows are left out.</summary>
    public static async IAsyncEnumerable<WindowPair> ReadAsync(
        DownsampleChunk chunk, IAsyncEnumerable<WindowRows> computed, IAsyncEnumerable<WindowRows> stored, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IAsyncEnumerator<WindowRows> left = computed.GetAsyncEnumerator(cancellationToken);
        await using ConfiguredAsyncDisposable leftEnd = left.ConfigureAwait(false);
        IAsyncEnumerator<WindowRows> right = stored.GetAsyncEnumerator(cancellationToken);
        await using ConfiguredAsyncDisposable rightEnd = right.ConfigureAwait(false);
        WindowRows? leftRows = await NextAsync(left).ConfigureAwait(false);
        WindowRows? rightRows = await NextAsync(right).ConfigureAwait(false);
        while (leftRows is not null || rightRows is not null)
        {
            int order = leftRows is null ? 1 : rightRows is null ? -1 : leftRows.WindowStart.CompareTo(rightRows.WindowStart) * (chunk.IsDescending ? -1 : 1);
            WindowRows first = order <= 0 ? leftRows! : rightRows!;
            if (order <= 0 || (first.WindowStart - chunk.From) % chunk.WindowLength == 0)
            {
                yield return new WindowPair(first.WindowStart, order <= 0 ? leftRows!.Rows : [], order >= 0 ? rightRows!.Rows : []);
            }

            leftRows = order <= 0 ? await NextAsync(left).ConfigureAwait(false) : leftRows;
            rightRows = order >= 0 ? await NextAsync(right).ConfigureAwait(false) : rightRows;
        }
    }

    private static async ValueTask<WindowRows?> NextAsync(IAsyncEnumerator<WindowRows> rows)
        => await rows.MoveNextAsync().ConfigureAwait(false) ? rows.Current : null;
}
