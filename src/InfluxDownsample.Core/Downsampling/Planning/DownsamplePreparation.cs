using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Connections;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>A job after everything that can be checked before the first write: what it reads, what it makes of it, and what is on record about both tables.</summary>
internal sealed class DownsamplePreparation
{
    // So many windows are queried rather than asked about.
    private const int FewWindows = 2;

    private readonly DownsampleJob _job;
    private readonly IDownsampleObserver _observer;
    private readonly TableLedger _source;
    private readonly bool _sourceHasLedger;
    private (long First, long Last)? _sourceRange;
    private long? _sourceLast;
    private readonly HashSet<string> _said = new(StringComparer.Ordinal);
    private Coverage? _unrecorded;

    private DownsamplePreparation(DownsampleJob job, IDownsampleObserver observer, JobTables tables, TableLedger source, ServerIdentity server)
    {
        _job = job;
        _observer = observer;
        _source = source;
        _sourceHasLedger = tables.SourceHasLedger;
        Target = tables.Target;
        SourceFiles = new FileWatch(job.Source.Measurement, tables.Files?.Counts);
        TargetFiles = new FileWatch(table: null, tables.TargetFiles?.Counts);
        TargetSnapshot = tables.TargetFiles?.Newest;
        NoDatabase = tables.NoDatabase;
        Queries = new ChunkQueries(job, tables.Source, source.Definition, server.HasExactPercentiles);
        Shape = new PointShape(Queries.Columns, job.FieldTypes, job.MinimumSamples, server.HasExactPercentiles);
        var from = new SourceDefinition(server.Cluster, job.Source.Client.Settings.Uri.Authority, job.Source.Database, job.Source.Measurement);
        Definition = TableDefinition.Of(job, from, Queries.Columns, Shape.Schema);
    }

    /// <summary>The statements.</summary>
    public ChunkQueries Queries { get; }

    /// <summary>Makes points of the rows.</summary>
    public PointShape Shape { get; }

    /// <summary>What the job makes of its target.</summary>
    public TableDefinition Definition { get; }

    /// <summary>The target's columns; null while it does not exist.</summary>
    public InfluxMeasurement? Target { get; private set; }

    /// <summary>The files of the source's database, beginning with those that were there when the job was prepared.</summary>
    public FileWatch SourceFiles { get; }

    /// <summary>The same of the target's database. The job's own points make no files before the next snapshot.</summary>
    public FileWatch TargetFiles { get; }

    /// <summary>The number of the last snapshot that had made a file of the target when the job was prepared; null where the server does not tell.</summary>
    public long? TargetSnapshot { get; }

    /// <summary>That the target's database is not there; null when it is.</summary>
    public InfluxException? NoDatabase { get; }

    /// <summary>How long the source keeps its rows; null for ever, and when the server does not tell or has not been asked.</summary>
    public TimeSpan? SourceRetention { get; private set; }

    /// <summary>What is on record about the target.</summary>
    public TableLedger Ledger { get; private set; } = TableLedger.None;

    /// <summary>Which windows of the target are done: by the record, else by its points.</summary>
    public Coverage Coverage => Ledger.Definition is null ? _unrecorded ?? Coverage.None : Ledger.Coverage ?? Coverage.None;

    /// <summary>Whether the table is made of another source: what this run writes does not count as done.</summary>
    public bool IsOtherSource => Ledger.Definition is { } known && DefinitionCheck.IsOtherSource(Definition, known);

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

        JobTables tables = await JobTables.ReadAsync(job, cancellationToken).ConfigureAwait(false);
        TableLedger source = tables.SourceHasLedger ? await LedgerOf(job, job.Source).ReadTableAsync(job.Source.Measurement, cancellationToken).ConfigureAwait(false) : TableLedger.None;
        var preparation = new DownsamplePreparation(job, observer, tables, source, await IdentifyAsync(job, job.Source.Client, cancellationToken).ConfigureAwait(false));
        foreach (string warning in TierCheck.Check(job, preparation.Queries.Columns, source.Definition))
        {
            await observer.WarningAsync(warning).ConfigureAwait(false);
        }

