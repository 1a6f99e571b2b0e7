using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>
/// Writes stored points again that have other values now. Of two versions of a point in the server's buffer either may survive (wire reference 5.8), so a
/// point is corrected once it lies in a file, and then read back; until then it waits for a later run.
/// </summary>
internal sealed class CorrectionWriter(
    DownsampleJob job, DownsamplePreparation preparation, DownsamplePlan plan, ChunkSource source, WindowWriter writer, StoredPointCheck check,
    DownsampleReport report, IDownsampleObserver observer)
{
    private readonly StoredFiles _files = new(job.Target, job.Timeout, source.Target);
    private readonly BufferedWindows _buffered = preparation.Coverage.Buffered;

    /// <summary>Windows that have to be written again by a later run.</summary>
    public WindowSet Postponed { get; private set; } = WindowSet.Empty;

    /// <summary>Windows of which points were written again.</summary>
    public WindowSet Written { get; private set; } = WindowSet.Empty;

    /// <summary>Writes those of a chunk that can be written, and reads them back.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="corrections">The points.</param>
    /// <param name="begun">Windows of which other points have been written already.</param>
    /// <param name="begin">Is awaited before the first point is written.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="Errors.InfluxException">A query or write failed; <see cref="Errors.InfluxErrorId.VerificationFailed"/>.</exception>
    public async Task WriteAsync(
        DownsampleChunk chunk, IReadOnlyCollection<Correction> corrections, HashSet<long> begun, Func<Task> begin, CancellationToken cancellationToken)
    {
        if (corrections.Count == 0)
        {
            return;
        }

        long shift = preparation.Queries.ShiftOf(chunk);
        long first = corrections.Min(correction => correction.WindowStart) + shift;
        long last = corrections.Max(correction => correction.WindowStart) + shift;
        Func<long, long?, bool> isInFile = await _files.FindAsync(first, last, preparation.Ledger.Time, cancellationToken).ConfigureAwait(false);
        List<Correction> rewritten = [];
        foreach (IGrouping<long, Correction> window in corrections.GroupBy(correction => correction.WindowStart))
        {
            // A window that is not over is written again and again until it is: no value of it is meant to last.
            if (isInFile(window.Key + shift, _buffered.SnapshotOf(window.Key)) || plan.Partial.Holds(window.Key))
            {
                rewritten.AddRange(window);
                await begin().ConfigureAwait(false);
                await writer.AddAsync(window.Select(correction => correction.Row), begun.Contains(window.Key), observer).ConfigureAwait(false);
                Written = Written.Union([chunk.WindowAt(window.Key)]);
                continue;
            }

            Postponed = Postponed.Union([chunk.WindowAt(window.Key)]);
            foreach (Correction correction in window)
            {
                Report(correction, ChangeOutcome.CorrectionPending);
            }
        }

        if (rewritten.Count > 0)
        {
            await writer.FlushAsync(observer).ConfigureAwait(false);
            await preparation.ReadNewColumnsAsync(cancellationToken).ConfigureAwait(false);
            await ReadBackAsync(chunk, rewritten, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task ReadBackAsync(DownsampleChunk chunk, List<Correction> rewritten, CancellationToken cancellationToken)
    {
        HashSet<Correction> stale = [.. await check.FindStaleAsync(chunk, rewritten, cancellationToken).ConfigureAwait(false)];
        foreach (Correction correction in rewritten)
        {
            bool isStale = stale.Contains(correction);
            Report(correction, isStale ? ChangeOutcome.Stale : ChangeOutcome.Verified);
            if (isStale && job.Verify)
            {
                throw StoredPointCheck.NotVerified(correction.WindowStart, correction.Differences[0]);
            }

            if (isStale)
            {
                report.PointsStale++;
                Postponed = Postponed.Union([chunk.WindowAt(correction.WindowStart)]);
                string window = $"The window at {TimeText.Format(correction.WindowStart)}{StoredPointCheck.Of(correction.Series)}";
                await observer.WarningAsync($"{window} was written again, but the target still gives the old values: "
                    + $"{StoredPointCheck.Describe(correction.Differences[0])}.")
                    .ConfigureAwait(false);
            }
        }
    }

    private void Report(Correction correction, ChangeOutcome outcome)
        => report.AddChange(new ChangedPoint(correction.WindowStart, correction.Series, outcome, correction.Differences));
}
