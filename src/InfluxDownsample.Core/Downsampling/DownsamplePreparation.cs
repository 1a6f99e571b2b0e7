using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Connections;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>A job after everything that can be checked before the first write: what it reads, what it makes of it, and what the target has.</summary>
internal sealed class DownsamplePreparation
{
    private readonly DownsampleJob _job;
    private (long First, long Last)? _sourceRange;

    private DownsamplePreparation(DownsampleJob job, InfluxMeasurement source)
    {
        _job = job;
        Queries = new ChunkQueries(job, source);
        Shape = new PointShape(Queries.Columns, job.FieldTypes, job.MinimumSamples);
    }

    /// <summary>The statements.</summary>
    public ChunkQueries Queries { get; }

    /// <summary>Makes points of the rows.</summary>
    public PointShape Shape { get; }

    /// <summary>The target's columns; null while it does not exist.</summary>
    public InfluxMeasurement? Target { get; private set; }

    /// <summary>Reads what the job needs to know and checks it. Writes nothing.</summary>
    /// <exception cref="InfluxException">Anything that would go wrong later, each with its own id.</exception>
    public static async Task<DownsamplePreparation> PrepareAsync(DownsampleJob job, IDownsampleObserver observer, CancellationToken cancellationToken)
    {
        CheckValues(job);
        InfluxMeasurement source = await job.Source.Client.Measurements.GetAsync(job.Source.Database, job.Source.Measurement, job.Timeout, cancellationToken).ConfigureAwait(false);
        var preparation = new DownsamplePreparation(job, source);
        var journal = new JobJournal(job.Source.Client, job.Source.Database, job.Timeout, job.Write);
        TierCheck.Check(job, preparation.Queries.Columns, await journal.FindLastCompletedAsync(job.Source.Measurement, cancellationToken).ConfigureAwait(false));
        await preparation.ReadTargetAsync(cancellationToken).ConfigureAwait(false);
        TargetSchemaCheck.Check(preparation.Shape.Schema, preparation.Target, job.Target);
        InfluxEdition edition = (await job.Target.Client.IdentifyAsync(cancellationToken).ConfigureAwait(false)).Edition;
        if (TargetSchemaCheck.CheckColumnLimit(preparation.Shape.Schema, preparation.Target, job.Target, edition) is { } warning)
        {
            await observer.WarningAsync(warning).ConfigureAwait(false);
        }

        await preparation.WarnOfOtherIntervalAsync(observer, cancellationToken).ConfigureAwait(false);
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
        }
    }

    /// <summary>Fields that the target does not have yet although it holds others.</summary>
    public IReadOnlyList<string> NewFields()
        => Target is null ? [] : [.. Shape.Schema.Columns.Where(column => column.Role == ColumnRole.Field && Target.FindField(column.Name) is null).Select(column => column.Name)];

    /// <summary>Plans the run from what source and target hold now.</summary>
    /// <param name="run">The run that plans; its own claim says nothing about the target.</param>
    /// <param name="cancellationToken">Ends the queries.</param>
    public async Task<DownsamplePlan> PlanAsync(string run, CancellationToken cancellationToken)
    {
        var request = new PlanRequest
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
        request = request with { Target = await ReadStateAsync(request.Grid, run, cancellationToken).ConfigureAwait(false) };
        if (request.NeedsSourceFirst)
        {
            // Planned again under the lock, the job is still about the same rows.
            _sourceRange ??= await SearchIn(_job.Source, cancellationToken).FindAsync(_job.Now).ConfigureAwait(false);
            request = request with { SourceFirst = _sourceRange?.First };
        }

        return Checked(() => DownsamplePlanner.Plan(request));
    }

    /// <summary>Plans to compare everything from the start asked for, else from the target's first window, else from the source's first row.</summary>
    public async Task<DownsamplePlan> PlanComparisonAsync(CancellationToken cancellationToken)
    {
        WindowGrid grid = _job.Grid;
        long? start = _job.Start;
        if (start is null && Target is not null && await SearchIn(_job.Target, cancellationToken).FindAsync(_job.Now).ConfigureAwait(false) is { } stored)
        {
            start = WindowOf(grid, stored.First);
        }

        start ??= (await SearchIn(_job.Source, cancellationToken).FindAsync(_job.Now).ConfigureAwait(false))?.First;
        DownsamplePlan plan = Checked(() => DownsamplePlanner.Plan(new PlanRequest { Grid = grid, Now = _job.Now, Start = start, Stop = _job.Stop, Delay = _job.Delay, ChunkSize = _job.ChunkSize }));
        return plan with { Chunks = [.. plan.Chunks.Select(chunk => chunk with { IsRecheck = true })] };
    }

    private async Task<TargetState?> ReadStateAsync(WindowGrid grid, string run, CancellationToken cancellationToken)
    {
        if (Target is null)
        {
            return null;
        }

        TimeRangeSearch search = SearchIn(_job.Target, cancellationToken);
        bool needsFirst = _job.Start is not null || _job.NewestFirst || !_job.Lookback.IsZero;
        (long First, long Last)? range;
        if (needsFirst)
        {
            range = await search.FindAsync(_job.Now).ConfigureAwait(false);
        }
        else
        {
            long? last = await search.FindLastAsync(_job.Now).ConfigureAwait(false);
            range = last is { } found ? (found, found) : null;
        }

        if (range is not { } known)
        {
            return null;
        }

        var journal = new JobJournal(_job.Target.Client, _job.Target.Database, _job.Timeout, _job.Write);
        JobEvent? before = await journal.FindLastAsync(JobIdentity.Of(_job).Key, run, cancellationToken).ConfigureAwait(false);
        long lastWindow = WindowOf(grid, known.Last);
        bool isConfirmed = before is { Kind: JobEvent.End, Status: nameof(DownsampleStatus.Completed) } && before.To >= grid.Next(lastWindow);
        return new TargetState(WindowOf(grid, known.First), lastWindow, isConfirmed);
    }

    private async Task WarnOfOtherIntervalAsync(IDownsampleObserver observer, CancellationToken cancellationToken)
    {
        var journal = new JobJournal(_job.Target.Client, _job.Target.Database, _job.Timeout, _job.Write);
        if (Target is not null
            && await journal.FindLastCompletedAsync(_job.Target.Measurement, cancellationToken).ConfigureAwait(false) is { } before
            && before.Every != _job.Every.ToString())
        {
            await observer.WarningAsync($"'{_job.Target.Measurement}' holds windows of {before.Every} already; windows of {_job.Every} among them cannot be told apart. Name another target, such as '{{measurement}}_{{every}}'.")
                .ConfigureAwait(false);
        }
    }

    private long WindowOf(WindowGrid grid, long stamp) => grid.Floor(_job.Stamp == WindowStamp.End ? stamp - 1 : stamp);

    private TimeRangeSearch SearchIn(DownsamplePlace place, CancellationToken cancellationToken)
        => new(place.Client.Query, place.Database, place.Measurement, _job.Timeout, cancellationToken);

    private static void CheckValues(DownsampleJob job)
    {
        _ = job.Grid;
        if (job.Start >= job.Stop)
        {
            throw Invalid($"-Start {TimeText.Format(job.Start!.Value)} is not before -Stop {TimeText.Format(job.Stop!.Value)}.", nameof(job.Start));
        }

        if (job.ChunkSize is { IsZero: true })
        {
            throw Invalid("-ChunkSize must be longer than nothing.", nameof(job.ChunkSize));
        }

        if (job.ThrottleLimit is < 1 or > 64)
        {
            throw Invalid("-ThrottleLimit must be from 1 to 64.", nameof(job.ThrottleLimit));
        }

        if (job.Source.IsSameAs(job.Target))
        {
            throw new InfluxException(InfluxErrorId.SourceEqualsTarget, $"Source and target are the same: {job.Source}. Downsampled points would be mixed with the raw ones and read as such by the next run.")
            {
                Target = job.Source.Measurement,
                Advice = "Write to another database with -Target, or to another measurement with -TargetMeasurement '{measurement}_{every}'.",
            };
        }
    }

    private static T Checked<T>(Func<T> plan)
    {
        try
        {
            return plan();
        }
        catch (OverflowException exception)
        {
            throw new InfluxException(InfluxErrorId.InvalidParameter, "The range leaves the years 1677 to 2262, which InfluxDB can hold.", exception);
        }
    }

    private static InfluxException Invalid(string message, string target) => new(InfluxErrorId.InvalidParameter, message) { Target = target };
}
