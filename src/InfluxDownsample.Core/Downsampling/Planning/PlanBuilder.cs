using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Errors;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>
/// Plans a job from what source and target hold now. What decides which windows are done for good is not taken from one look (wire reference 5.9).
/// </summary>
/// <param name="job">The job.</param>
/// <param name="preparation">What is known of it.</param>
/// <param name="observer">Hears what happens.</param>
internal sealed class PlanBuilder(DownsampleJob job, DownsamplePreparation preparation, IDownsampleObserver observer)
{
    // So many windows are queried rather than asked about.
    private const int FewWindows = 2;

    // How far back grids are compared when nothing is planned.
    private const long Compared = 400 * InfluxDuration.NanosecondsPerDay;

    private readonly HashSet<string> _warned = new(StringComparer.Ordinal);
    private (long First, long Last)? _sourceRange;
    private long? _sourceLast;
    private (TimeSpan? Source, TimeSpan? Target)? _retention;

    /// <summary>How long the source keeps its rows; null for ever, and when the server does not tell or has not been asked.</summary>
    public TimeSpan? SourceRetention => _retention?.Source;

    /// <summary>The same of the target.</summary>
    public TimeSpan? TargetRetention => _retention?.Target;

    /// <summary>Plans a run.</summary>
    /// <param name="recheck">Windows that are compared again though no lookback names them.</param>
    /// <param name="cancellationToken">Ends the queries.</param>
    public async Task<DownsamplePlan> PlanAsync(WindowSet recheck, CancellationToken cancellationToken)
    {
        PlanRequest request = new(job.Range, job.Grid) { SourceCoverage = job.Force ? null : preparation.SourceCoverage, Recheck = recheck };
        if (preparation is { Target: not null, Ledger.Definition: null, Unrecorded: null })
        {
            preparation.Unrecorded = await SettledAsync(
                job.Target,
                preparation.TargetFiles,
                search => new UnrecordedTarget(job, search, observer, _warned).ReadAsync(request),
                static (one, other) => one.Spans == other.Spans,
                cancellationToken).ConfigureAwait(false);
        }

        request = request with { Coverage = preparation.Coverage };
        if (request.NeedsSourceFirst && !await HasRowsBeforeLookbackAsync(request, cancellationToken).ConfigureAwait(false))
        {
            request = await WithSourceFirstAsync(request, cancellationToken).ConfigureAwait(false);
        }

        DownsamplePlan plan = Checked(request);
        if (plan.Chunks.Count > 0)
        {
            // Else it does not matter how long rows are kept.
            await ReadRetentionAsync(cancellationToken).ConfigureAwait(false);
            plan = _retention is (null, null) ? plan : Checked(request with
            {
                SourceKeptFrom = RetentionCheck.KeptFrom(SourceRetention),
                TargetKept = RetentionCheck.KeptFrom(TargetRetention) is { } kept ? FirstWindowFrom(kept) : request.TargetKept,
            });
        }

        return plan with { Older = await StillThereAsync(plan.Older, cancellationToken).ConfigureAwait(false) };
    }

    /// <summary>
    /// Plans to compare everything from the start asked for, else from the target's first window, or the first that a run was to write and has not, or that
    /// the source has got since, else from the source's first row.
    /// </summary>
    public async Task<DownsamplePlan> PlanComparisonAsync(CancellationToken cancellationToken)
    {
        PlanRequest request = new(job.Range, job.Grid);
        if (request.Start is null && preparation.Target is not null && await FindTargetAsync(cancellationToken).ConfigureAwait(false) is { } stored)
        {
            long first = request.Grid.Floor(job.Stamp == WindowStamp.End ? stored.First - 1 : stored.First);
            first = Math.Min(first, preparation.Coverage.Touched.Except(preparation.Coverage.Done).Start ?? first);
            WindowSet older = (request with { SourceCoverage = preparation.SourceCoverage, Coverage = preparation.Coverage }).OlderInSource(first);
            request = request with { Start = (await StillThereAsync(older, cancellationToken).ConfigureAwait(false)).Start ?? first };
        }

        request = request with { Start = request.Start ?? await FindSourceFirstAsync(cancellationToken).ConfigureAwait(false) };
        DownsamplePlan plan = Checked(request);
        return plan with { Chunks = [.. plan.Chunks.Select(chunk => chunk with { IsRecheck = true })] };
    }

    /// <summary>
    /// The time of the source's last row, after which a long plan has nothing to query; null when the plan is short or there is no row. What comes later
    /// is for the next run.
    /// </summary>
    public async Task<long?> FindSourceLastAsync(DownsamplePlan plan, CancellationToken cancellationToken)
        => plan.WindowsPlanned <= FewWindows ? null
            : _sourceLast ??= _sourceRange?.Last ?? await SearchIn(job.Source, cancellationToken).FindLastAsync(job.Range.Now).ConfigureAwait(false);

    private async Task<PlanRequest> WithSourceFirstAsync(PlanRequest request, CancellationToken cancellationToken)
    {
        long? first = await FindSourceFirstAsync(cancellationToken).ConfigureAwait(false);
        return request with
        {
            SourceFirst = first,
            HasSourceLostRows = first is { } row && request.GoesOn
                && await HasPointsBeforeAsync(request.Grid.Floor(row), cancellationToken).ConfigureAwait(false),
        };
    }

