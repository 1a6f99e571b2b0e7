using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>Works on one chunk after the other: compares, writes what is missing, deals with what has changed, reads back.</summary>
internal sealed class ChunkWork
{
    private readonly DownsampleJob _job;
    private readonly DownsamplePreparation _preparation;
    private readonly DownsamplePlan _plan;
    private readonly ChunkSource _source;
    private readonly WindowWriter _writer;
    private readonly DownsampleReport _report;
    private readonly IDownsampleObserver _observer;
    private readonly WindowComparer _comparer;
    private readonly StoredPointCheck _check;
    private readonly CorrectionWriter _corrections;
    private readonly WindowSet _pendingBefore;

    // Windows of the chunk that is worked on; and of those before it.
    private readonly List<Window> _writing = [];
    private WindowSet _written = WindowSet.Empty;

    // Windows whose points are not what they should be, and stay so for now: what was never done stays to be looked at until it is right.
    private WindowSet _open = WindowSet.Empty;

    public ChunkWork(
        DownsampleJob job, DownsamplePreparation preparation, DownsamplePlan plan, ChunkSource source, WindowWriter writer, DownsampleReport report,
        IDownsampleObserver observer)
    {
        _job = job;
        _preparation = preparation;
        _plan = plan;
        _source = source;
        _writer = writer;
        _report = report;
        _observer = observer;
        _comparer = new WindowComparer(preparation.Shape.Schema, preparation.Shape.IsEstimate);
        _check = new StoredPointCheck(source, _comparer, job.SettleTime);
        _corrections = new CorrectionWriter(job, preparation, plan, source, writer, _check, report, observer);
        _pendingBefore = preparation.Coverage.Pending;
        Pending = _pendingBefore;
    }

    /// <summary>Windows that have to be written again by a later run.</summary>
    public WindowSet Pending { get; private set; }

    /// <summary>Windows of which points were written.</summary>
    public WindowSet Written => _written.Union(_writing).Union(_corrections.Written);

    /// <summary>Works on a chunk.</summary>
    /// <param name="read">Its rows.</param>
    /// <param name="begin">Is awaited before the first point is written.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="InfluxException">
    /// A query or write failed; <see cref="InfluxErrorId.WindowsChanged"/>; <see cref="InfluxErrorId.VerificationFailed"/>.
    /// </exception>
    public async Task DoAsync(ReadChunk read, Func<Task> begin, CancellationToken cancellationToken)
    {
        DownsampleChunk chunk = read.Chunk;
        Dictionary<long, List<PointRow>> written = [];
        List<Correction> corrections = [];
        HashSet<long> given = [];
        HashSet<long> begun = [];
        long counted = 0;
        foreach (WindowPair window in _source.WindowsOf(read).Where(window => !window.IsOffGrid))
        {
            WindowComparison comparison = _comparer.Compare(window.WindowStart, window.Computed, window.Stored);
            counted += Count(comparison) ? 1 : 0;
            if (window.Computed.Count > 0)
            {
                given.Add(window.WindowStart);
            }

            // What is there in part is written again, and so waits like a correction.
            List<PointRow> missing = [.. comparison.Missing.Except(comparison.Incomplete.Select(row => row.Row))];
            corrections.AddRange(CorrectionsOf(window.WindowStart, comparison.Incomplete));
            if (IsChanged(comparison))
            {
                corrections.AddRange(Changed(chunk, window.WindowStart, comparison));
            }

            if (window.Computed.Count > 0 && (missing.Count > 0 || window.Stored.Count == 0))
            {
                await begin().ConfigureAwait(false);
                // Also without rows to write when none can be stored: the writer counts why.
                long points = await _writer.AddAsync(window.Stored.Count == 0 ? window.Computed : missing, isMore: false, _observer).ConfigureAwait(false);
                if (points > 0)
                {
                    begun.Add(window.WindowStart);
                    _report.Written.Add(chunk.WindowAt(window.WindowStart), points);
                }

                _writing.Add(chunk.WindowAt(window.WindowStart));
                if (_job.Verify && missing.Count > 0)
                {
                    written.Add(window.WindowStart, missing);
                }
            }
        }

        long thin = SkipThin(read, given);
        _report.WindowsThin += thin;
        _report.WindowsEmpty += chunk.Windows - counted - thin;
        Pending = Pending.Except(chunk.IsRecheck ? [new Window(chunk.From, chunk.To)] : []).Union(_corrections.Postponed);
        await _corrections.WriteAsync(chunk, corrections, begun, begin, cancellationToken).ConfigureAwait(false);
        if (written.Count > 0)
        {
            await _writer.FlushAsync(_observer).ConfigureAwait(false);
            await _preparation.ReadNewColumnsAsync(cancellationToken).ConfigureAwait(false);
            await _check.VerifyAsync(chunk, written, cancellationToken).ConfigureAwait(false);
        }

        Pending = Pending.Union(_corrections.Postponed);
        _written = _written.Union(_writing);
        _writing.Clear();
        _writer.Finish(WindowSet.Of(chunk.From, chunk.To).Except(_plan.Unfinished).Except(_open).Except(_corrections.Postponed));
    }

