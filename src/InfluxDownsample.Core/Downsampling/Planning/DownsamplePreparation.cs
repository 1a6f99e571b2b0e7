using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Connections;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>A job after everything that can be checked before the first write: what it reads, what it makes of it, and what the target has.</summary>
internal sealed class DownsamplePreparation
{
    // So many windows are queried rather than asked about.
    private const int FewWindows = 2;

    private readonly DownsampleJob _job;
    private readonly IDownsampleObserver _observer;
    private readonly IReadOnlyList<JobEvent> _sourceWriters;
    private readonly TableRecord? _sourceRecord;
    private (long First, long Last)? _sourceRange;
    private long? _sourceLast;
    private bool _isTargetKnown;

    private DownsamplePreparation(DownsampleJob job, IDownsampleObserver observer, InfluxMeasurement source, IReadOnlyList<JobEvent> sourceWriters)
    {
        _job = job;
        _observer = observer;
        _sourceWriters = sourceWriters;
        _sourceRecord = TableRecord.Merge(sourceWriters);
        Queries = new ChunkQueries(job, source, _sourceRecord);
        Shape = new PointShape(Queries.Columns, job.FieldTypes, job.MinimumSamples);
        Record = TableRecord.Of(job, Queries.Columns);
    }

    /// <summary>The statements.</summary>
    public ChunkQueries Queries { get; }

    /// <summary>Makes points of the rows.</summary>
    public PointShape Shape { get; }

    /// <summary>What the job makes of its target, for the runs after it.</summary>
    public TableRecord Record { get; }

    /// <summary>The target's columns; null while it does not exist.</summary>
    public InfluxMeasurement? Target { get; private set; }

    /// <summary>That the target's database is not there; null when it is.</summary>
    public InfluxException? NoDatabase { get; private set; }

    /// <summary>How long the source keeps its rows; null for ever, and when the server does not tell or has not been asked.</summary>
    public TimeSpan? SourceRetention { get; private set; }

    /// <summary>What the job's last run said when it began or ended; null when nothing is known of it.</summary>
    public JobEvent? Before { get; private set; }

    /// <summary>Reads what the job needs to know and checks it. Writes nothing.</summary>
    /// <exception cref="InfluxException">Anything that would go wrong later, each with its own id.</exception>
    public static async Task<DownsamplePreparation> PrepareAsync(DownsampleJob job, IDownsampleObserver observer, CancellationToken cancellationToken)
    {
        job.Validate();
        if (job.Source.IsSameAs(job.Target))
        {
            throw new InfluxException(InfluxErrorId.SourceEqualsTarget, $"Source and target are the same: {job.Source}. Downsampled points would be mixed with the raw ones and read as such by the next run.")
            {
                Target = job.Source.Measurement,
                Advice = "Write to another database with -Target, or to another measurement with -TargetMeasurement '{measurement}_{every}'.",
            };
        }

        InfluxMeasurement source = await job.Source.Client.Measurements.GetAsync(job.Source.Database, job.Source.Measurement, job.Timeout, cancellationToken).ConfigureAwait(false);
        var preparation = new DownsamplePreparation(job, observer, source, await WritersOf(job, job.Source, cancellationToken).ConfigureAwait(false));
        foreach (string warning in TierCheck.Check(job, preparation.Queries.Columns, preparation._sourceRecord))
        {
            await observer.WarningAsync(warning).ConfigureAwait(false);
        }

        await preparation.ReadTargetAsync(cancellationToken).ConfigureAwait(false);
        await preparation.CheckTargetAsync(cancellationToken).ConfigureAwait(false);
        return preparation;
    }

    /// <summary>Reads the target's columns again: the first write to a target creates them.</summary>
    public async Task ReadTargetAsync(CancellationToken cancellationToken)
    {
        try
        {
            IReadOnlyList<InfluxMeasurement> found = await _job.Target.Client.Measurements
                .ReadAsync(_job.Target.Database, [_job.Target.Measurement], _job.Timeout, cancellationToken).ConfigureAwait(false);
            Target = found.Count > 0 ? found[0] : null;
        }
        catch (InfluxException exception) when (exception.Id == InfluxErrorId.DatabaseNotFound)
        {
            // Core and Enterprise create a database with the first write to it (wire reference 5.1); the others will refuse that write.
            Target = null;
            NoDatabase = exception;
        }
    }

