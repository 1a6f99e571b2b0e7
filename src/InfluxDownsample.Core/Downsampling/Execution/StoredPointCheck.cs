using System.Globalization;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>Reads back what was written.</summary>
/// <param name="source">Reads the target.</param>
/// <param name="comparer">Compares it with what was written.</param>
/// <param name="settleTime">How long after a look that lacks points the next one is: one look proves nothing (wire reference 5.9).</param>
internal sealed class StoredPointCheck(ChunkSource source, WindowComparer comparer, TimeSpan settleTime)
{
    private const int MaxLooks = 15;

    // Each takes a query.
    private const int MaxSeries = 20;

    /// <summary>Checks that the target holds points as they were written.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="written">The points by the start of their window.</param>
    /// <param name="cancellationToken">Ends the queries.</param>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.VerificationFailed"/>.</exception>
    public async Task VerifyAsync(DownsampleChunk chunk, IReadOnlyDictionary<long, List<PointRow>> written, CancellationToken cancellationToken)
    {
        for (int look = 1; ; look++)
        {
            IReadOnlyDictionary<long, IReadOnlyList<PointRow>> stored = await source.ReadStoredAsync(chunk, cancellationToken).ConfigureAwait(false);
            (long WindowStart, FieldDifference Wrong)? first = FindWrong(written, stored);
            if (first is not { } wrong)
            {
                return;
            }

            if (look == MaxLooks)
            {
                throw NotVerified(wrong.WindowStart, wrong.Wrong);
            }

            await Task.Delay(settleTime, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Finds points that were written again and are still read as they were before.</summary>
    public async Task<IReadOnlyList<Correction>> FindStaleAsync(DownsampleChunk chunk, IReadOnlyList<Correction> rewritten, CancellationToken cancellationToken)
    {
        IReadOnlyList<Correction> stale = rewritten;
        for (int look = 1; stale.Count > 0 && look <= MaxLooks; look++)
        {
            await Task.Delay(look == 1 ? TimeSpan.Zero : settleTime, cancellationToken).ConfigureAwait(false);
            stale = await LookForStaleAsync(chunk, stale, cancellationToken).ConfigureAwait(false);
        }

        return stale;
    }

    /// <summary>The error that a point was written and is not what is stored.</summary>
    public static InfluxException NotVerified(long windowStart, FieldDifference wrong)
        => new(
            InfluxErrorId.VerificationFailed,
            $"The window at {TimeText.Format(windowStart)} was written and confirmed, but read back it differs: {Describe(wrong)}.")
        {
            Target = UnixNanoseconds.ToDateTime(windowStart),
            Advice = "The server may keep an older version of the point; compare again later with Test-InfluxDownsample.",
        };

    /// <summary>A difference in words.</summary>
    public static string Describe(FieldDifference difference) => string.Create(
        CultureInfo.InvariantCulture,
        $"{difference.Field}{Of(difference.Series)} is {difference.Actual ?? "nothing"} in the target and {difference.Expected ?? "nothing"} by the source");

    /// <summary>A series in words; empty for the one without tags.</summary>
    public static string Of(string series) => series.Length == 0 ? "" : $" of {series}";

    private (long WindowStart, FieldDifference Wrong)? FindWrong(
        IReadOnlyDictionary<long, List<PointRow>> written, IReadOnlyDictionary<long, IReadOnlyList<PointRow>> stored)
    {
        foreach ((long windowStart, List<PointRow> rows) in written)
        {
            WindowComparison comparison = comparer.Compare(windowStart, rows, stored.GetValueOrDefault(windowStart, []));
            FieldDifference? wrong = comparison.Changed.Count > 0 ? comparison.Changed[0].Differences[0]
                : comparison.Missing.Count > 0 ? comparer.WholeRow(windowStart, comparison.Missing[0], isStored: false).First()
                : null;
            if (wrong is not null)
            {
                return (windowStart, wrong);
            }
        }

        return null;
    }

    // A read of one key may give the new value where a scan gives the old one (wire reference 5.8), so both are looked at: all points with a scan, and those of
    // some series by key.
    private async Task<IReadOnlyList<Correction>> LookForStaleAsync(
        DownsampleChunk chunk, IReadOnlyList<Correction> rewritten, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<long, IReadOnlyList<PointRow>> scanned = await source.ReadStoredAsync(chunk, cancellationToken).ConfigureAwait(false);
        HashSet<Correction> stale = [.. rewritten.Where(correction => !IsStored(correction, scanned))];
        foreach (IGrouping<string, Correction> series in rewritten.GroupBy(correction => correction.Series, StringComparer.Ordinal).Take(MaxSeries))
        {
            IEnumerable<(string, string?)> tags = comparer.TagsOf(series.First().Row);
            DownsampleChunk span = SpanOf(chunk, series.Select(correction => correction.WindowStart));
            IReadOnlyDictionary<long, IReadOnlyList<PointRow>> read = await source.ReadSeriesAsync(span, tags, cancellationToken).ConfigureAwait(false);
            stale.UnionWith(series.Where(correction => !IsStored(correction, read)));
        }

        return [.. stale];
    }

    private bool IsStored(Correction correction, IReadOnlyDictionary<long, IReadOnlyList<PointRow>> stored)
        => comparer.Compare(correction.WindowStart, [correction.Row], stored.GetValueOrDefault(correction.WindowStart, [])).Unchanged > 0;

    private static DownsampleChunk SpanOf(DownsampleChunk chunk, IEnumerable<long> windows)
    {
        (long first, long last) = (windows.Min(), windows.Max());
        return new DownsampleChunk(first, chunk.WindowLength, ((last - first) / chunk.WindowLength) + 1);
    }
}