    private async Task ReadRetentionAsync(CancellationToken cancellationToken)
        => _retention ??= await RetentionCheck.ReadAsync(job, cancellationToken).ConfigureAwait(false);

    // What is still kept. Windows without rows are nothing to have, and the one that the first row cuts only where the source has not been longer, and so has
    // lost nothing of it.
    private async Task<WindowSet> StillThereAsync(WindowSet older, CancellationToken cancellationToken)
    {
        if (older.Count > 0)
        {
            await ReadRetentionAsync(cancellationToken).ConfigureAwait(false);
            long read = RetentionCheck.KeptFrom(SourceRetention) is { } rows ? job.Grid.Ceiling(rows) : long.MinValue;
            long written = RetentionCheck.KeptFrom(TargetRetention) is { } points ? FirstWindowFrom(points) : long.MinValue;
            older = older.Within(Math.Max(read, written), long.MaxValue);
        }

        if (older is not { Start: { } start, End: { } end })
        {
            return older;
        }

        long stamp = preparation.Source.Definition is { Stamp: WindowStamp.End } ? 1 : 0;
        return await SearchIn(job.Source, cancellationToken).FindFirstInAsync(start + stamp, end + stamp, end - start).ConfigureAwait(false) is not null
            && await FindSourceFirstAsync(cancellationToken).ConfigureAwait(false) is { } first
            ? older.Within(preparation.SourceCoverage?.Touched.Start >= job.Grid.Floor(first) ? job.Grid.Floor(first) : job.Grid.Ceiling(first), long.MaxValue)
            : WindowSet.Empty;
    }

    // Planned again under the lock, the job is still about the same rows.
    private async Task<long?> FindSourceFirstAsync(CancellationToken cancellationToken)
    {
        _sourceRange ??= await SettledAsync(
            job.Source,
            preparation.SourceFiles,
            search => search.FindAsync(job.Range.Now),
            static (one, other) => one?.First == other?.First,
            cancellationToken).ConfigureAwait(false);
        // A point that carries the end of its window is made of rows before it.
        return _sourceRange is { } range && preparation.Source.Definition is { Stamp: WindowStamp.End, Grid: { } grid }
            ? grid.Floor(range.First - 1)
            : _sourceRange?.First;
    }

    // The first window whose point has that stamp or a later one.
    private long FirstWindowFrom(long stamp) => job.Stamp == WindowStamp.End ? job.Grid.Floor(stamp - 1) : job.Grid.Ceiling(stamp);

    private Task<(long First, long Last)?> FindTargetAsync(CancellationToken cancellationToken) => SettledAsync(
        job.Target, preparation.TargetFiles, search => search.FindAsync(job.Range.Now), static (one, other) => one == other, cancellationToken);

    // Points of windows before the source's first row were made of rows that are gone.
    private async Task<bool> HasPointsBeforeAsync(long window, CancellationToken cancellationToken)
    {
        long end = job.Stamp == WindowStamp.End ? window + 1 : window;
        return preparation is { Target: not null, Coverage: { Touched.Start: { } start } coverage } && start < window && coverage.Done.Holds(window)
            && await SearchIn(job.Target, cancellationToken).FindFirstInAsync(start, end, end - start).ConfigureAwait(false) is not null;
    }

    // Then it does not matter which row is the first.
    private async Task<bool> HasRowsBeforeLookbackAsync(PlanRequest request, CancellationToken cancellationToken)
        => request is { GoesOn: true, NewestFirst: false, LookbackFrom: { } from }
            && await SearchIn(job.Source, cancellationToken).FindLastBeforeAsync(from).ConfigureAwait(false) is not null;

    private async Task<T> SettledAsync<T>(
        MeasurementLocation place, FileWatch files, Func<TimeRangeSearch, Task<T>> look, Func<T, T, bool> agree, CancellationToken cancellationToken)
    {
        Task<T> LookAsync() => look(SearchIn(place, cancellationToken));
        if (job.SettleTime <= TimeSpan.Zero)
        {
            return await LookAsync().ConfigureAwait(false);
        }

        var settled = new SettledLook(place.Client, place.Database, files, job.Timeout, job.SettleTime);
        (bool isSettled, T found) = await settled.TakeAsync(LookAsync, agree, cancellationToken).ConfigureAwait(false);
        return isSettled ? found : throw ChunkSource.NotSettled($"The range of {place}", job.SettleTime, place.Measurement);
    }

    private TimeRangeSearch SearchIn(MeasurementLocation place, CancellationToken cancellationToken)
        => new(place.Client.Query, place.Database, place.Measurement, job.Timeout, cancellationToken);

    private DownsamplePlan Checked(PlanRequest request)
    {
        try
        {
            DownsamplePlan plan = DownsamplePlanner.Plan(request);
            // Also when nothing is due: a grid that does not fit will not fit later.
            long from = plan.From ?? request.Grid.Floor(request.Now - Compared);
            long to = plan.To ?? request.Grid.Floor(request.Now);
            TierCheck.CheckAlignment(job, preparation.Source.Definition, from, to);
            return plan;
        }
        catch (OverflowException exception)
        {
            throw new InfluxException(InfluxErrorId.InvalidParameter, "The range leaves the years 1677 to 2262, which InfluxDB can hold.", exception);
        }
    }
}