    /// <summary>Tags and fields that the target does not have yet although it holds others.</summary>
    public IReadOnlyList<PointColumn> NewColumns() => Target is not { } target ? [] : [.. Shape.Schema.Columns.Where(column => column.Role switch
    {
        ColumnRole.Field => target.FindField(column.Name) is null,
        ColumnRole.Tag => !target.HasTag(column.Name),
        _ => false,
    })];

    /// <summary>Why the source is complete up to no later time, where that does not mend itself; null where it does.</summary>
    public string? WaitsFor() => TierCheck.Reason(_sourceWriters, _job.Source.Measurement);

    /// <summary>Plans the run from what source and target hold now.</summary>
    public async Task<DownsamplePlan> PlanAsync(CancellationToken cancellationToken)
    {
        SourceRetention ??= await RetentionCheck.ReadAsync(_job.Source, cancellationToken).ConfigureAwait(false);
        PlanRequest request = Request() with { SourceKeptFrom = RetentionCheck.KeptFrom(SourceRetention), SourceComplete = _job.Force ? null : TierCheck.CompleteTo(_sourceWriters) };
        if (Target is not null)
        {
            var search = new TargetStateSearch(_job, SearchIn(_job.Target, cancellationToken), _observer);
            request = request with { Target = await search.ReadAsync(request, Before).ConfigureAwait(false) };
            if (request is { Target: { } state, Start: null } && Before is null)
            {
                await _observer.WarningAsync($"'{_job.Target.Measurement}' holds points already, and no run of this job is on record there: windows up to {TimeText.Format(state.Last)} are taken for done. -Start names a range to be compared.")
                    .ConfigureAwait(false);
            }
        }

        if (request.NeedsSourceFirst && !await HasRowsBeforeLookbackAsync(request, cancellationToken).ConfigureAwait(false))
        {
            request = request with { SourceFirst = await FindSourceFirstAsync(cancellationToken).ConfigureAwait(false) };
        }

        return Checked(request);
    }

    /// <summary>
    /// Checks once more what the target is, when nothing was on record before the run said that it begins: a job with another interval has another lock,
    /// and may have begun at the same time. The one that the server heard first goes on.
    /// </summary>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.SchemaConflict"/>.</exception>
    public async Task CheckBegunAsync(string run, CancellationToken cancellationToken)
    {
        if (_isTargetKnown)
        {
            return;
        }

        IReadOnlyList<JobEvent> writers = await WritersOf(_job, _job.Target, cancellationToken).ConfigureAwait(false);
        JobEvent? own = writers.FirstOrDefault(row => row.Run == run);
        await CheckRecordAsync([.. writers.Where(row => row.Run != run && (own is null || (row.Time, row.Run).CompareTo((own.Time, own.Run)) < 0))]).ConfigureAwait(false);
    }