        // A table that is gone is nothing any more, whatever is on record. What a table is explains more than the types of its columns, so it comes first.
        if (tables is { Target: not null, TargetHasLedger: true })
        {
            await preparation.UseAsync(await LedgerOf(job, job.Target).ReadTableAsync(job.Target.Measurement, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        }

        TargetSchemaCheck.Check(preparation.Shape.Schema, tables.Target, job.Target);
        ServerIdentity target = await IdentifyAsync(job, job.Target.Client, cancellationToken).ConfigureAwait(false);
        if (TargetSchemaCheck.CheckColumnLimit(preparation.Shape.Schema, tables.Target, job.Target, target.Edition) is { } limit)
        {
            await observer.WarningAsync(limit).ConfigureAwait(false);
        }

        return preparation;
    }

    /// <summary>The ledger that tells of a table.</summary>
    public static Ledger LedgerOf(DownsampleJob job, MeasurementLocation place) => new(place.Client, place.Database, job.Timeout, job.Write);

    /// <summary>Takes over what is on record now that nobody else may write.</summary>
    /// <returns>Whether that is anything new.</returns>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.SchemaConflict"/>.</exception>
    public async Task<bool> RefreshAsync(TableLedger? ledger, CancellationToken cancellationToken)
    {
        if (ledger is null || ledger.ToldBy == Ledger.ToldBy)
        {
            return false;
        }

        if (Target is null)
        {
            // Either the table was dropped some time ago, or another run has just begun it.
            await ReadTargetAsync(cancellationToken).ConfigureAwait(false);
            if (Target is null)
            {
                return false;
            }

            TargetSchemaCheck.Check(Shape.Schema, Target, _job.Target);
        }

        await UseAsync(ledger).ConfigureAwait(false);
        return true;
    }

    /// <summary>
    /// Looks again whether anything is on record about a source that seemed to have no record: one look may have missed it (wire reference 5.9), and then
    /// its rows were taken for raw ones.
    /// </summary>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.SourceUnstable"/>.</exception>
    public async Task ConfirmSourceAsync(CancellationToken cancellationToken)
    {
        if (_sourceHasLedger && _source.Definition is null && _job.SettleTime > TimeSpan.Zero
            && (await LedgerOf(_job, _job.Source).ReadTableAsync(_job.Source.Measurement, cancellationToken).ConfigureAwait(false)).Definition is not null)
        {
            throw new InfluxException(InfluxErrorId.SourceUnstable, $"What is on record about {_job.Source} could not be seen at first: the server is moving rows to files.")
            {
                Target = _job.Source.Measurement,
                Advice = "Nothing was written. Run again.",
            };
        }
    }

    /// <summary>Reads the target's columns again: the first write to a target creates them.</summary>
    public async Task ReadTargetAsync(CancellationToken cancellationToken) => Target = await JobTables.ReadTargetAsync(_job, cancellationToken).ConfigureAwait(false);

    /// <summary>Tags and fields that the target does not have yet although it holds others.</summary>
    public IReadOnlyList<PointColumn> NewColumns() => Target is not { } target ? [] : [.. Shape.Schema.Columns.Where(column => column.Role switch
    {
        ColumnRole.Field => target.FindField(column.Name) is null,
        ColumnRole.Tag => !target.HasTag(column.Name),
        _ => false,
    })];

    /// <summary>Plans the run from what source and target hold now.</summary>
    /// <param name="recheck">Windows that are compared again though no lookback names them.</param>
    /// <param name="cancellationToken">Ends the queries.</param>
    public async Task<DownsamplePlan> PlanAsync(WindowSet recheck, CancellationToken cancellationToken)
    {
        PlanRequest request = Request() with
        {
            SourceDone = _job.Force ? null : SourceDone(),
            Recheck = recheck,
        };
        if (Target is not null && Ledger.Definition is null)
        {
            _unrecorded ??= await SettledAsync(
                _job.Target, TargetFiles, search => new UnrecordedTarget(_job, search, _observer, _said).ReadAsync(request), static (one, other) => one.Spans == other.Spans, cancellationToken).ConfigureAwait(false);
        }

        request = request with { Coverage = Coverage };
        if (request.NeedsSourceFirst && !await HasRowsBeforeLookbackAsync(request, cancellationToken).ConfigureAwait(false))
        {
            request = request with { SourceFirst = await FindSourceFirstAsync(cancellationToken).ConfigureAwait(false) };
        }

        DownsamplePlan plan = Checked(request);
        if (plan.Chunks.Count == 0)
        {
            // Then it does not matter how long the source keeps its rows.
            return plan;
        }

        SourceRetention ??= await RetentionCheck.ReadAsync(_job.Source, cancellationToken).ConfigureAwait(false);
        return SourceRetention is null ? plan : Checked(request with { SourceKeptFrom = RetentionCheck.KeptFrom(SourceRetention) });
    }

    /// <summary>Plans to compare everything from the start asked for, else from the target's first window, else from the source's first row.</summary>
    public async Task<DownsamplePlan> PlanComparisonAsync(CancellationToken cancellationToken)
    {
        PlanRequest request = Request();
        if (request.Start is null && Target is not null
            && await SettledAsync(_job.Target, TargetFiles, search => search.FindAsync(_job.Now), static (one, other) => one == other, cancellationToken).ConfigureAwait(false) is { } stored)
        {
            request = request with { Start = request.Grid.Floor(_job.Stamp == WindowStamp.End ? stored.First - 1 : stored.First) };
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
            : _sourceLast ??= _sourceRange?.Last ?? await SearchIn(_job.Source, cancellationToken).FindLastAsync(_job.Now).ConfigureAwait(false);

    private static async Task<ServerIdentity> IdentifyAsync(DownsampleJob job, InfluxClient client, CancellationToken cancellationToken)
    {
        ServerIdentity? identity = null;
        await job.Retry.ExecuteAsync(
            async token => identity = await client.IdentifyAsync(token).ConfigureAwait(false),
            static failure => failure.IsTransient, static _ => ValueTask.CompletedTask, cancellationToken).ConfigureAwait(false);
        return identity!;
    }

    private async Task UseAsync(TableLedger ledger)
    {
        if (ledger.Definition is { } known)
        {
            foreach (string warning in DefinitionCheck.Check(_job, Definition, known))
            {
                await _observer.WarningAsync(warning).ConfigureAwait(false);
            }

            if (ledger.Coverage is null)
            {
                throw new InfluxException(InfluxErrorId.SchemaConflict, $"The last run that wrote to '{_job.Target.Measurement}' did not record which windows are done.")
                {
                    Target = _job.Target.Measurement,
                    Advice = "Another version of the module wrote it. Choose another -TargetMeasurement.",
                };
            }
        }

        Ledger = ledger;
    }

    // What is done of a tier. Where nothing is recorded of it, its rows are all there is to go by.
    private WindowSet? SourceDone() => _source.Definition is null ? null : (_source.Coverage ?? Coverage.None).Done;

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

    // Planned again under the lock, the job is still about the same rows.
    private async Task<long?> FindSourceFirstAsync(CancellationToken cancellationToken)
    {
        _sourceRange ??= await SettledAsync(_job.Source, SourceFiles, search => search.FindAsync(_job.Now), static (one, other) => one?.First == other?.First, cancellationToken).ConfigureAwait(false);
        // A point that carries the end of its window is made of rows before it.
        return _sourceRange is { } range && _source.Definition is { Stamp: WindowStamp.End, Grid: { } grid } ? grid.Floor(range.First - 1) : _sourceRange?.First;
    }

    // Then it does not matter which row is the first.
    private async Task<bool> HasRowsBeforeLookbackAsync(PlanRequest request, CancellationToken cancellationToken)
        => request is { GoesOn: true, NewestFirst: false, LookbackFrom: { } from }
            && await SearchIn(_job.Source, cancellationToken).FindLastBeforeAsync(from).ConfigureAwait(false) is not null;

    // What decides which windows are done for good is not taken from one look (wire reference 5.9).
    private async Task<T> SettledAsync<T>(
        MeasurementLocation place, FileWatch files, Func<TimeRangeSearch, Task<T>> look, Func<T, T, bool> agree, CancellationToken cancellationToken)
    {
        (long, long) seen = files.Seen;
        T found = await look(SearchIn(place, cancellationToken)).ConfigureAwait(false);
        for (int attempt = 1; _job.SettleTime > TimeSpan.Zero; attempt++)
        {
            await Task.Delay(_job.SettleTime, cancellationToken).ConfigureAwait(false);
            T again = await look(SearchIn(place, cancellationToken)).ConfigureAwait(false);
            await files.LookAsync(place.Client, place.Database, _job.Timeout, cancellationToken).ConfigureAwait(false);
            if (agree(found, again) && seen == files.Seen)
            {
                break;
            }

            if (attempt == ChunkSource.MaxReads)
            {
                throw ChunkSource.NotSettled($"The range of {place}", _job, place.Measurement);
            }

            (found, seen) = (again, files.Seen);
        }

        return found;
    }

    private TimeRangeSearch SearchIn(MeasurementLocation place, CancellationToken cancellationToken)
        => new(place.Client.Query, place.Database, place.Measurement, _job.Timeout, cancellationToken);

    private DownsamplePlan Checked(PlanRequest request)
    {
        try
        {
            DownsamplePlan plan = DownsamplePlanner.Plan(request);
            // Also when nothing is due: a grid that does not fit will not fit later.
            if (plan.From is { } from && plan.To is { } to)
            {
                TierCheck.CheckAlignment(_job, _source.Definition, from, to);
            }
            else
            {
                TierCheck.CheckAlignment(_job, _source.Definition, request.Grid.Floor(_job.Now - (400 * InfluxDuration.NanosecondsPerDay)), request.Grid.Floor(_job.Now));
            }

            return plan;
        }
        catch (OverflowException exception)
        {
            throw new InfluxException(InfluxErrorId.InvalidParameter, "The range leaves the years 1677 to 2262, which InfluxDB can hold.", exception);
        }
    }
}
