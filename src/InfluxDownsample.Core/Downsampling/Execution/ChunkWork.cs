using System.Globalization;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>Works on one chunk after the other: compares, writes what is missing, deals with what has changed, reads back.</summary>
internal sealed class ChunkWork(
    DownsampleJob job, DownsamplePreparation preparation, DownsamplePlan plan, ChunkSource source, WindowWriter writer, DownsampleReport report, IDownsampleObserver observer)
{
    private const int MaxVerifications = 15;

    private readonly WindowComparer _comparer = new(preparation.Shape.Schema, preparation.Shape.IsEstimate);
    private readonly StoredFiles _files = new(job.Target, job.Timeout, source.Target);
    private readonly Coverage _before = preparation.Coverage;

    /// <summary>Windows that have to be written again by a later run.</summary>
    public WindowSet Pending { get; private set; } = preparation.Coverage.Pending;

    /// <summary>Windows of which points were written.</summary>
    public WindowSet Written => _written.Union(_writing);

    /// <summary>Works on a chunk.</summary>
    /// <param name="read">Its rows.</param>
    /// <param name="begin">Is awaited before the first point is written.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="InfluxException">A query or write failed; <see cref="InfluxErrorId.WindowsChanged"/>; <see cref="InfluxErrorId.VerificationFailed"/>.</exception>
    public async Task DoAsync(ReadChunk read, Func<Task> begin, CancellationToken cancellationToken)
    {
        DownsampleChunk chunk = read.Chunk;
        Dictionary<long, List<PointRow>> written = [];
        List<(long WindowStart, WindowComparison.ChangedRow Change)> corrections = [];
        HashSet<long> given = [];
        long counted = 0;
        foreach (WindowPair window in source.WindowsOf(read).Where(window => !window.IsOffGrid))
        {
            WindowComparison comparison = _comparer.Compare(window.WindowStart, window.Computed, window.Stored);
            // What is there in part is written again, and so waits like a correction.
            List<PointRow> rows = [.. comparison.Missing.Except(comparison.Incomplete.Select(row => row.Row))];
            corrections.AddRange(comparison.Incomplete.Select(row => (window.WindowStart, row)));
            bool isChanged = comparison.Changed.Count > 0 || IsVanished(comparison);
            bool isUnchanged = !isChanged && comparison.Missing.Count == 0 && comparison.Unchanged > 0;
            report.WindowsChanged += isChanged ? 1 : 0;
            report.WindowsUnchanged += isUnchanged ? 1 : 0;
            counted += isChanged || isUnchanged || comparison.Missing.Count > 0 ? 1 : 0;
            if (window.Computed.Count > 0)
            {
                given.Add(window.WindowStart);
            }

            if (isChanged)
            {
                corrections.AddRange(Changed(chunk, window.WindowStart, comparison));
            }

            if (window.Computed.Count > 0 && (rows.Count > 0 || window.Stored.Count == 0))
            {
                await begin().ConfigureAwait(false);
                // Also without rows to write when none can be stored: the writer counts why.
                await writer.AddAsync(window.Stored.Count == 0 ? window.Computed : rows, observer).ConfigureAwait(false);
                _writing.Add(new Window(window.WindowStart, window.WindowStart + chunk.WindowLength));
                if (job.Verify && rows.Count > 0)
                {
                    written.Add(window.WindowStart, rows);
                }
            }
        }

        long thin = SkipThin(read, given);
        report.WindowsThin += thin;
        report.WindowsEmpty += chunk.Windows - counted - thin;
        report.RowsRead += read.RowsRead;
        Pending = Pending.Except(chunk.IsRecheck ? [new Window(chunk.From, chunk.To)] : []).Union(_pending);
        await CorrectAsync(chunk, corrections, begin, cancellationToken).ConfigureAwait(false);
        if (written.Count > 0)
        {
            await FlushAsync(cancellationToken).ConfigureAwait(false);
            await VerifyAsync(chunk, written, cancellationToken).ConfigureAwait(false);
        }

        Pending = Pending.Union(_pending);
        _written = Written;
        _writing.Clear();
        writer.Finish(WindowSet.Of(chunk.From, chunk.To).Except(plan.Partial).Except(_open));
    }

    // Windows of this run that are not right yet, and those that wait for a file.
    private readonly List<Window> _writing = [];
    private WindowSet _written = WindowSet.Empty;
    private WindowSet _open = WindowSet.Empty;
    private WindowSet _pending = WindowSet.Empty;

    private bool IsVanished(WindowComparison comparison) => comparison.Extra.Count > 0 && !preparation.IsOtherSource;

    // Windows with raw rows none of which make a point.
    private long SkipThin(ReadChunk read, HashSet<long> given)
    {
        if (job.MinimumSamples <= 1)
        {
            return 0;
        }

        long[] thin = [.. read.Rows.Where(window => window.Value > 0 && !given.Contains(window.Key)).Select(window => window.Key)];
        foreach (Window span in WindowSet.Of(thin.Select(start => new Window(start, start + read.Chunk.WindowLength))))
        {
            report.AddSkipped(new SkippedWindows(span.Start, span.End, (span.End - span.Start) / read.Chunk.WindowLength, SkipReason.TooFewSamples));
        }

        return thin.Length;
    }

    // Lists what has changed, and gives what is to be written again.
    private IEnumerable<(long WindowStart, WindowComparison.ChangedRow Change)> Changed(DownsampleChunk chunk, long windowStart, WindowComparison comparison)
    {
        var window = new Window(windowStart, windowStart + chunk.WindowLength);
        bool isWritten = job.OnChange == ChangePolicy.Write || (job.OnChange == ChangePolicy.Report && _before.Pending.Holds(windowStart));
        (string Series, IReadOnlyList<FieldDifference> Differences)[] listed =
        [
            .. isWritten ? [] : comparison.Changed.Select(change => (change.Series, change.Differences)),
            // What is there cannot be taken back.
            .. preparation.IsOtherSource ? [] : comparison.Extra.Select(row => (_comparer.DescribeStored(row), (IReadOnlyList<FieldDifference>)[.. _comparer.WholeRow(windowStart, row, isStored: true)])),
        ];
        foreach ((string series, IReadOnlyList<FieldDifference> differences) in listed)
        {
            report.AddChange(new ChangedPoint(windowStart, series, ChangeOutcome.Reported, differences));
            if (job.OnChange == ChangePolicy.Fail)
            {
                throw new InfluxException(InfluxErrorId.WindowsChanged, $"The window at {TimeText.Format(windowStart)} has other values now than when it was written: {Describe(differences[0])}.")
                {
                    Target = UnixNanoseconds.ToDateTime(windowStart),
                    Advice = "Look at it with Test-InfluxDownsample; -OnChange Write writes the new values.",
                };
            }
        }

        if (!isWritten && comparison.Changed.Count > 0)
        {
            LeaveOpen(window);
            return [];
        }

        return comparison.Changed.Select(change => (windowStart, change));
    }

    // A window that was never done stays to be looked at until it is right.
    private void LeaveOpen(Window window) => _open = _open.Union([window]);

    // Of two versions of a point in the buffer either may survive (wire reference 5.8): a stored point is corrected once it lies in a file.
    private async Task CorrectAsync(
        DownsampleChunk chunk, List<(long WindowStart, WindowComparison.ChangedRow Change)> corrections, Func<Task> begin, CancellationToken cancellationToken)
    {
        if (corrections.Count == 0)
        {
            return;
        }

        long shift = preparation.Queries.ShiftOf(chunk);
        Func<long, long?, bool> isInFile = await _files.FindAsync(
            corrections.Min(item => item.WindowStart) + shift, corrections.Max(item => item.WindowStart) + shift, preparation.Ledger.Time, cancellationToken).ConfigureAwait(false);
        List<(long WindowStart, WindowComparison.ChangedRow Change)> now = [];
        foreach (IGrouping<long, (long WindowStart, WindowComparison.ChangedRow Change)> window in corrections.GroupBy(item => item.WindowStart))
        {
            // A window that is not over is nobody's last word: it is written again and again.
            if (isInFile(window.Key + shift, _before.Buffered.SnapshotOf(window.Key)) || plan.Partial.Holds(window.Key))
            {
                now.AddRange(window);
                await begin().ConfigureAwait(false);
                await writer.AddAsync(window.Select(item => item.Change.Row), observer).ConfigureAwait(false);
                _writing.Add(new Window(window.Key, window.Key + chunk.WindowLength));
                continue;
            }

            Postpone(chunk, window.Key);
            foreach ((long start, WindowComparison.ChangedRow change) in window)
            {
                report.AddChange(new ChangedPoint(start, change.Series, ChangeOutcome.CorrectionPending, change.Differences));
            }
        }

        if (now.Count > 0)
        {
            await FlushAsync(cancellationToken).ConfigureAwait(false);
            await ReadBackAsync(chunk, now, cancellationToken).ConfigureAwait(false);
        }
    }

    private void Postpone(DownsampleChunk chunk, long windowStart)
    {
        var window = new Window(windowStart, windowStart + chunk.WindowLength);
        _pending = _pending.Union([window]);
        LeaveOpen(window);
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        await writer.FlushAsync(observer).ConfigureAwait(false);
        if (preparation.Target is null || preparation.NewColumns().Count > 0)
        {
            await preparation.ReadTargetAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task ReadBackAsync(DownsampleChunk chunk, List<(long WindowStart, WindowComparison.ChangedRow Change)> rewritten, CancellationToken cancellationToken)
    {
        List<(long WindowStart, WindowComparison.ChangedRow Change)> stale = rewritten;
        // One read that lacks points, or gives older ones, proves nothing (wire reference 5.9).
        for (int attempt = 1; stale.Count > 0 && attempt <= MaxVerifications; attempt++)
        {
            await Task.Delay(attempt == 1 ? TimeSpan.Zero : job.SettleTime, cancellationToken).ConfigureAwait(false);
            stale = await FindStaleAsync(chunk, stale, cancellationToken).ConfigureAwait(false);
        }

        foreach ((long windowStart, WindowComparison.ChangedRow change) in rewritten)
        {
            bool isStale = stale.Contains((windowStart, change));
            report.AddChange(new ChangedPoint(windowStart, change.Series, isStale ? ChangeOutcome.Stale : ChangeOutcome.Verified, change.Differences));
            if (isStale && job.Verify)
            {
                throw NotVerified(windowStart, change.Differences[0]);
            }

            if (isStale)
            {
                report.PointsStale++;
                Postpone(chunk, windowStart);
                await observer.WarningAsync(
                    $"The window at {TimeText.Format(windowStart)}{Of(change.Series)} was written again, but the target still gives the old values: {Describe(change.Differences[0])}.").ConfigureAwait(false);
            }
        }
    }

    // A read of one key may give the new value where a scan gives the old one, so both are looked at.
    private async Task<List<(long WindowStart, WindowComparison.ChangedRow Change)>> FindStaleAsync(
        DownsampleChunk chunk, List<(long WindowStart, WindowComparison.ChangedRow Change)> rewritten, CancellationToken cancellationToken)
    {
        List<(long WindowStart, WindowComparison.ChangedRow Change)> stale = [];
        Dictionary<long, IReadOnlyList<PointRow>> scanned = (await source.ReadStoredAsync(chunk, cancellationToken).ConfigureAwait(false)).ToDictionary(window => window.WindowStart, window => window.Rows);
        foreach (IGrouping<string, (long WindowStart, WindowComparison.ChangedRow Change)> series in rewritten.GroupBy(item => item.Change.Series, StringComparer.Ordinal))
        {
            IEnumerable<(string, string?)> tags = _comparer.TagsOf(series.First().Change.Row);
            Dictionary<long, IReadOnlyList<PointRow>> stored = (await source.ReadSeriesAsync(SpanOf(chunk, series.Select(item => item.WindowStart)), tags, cancellationToken).ConfigureAwait(false)).ToDictionary(window => window.WindowStart, window => window.Rows);
            foreach ((long windowStart, WindowComparison.ChangedRow change) in series)
            {
                if (_comparer.Compare(windowStart, [change.Row], stored.GetValueOrDefault(windowStart, [])).Unchanged == 0
                    || _comparer.Compare(windowStart, [change.Row], scanned.GetValueOrDefault(windowStart, [])).Unchanged == 0)
                {
                    stale.Add((windowStart, change));
                }
            }
        }

        return stale;
    }

    private static DownsampleChunk SpanOf(DownsampleChunk chunk, IEnumerable<long> windows)
    {
        (long first, long last) = (windows.Min(), windows.Max());
        return new DownsampleChunk(first, chunk.WindowLength, ((last - first) / chunk.WindowLength) + 1);
    }

    // One read that lacks points proves nothing (wire reference 5.9).
    private async Task VerifyAsync(DownsampleChunk chunk, Dictionary<long, List<PointRow>> written, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            Dictionary<long, IReadOnlyList<PointRow>> stored = (await source.ReadStoredAsync(chunk, cancellationToken).ConfigureAwait(false)).ToDictionary(window => window.WindowStart, window => window.Rows);
            (long WindowStart, FieldDifference? Wrong) first = written.Select(window => (window.Key, Wrong(window.Key, _comparer.Compare(window.Key, window.Value, stored.GetValueOrDefault(window.Key, [])))))
                .FirstOrDefault(window => window.Item2 is not null);
            if (first.Wrong is null)
            {
                return;
            }

            if (attempt == MaxVerifications)
            {
                throw NotVerified(first.WindowStart, first.Wrong);
            }

            await Task.Delay(job.SettleTime, cancellationToken).ConfigureAwait(false);
        }
    }

    private static InfluxException NotVerified(long windowStart, FieldDifference wrong)
        => new(InfluxErrorId.VerificationFailed, $"The window at {TimeText.Format(windowStart)} was written and confirmed, but read back it differs: {Describe(wrong)}.")
        {
            Target = UnixNanoseconds.ToDateTime(windowStart),
            Advice = "The server may keep an older version of the point; compare again later with Test-InfluxDownsample.",
        };

    private FieldDifference? Wrong(long windowStart, WindowComparison comparison)
        => comparison.Changed.Count > 0 ? comparison.Changed[0].Differences[0]
            : comparison.Missing.Count > 0 ? _comparer.WholeRow(windowStart, comparison.Missing[0], isStored: false).First()
            : null;

    private static string Describe(FieldDifference difference)
        => string.Create(CultureInfo.InvariantCulture,
            $"{difference.Field}{Of(difference.Series)} is {difference.Actual ?? "nothing"} in the target and {difference.Expected ?? "nothing"} by the source");

    private static string Of(string series) => series.Length == 0 ? "" : $" of {series}";
}