    /// <summary>Plans the run again under the lock. Another run may have ended between the first plan and the claim.</summary>
    public async Task<DownsamplePlan> PlanAgainAsync(CancellationToken cancellationToken)
    {
        await ReadTargetAsync(cancellationToken).ConfigureAwait(false);
        Before = (await WritersOf(_job, _job.Target, cancellationToken).ConfigureAwait(false)).FirstOrDefault(IsOwn);
        return await PlanAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Plans to compare everything from the start asked for, else from the target's first window, else from the source's first row.</summary>
    public async Task<DownsamplePlan> PlanComparisonAsync(CancellationToken cancellationToken)
    {
        PlanRequest request = Request();
        if (request.Start is null && Target is not null && await SearchIn(_job.Target, cancellationToken).FindAsync(_job.Now).ConfigureAwait(false) is { } stored)
        {
            request = request with { Start = request.Grid.Floor(_job.Stamp == WindowStamp.End ? stored.First - 1 : stored.First) };
        }

        request = request with { Start = request.Start ?? await FindSourceFirstAsync(cancellationToken).ConfigureAwait(false) };
        DownsamplePlan plan = Checked(request);
        return plan with { Chunks = [.. plan.Chunks.Select(chunk => chunk with { IsRecheck = true })] };
    }

    private async Task CheckTargetAsync(CancellationToken cancellationToken)
    {
        TargetSchemaCheck.Check(Shape.Schema, Target, _job.Target);
        InfluxEdition edition = InfluxEdition.Auto;
        await _job.Retry.ExecuteAsync(
            async token => edition = (await _job.Target.Client.IdentifyAsync(token).ConfigureAwait(false)).Edition,
            static failure => failure.IsTransient, static _ => ValueTask.CompletedTask, cancellationToken).ConfigureAwait(false);
        if (TargetSchemaCheck.CheckColumnLimit(Shape.Schema, Target, _job.Target, edition) is { } warning)
        {
            await _observer.WarningAsync(warning).ConfigureAwait(false);
        }

        if (Target is null)
        {
            return;
        }

        IReadOnlyList<JobEvent> writers = await WritersOf(_job, _job.Target, cancellationToken).ConfigureAwait(false);
        Before = writers.FirstOrDefault(IsOwn);
        await CheckRecordAsync(writers).ConfigureAwait(false);
    }

    private async Task CheckRecordAsync(IReadOnlyList<JobEvent> writers)
    {
        _isTargetKnown = writers.Count > 0;
        foreach (string told in TableRecordCheck.Check(_job, Record, writers))
        {
            await _observer.WarningAsync(told).ConfigureAwait(false);
        }
    }

    private bool IsOwn(JobEvent row) => row.Job == JobIdentity.Of(_job).Key;

    private PlanRequest Request() => new()
    {
        Grid = _job.Grid,
        Now = _job.Now,
        Start = _job.Start,
        Stop = _job.Stop,
        Delay = _job.Delay,
        Lookback = _job.Lookback,
        IncludePartial = _job.IncludePartial,
        NewestFirst = _job.NewestFirst,
        ChunkSize = _job.ChunkSize,
    };

    /// <summary>
    /// The time of the source's last row, after which a long plan has nothing to query; null when the plan is short or there is no row. What comes later
    /// is for the next run.
    /// </summary>
    public async Task<long?> FindSourceLastAsync(DownsamplePlan plan, CancellationToken cancellationToken)
        => plan.WindowsPlanned <= FewWindows ? null
            : _sourceLast ??= _sourceRange?.Last ?? await SearchIn(_job.Source, cancellationToken).FindLastAsync(_job.Now).ConfigureAwait(false);

    // Planned again under the lock, the job is still about the same rows.
    private async Task<long?> FindSourceFirstAsync(CancellationToken cancellationToken)
    {
        _sourceRange ??= await SearchIn(_job.Source, cancellationToken).FindAsync(_job.Now).ConfigureAwait(false);
        // A point that carries the end of its window is made of rows before it.
        return _sourceRange is { } range && _sourceRecord is { Stamp: WindowStamp.End, Grid: { } grid } ? grid.Floor(range.First - 1) : _sourceRange?.First;
    }

    // Then it does not matter which row is the first.
    private async Task<bool> HasRowsBeforeLookbackAsync(PlanRequest request, CancellationToken cancellationToken)
        => request is { Target: not null, NewestFirst: false, LookbackFrom: { } from }
            && await SearchIn(_job.Source, cancellationToken).FindLastBeforeAsync(from).ConfigureAwait(false) is not null;

    private TimeRangeSearch SearchIn(DownsamplePlace place, CancellationToken cancellationToken)
        => new(place.Client.Query, place.Database, place.Measurement, _job.Timeout, cancellationToken);

    private static Task<IReadOnlyList<JobEvent>> WritersOf(DownsampleJob job, DownsamplePlace place, CancellationToken cancellationToken)
        => new JobJournal(place.Client, place.Database, job.Timeout, job.Write).ReadWritersAsync(place.Measurement, cancellationToken);

    private DownsamplePlan Checked(PlanRequest request)
    {
        try
        {
            DownsamplePlan plan = DownsamplePlanner.Plan(request);
            if (plan is { From: { } from, To: { } to })
            {
                TierCheck.CheckAlignment(_job, _sourceRecord, from, to);
            }

            return plan;
        }
        catch (OverflowException exception)
        {
            throw new InfluxException(InfluxErrorId.InvalidParameter, "The range leaves the years 1677 to 2262, which InfluxDB can hold.", exception);
        }
    }
}