    // Whether the window is one that has changed, is as it was, or is written.
    private bool Count(WindowComparison comparison)
    {
        bool isChanged = IsChanged(comparison);
        bool isUnchanged = !isChanged && comparison.Missing.Count == 0 && comparison.Unchanged > 0;
        _report.WindowsChanged += isChanged ? 1 : 0;
        _report.WindowsUnchanged += isUnchanged ? 1 : 0;
        return isChanged || isUnchanged || comparison.Missing.Count > 0;
    }

    // A series that the source no longer has is a change, unless it is another source's.
    private bool IsChanged(WindowComparison comparison) => comparison.Changed.Count > 0 || (comparison.Extra.Count > 0 && !_preparation.IsOtherSource);

    // Windows with raw rows none of which make a point.
    private long SkipThin(ReadChunk read, HashSet<long> given)
    {
        if (_job.Aggregation.MinimumSamples <= 1)
        {
            return 0;
        }

        long[] thin = [.. read.Rows.Where(window => window.Value > 0 && !given.Contains(window.Key)).Select(window => window.Key)];
        foreach (Window span in WindowSet.Of(thin.Select(read.Chunk.WindowAt)))
        {
            _report.AddSkipped(new SkippedWindows(span.Start, span.End, (span.End - span.Start) / read.Chunk.WindowLength, SkipReason.TooFewSamples));
        }

        return thin.Length;
    }

    // Lists what has changed, and gives what is to be written again.
    private IEnumerable<Correction> Changed(DownsampleChunk chunk, long windowStart, WindowComparison comparison)
    {
        bool isWritten = _job.OnChange == ChangePolicy.Write || (_job.OnChange == ChangePolicy.Report && _pendingBefore.Holds(windowStart));
        foreach ((string series, IReadOnlyList<FieldDifference> differences) in Listed(windowStart, comparison, isWritten))
        {
            _report.AddChange(new ChangedPoint(windowStart, series, ChangeOutcome.Reported, differences));
            if (_job.OnChange == ChangePolicy.Fail)
            {
                string window = $"The window at {TimeText.Format(windowStart)} has other values now than when it was written";
                throw new InfluxException(InfluxErrorId.WindowsChanged, $"{window}: {StoredPointCheck.Describe(differences[0])}.")
                {
                    Target = UnixNanoseconds.ToDateTime(windowStart),
                    Advice = "Look at it with Test-InfluxDownsample; -OnChange Write writes the new values.",
                };
            }
        }

        _report.PointsVanished += _preparation.IsOtherSource ? 0 : comparison.Extra.Count;
        if (isWritten || comparison.Changed.Count == 0)
        {
            return CorrectionsOf(windowStart, comparison.Changed);
        }

        _report.WindowsLeft++;
        _report.FirstLeft ??= windowStart;
        _open = _open.Union([chunk.WindowAt(windowStart)]);
        return [];
    }

    // Changes that stay as they are. What is there of a vanished series cannot be taken back.
    private IEnumerable<(string Series, IReadOnlyList<FieldDifference> Differences)> Listed(long windowStart, WindowComparison comparison, bool isWritten)
    {
        IEnumerable<(string, IReadOnlyList<FieldDifference>)> changed = isWritten
            ? []
            : comparison.Changed.Select(change => (change.Series, change.Differences));
        IEnumerable<(string, IReadOnlyList<FieldDifference>)> vanished = _preparation.IsOtherSource ? [] : comparison.Extra.Select(row =>
            (_comparer.DescribeStored(row), (IReadOnlyList<FieldDifference>)[.. _comparer.WholeRow(windowStart, row, isStored: true)]));
        return changed.Concat(vanished);
    }

    private static IEnumerable<Correction> CorrectionsOf(long windowStart, IEnumerable<WindowComparison.ChangedRow> rows)
        => rows.Select(row => new Correction(windowStart, row.Row, row.Series, row.Differences));
}
