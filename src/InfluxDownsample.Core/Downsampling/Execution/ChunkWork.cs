using System.Globalization;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Query;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>Works on one chunk after the other: compares, writes what is missing, deals with what has changed, reads back.</summary>
internal sealed class ChunkWork(
    DownsampleJob job, DownsamplePreparation preparation, OpenEnds ends, ChunkSource source, WindowWriter writer, DownsampleReport report, IDownsampleObserver observer)
{
    private readonly WindowComparer _comparer = new(preparation.Shape.Schema, preparation.Shape.IsEstimate);

    /// <exception cref="InfluxException">A query or write failed; <see cref="InfluxErrorId.WindowsChanged"/>; <see cref="InfluxErrorId.VerificationFailed"/>.</exception>
    public async Task DoAsync(ChunkFeed feed, CancellationToken cancellationToken)
    {
        Dictionary<long, List<PointRow>> written = [];
        List<(long WindowStart, WindowComparison.ChangedRow Change)> rewritten = [];
        long counted = 0;
        await foreach (WindowPair window in source.WindowsOf(feed, cancellationToken).ConfigureAwait(false))
        {
            WindowComparison comparison = _comparer.Compare(window.WindowStart, window.Computed, window.Stored);
            List<PointRow> rows = comparison.Missing;
            bool isChanged = comparison.Changed.Count > 0;
            bool isUnchanged = !isChanged && rows.Count == 0 && comparison.Unchanged > 0;
            report.WindowsChanged += isChanged ? 1 : 0;
            report.WindowsUnchanged += isUnchanged ? 1 : 0;
            counted += isChanged || isUnchanged || rows.Count > 0 ? 1 : 0;
            if (isChanged)
            {
                if (job.OnChange == ChangePolicy.Report)
                {
                    LeaveOpen(feed.Chunk, window.WindowStart);
                }

                rows = [.. rows, .. Changed(window.WindowStart, comparison, rewritten)];
            }

            // Also without rows to write when none can be stored: the writer counts why.
            await writer.AddAsync(window.Stored.Count == 0 ? window.Computed : rows, observer).ConfigureAwait(false);
            if (job.Verify && rows.Count > 0)
            {
                written.Add(window.WindowStart, rows);
            }
        }

        report.WindowsEmpty += feed.Chunk.Windows - counted;
        if (written.Count > 0 || rewritten.Count > 0)
        {
            await writer.FlushAsync(observer).ConfigureAwait(false);
            if (preparation.Target is null || preparation.NewColumns().Count > 0)
            {
                await preparation.ReadTargetAsync(cancellationToken).ConfigureAwait(false);
            }

            await ReadBackAsync(feed.Chunk, rewritten, cancellationToken).ConfigureAwait(false);
            await VerifyAsync(feed.Chunk, written, cancellationToken).ConfigureAwait(false);
        }
    }

    // A window that was written before it was complete stays to be looked at until it is right.
    private void LeaveOpen(DownsampleChunk chunk, long windowStart)
    {
        if ((ends.Doubt is { } doubt && windowStart >= doubt.Start && windowStart < doubt.End) || ends.Open.Holds(windowStart))
        {
            report.LeaveOpen(new Window(windowStart, windowStart + chunk.WindowLength));
        }
    }

    // The rows to be written again.
    private IEnumerable<PointRow> Changed(long windowStart, WindowComparison comparison, List<(long, WindowComparison.ChangedRow)> rewritten)
    {
        foreach (WindowComparison.ChangedRow change in comparison.Changed)
        {
            switch (job.OnChange)
            {
                case ChangePolicy.Report:
                    report.AddChange(new ChangedPoint(windowStart, change.Series, ChangeOutcome.Reported, change.Differences));
                    break;
                case ChangePolicy.Write:
                    rewritten.Add((windowStart, change));
                    yield return change.Row;
                    break;
                default:
                    report.AddChange(new ChangedPoint(windowStart, change.Series, ChangeOutcome.Reported, change.Differences));
                    throw new InfluxException(InfluxErrorId.WindowsChanged, $"The window at {TimeText.Format(windowStart)} has other values now than when it was written: {Describe(change.Differences[0])}.")
                    {
                        Target = UnixNanoseconds.ToDateTime(windowStart),
                        Advice = "Look at it with Test-InfluxDownsample; -OnChange Write writes the new values.",
                    };
            }
        }
    }

    // Whether a point that was there before now gives its new values is up to the server (wire reference 5.8), so it is looked at, series by series.
    private async Task ReadBackAsync(DownsampleChunk chunk, List<(long WindowStart, WindowComparison.ChangedRow Change)> rewritten, CancellationToken cancellationToken)
    {
        foreach (IGrouping<string, (long WindowStart, WindowComparison.ChangedRow Change)> series in rewritten.GroupBy(item => item.Change.Series, StringComparer.Ordinal))
        {
            IEnumerable<(string, string?)> tags = _comparer.TagsOf(series.First().Change.Row);
            long shift = preparation.Queries.ShiftOf(chunk);
            InfluxQuery query = preparation.Queries.Stored(
                series.Min(item => item.WindowStart) + shift, series.Max(item => item.WindowStart) + shift + 1, preparation.Shape.Schema, preparation.Target!, descending: false, tags);
            Dictionary<long, IReadOnlyList<PointRow>> stored = [];
            IReadOnlyList<PointBatch> batches = await job.Target.Client.Query.ReadAsync(query, job.Target.Database, job.Timeout, cancellationToken).ConfigureAwait(false);
            await foreach (WindowRows window in WindowRows.ReadAsync(Batches(batches), shift, cancellationToken).ConfigureAwait(false))
            {
                stored[window.WindowStart] = window.Rows;
            }

            foreach ((long windowStart, WindowComparison.ChangedRow change) in series)
            {
                WindowComparison now = _comparer.Compare(windowStart, [change.Row], stored.GetValueOrDefault(windowStart, []));
                bool isStale = now.Unchanged == 0;
                report.AddChange(new ChangedPoint(windowStart, change.Series, isStale ? ChangeOutcome.Stale : ChangeOutcome.Verified, change.Differences));
                if (isStale)
                {
                    report.PointsStale++;
                    LeaveOpen(chunk, windowStart);
                    await observer.WarningAsync(
                        $"The window at {TimeText.Format(windowStart)}{Of(change.Series)} was written again, but the target still gives the old values: {Describe(change.Differences[0])}.").ConfigureAwait(false);
                }
            }
        }
    }

    private static async IAsyncEnumerable<PointBatch> Batches(IEnumerable<PointBatch> batches)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (PointBatch batch in batches)
        {
            yield return batch;
        }
    }

    private async Task VerifyAsync(DownsampleChunk chunk, Dictionary<long, List<PointRow>> written, CancellationToken cancellationToken)
    {
        if (written.Count == 0)
        {
            return;
        }

        await foreach (WindowRows stored in source.StoredWindowsOf(chunk, cancellationToken).ConfigureAwait(false))
        {
            if (written.Remove(stored.WindowStart, out List<PointRow>? rows))
            {
                Verify(stored.WindowStart, _comparer.Compare(stored.WindowStart, rows, stored.Rows));
            }
        }

        foreach ((long windowStart, List<PointRow> rows) in written)
        {
            Verify(windowStart, _comparer.Compare(windowStart, rows, []));
        }
    }

    private void Verify(long windowStart, WindowComparison comparison)
    {
        FieldDifference? wrong = comparison.Changed.Count > 0 ? comparison.Changed[0].Differences[0]
            : comparison.Missing.Count > 0 ? _comparer.WholeRow(windowStart, comparison.Missing[0], isStored: false).First()
            : null;
        if (wrong is not null)
        {
            throw new InfluxException(InfluxErrorId.VerificationFailed, $"The window at {TimeText.Format(windowStart)} was written and confirmed, but read back it differs: {Describe(wrong)}.")
            {
                Target = UnixNanoseconds.ToDateTime(windowStart),
                Advice = "The server may keep an older version of the point; compare again later with Test-InfluxDownsample.",
            };
        }
    }

    private static string Describe(FieldDifference difference)
        => string.Create(CultureInfo.InvariantCulture,
            $"{difference.Field}{Of(difference.Series)} is {difference.Actual ?? "nothing"} in the target and {difference.Expected ?? "nothing"} by the source");

    private static string Of(string series) => series.Length == 0 ? "" : $" of {series}";
}
