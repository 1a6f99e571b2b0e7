using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Connections;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>
/// A job after everything that can be checked before the first write: what it reads, what it makes of it, and what is on record about both tables.
/// </summary>
internal sealed class DownsamplePreparation
{
    private readonly DownsampleJob _job;
    private readonly IDownsampleObserver _observer;
    private readonly bool _sourceHasLedger;

    private DownsamplePreparation(DownsampleJob job, IDownsampleObserver observer, JobTables tables, TableLedger source, ServerIdentity server)
    {
        _job = job;
        _observer = observer;
        _sourceHasLedger = tables.SourceHasLedger;
        Source = source;
        Target = tables.Target;
        SourceFiles = new FileWatch(job.Source.Measurement, tables.Files?.Counts);
        TargetFiles = new FileWatch(table: null, tables.TargetFiles?.Counts);
        TargetSnapshot = tables.TargetFiles?.Newest;
        NoDatabase = tables.NoDatabase;
        Queries = new ChunkQueries(job, tables.Source, source.Definition, server.HasExactPercentiles);
        Shape = new PointShape(Queries.Columns, job.FieldTypes, job.Aggregation.MinimumSamples, server.HasExactPercentiles);
        Definition = TableDefinition.Of(job, PlaceOf(job.Source, server), tables.Source.Tags, Queries.Columns, Shape.Schema);
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

    /// <summary>What is on record about the source.</summary>
    public TableLedger Source { get; }

    /// <summary>
    /// Which windows of a source that is downsampled itself are done and touched; null where nothing is on record, and its rows are all there is to go by.
    /// </summary>
    public Coverage? SourceCoverage => Source.Definition is null ? null : Source.Coverage ?? Coverage.None;

    /// <summary>What is on record about the target.</summary>
    public TableLedger Ledger { get; private set; } = TableLedger.None;

    /// <summary>Which windows of a target without a record are taken for done; null while nobody has looked.</summary>
    public Coverage? Unrecorded { get; set; }

    /// <summary>Which windows of the target are done: by the record, else by its points.</summary>
    public Coverage Coverage => Ledger.Definition is null ? Unrecorded ?? Coverage.None : Ledger.Coverage ?? Coverage.None;

    /// <summary>Whether the table is made of another source: what this run writes does not count as done.</summary>
    public bool IsOtherSource => Ledger.Definition is { } known && DefinitionCheck.IsOtherSource(Definition, known);

    /// <summary>Reads what the job needs to know and checks it. Writes nothing.</summary>
    /// <exception cref="InfluxException">Anything that would go wrong later, each with its own id.</exception>
    public static async Task<DownsamplePreparation> PrepareAsync(DownsampleJob job, IDownsampleObserver observer, CancellationToken cancellationToken)
    {
        job.Validate();
        if (job.Source.IsSameAs(job.Target))
        {
            throw new InfluxException(
                InfluxErrorId.SourceEqualsTarget,
                $"Source and target are the same: {job.Source}. Downsampled points would be mixed with the raw ones and read as such by the next run.")
            {
                Target = job.Source.Measurement,
                Advice = "Write to another database with -Target, or to another measurement with -TargetMeasurement '{measurement}_{every}'.",
            };
        }

        JobTables tables = await JobTables.ReadAsync(job, cancellationToken).ConfigureAwait(false);
        TableLedger source = tables.SourceHasLedger ? await ReadLedgerAsync(job, job.Source, cancellationToken).ConfigureAwait(false) : TableLedger.None;
        ServerIdentity server = await IdentifyAsync(job, job.Source.Client, cancellationToken).ConfigureAwait(false);
        ServerIdentity target = await IdentifyAsync(job, job.Target.Client, cancellationToken).ConfigureAwait(false);
        if (tables.NoDatabase is not null && DatabaseName.FindFault(job.Target.Database, target.Edition, job.Target.Client.Settings.Uri) is { } fault)
        {
            throw fault;
        }

        TableLedger? held = tables is { Target: not null, TargetHasLedger: true }
            ? await ReadLedgerAsync(job, job.Target, cancellationToken).ConfigureAwait(false) : null;
        if (tables.Target is not null && held?.Definition is null && source.Definition is { } made)
        {
            await DefinitionCheck.RefuseCircleAsync(job, made, PlaceOf(job.Source, server), PlaceOf(job.Target, target), cancellationToken)
                .ConfigureAwait(false);
        }

        var preparation = new DownsamplePreparation(job, observer, tables, source, server);
        await preparation.WarnAsync(TierCheck.Check(job, preparation.Queries.Columns, source.Definition)).ConfigureAwait(false);
        await preparation.WarnAsync(AggregateSelection.Warnings(preparation.Queries.Columns, job.Aggregation.Aggregates)).ConfigureAwait(false);
        // A table that is gone is nothing any more, whatever is on record. What a table is explains more than the types of its columns, so it comes first.
        if (held is not null)
        {
            await preparation.UseAsync(held).ConfigureAwait(false);
        }

        TargetSchemaCheck.Check(preparation.Shape.Schema, tables.Target, job.Target);
        if (TargetSchemaCheck.CheckColumnLimit(preparation.Shape.Schema, tables.Target, job.Target, target.Edition) is { } limit)
        {
            await observer.WarningAsync(limit).ConfigureAwait(false);
        }

        return preparation;
    }

    /// <summary>The ledger that tells of a table.</summary>
    public static Ledger LedgerOf(DownsampleJob job, MeasurementLocation place) => new(place.Client, place.Database, job.Timeout, job.Write);

    /// <summary>Asks a server of the job what it is, as patiently as the job writes.</summary>
    public static async Task<ServerIdentity> IdentifyAsync(DownsampleJob job, InfluxClient client, CancellationToken cancellationToken)
    {
        ServerIdentity? identity = null;
        await job.Retry.ExecuteAsync(
            async token => identity = await client.IdentifyAsync(token).ConfigureAwait(false),
            static failure => failure.IsTransient && !TransportFailure.IsUnreached(failure), static _ => ValueTask.CompletedTask, cancellationToken)
            .ConfigureAwait(false);
        return identity!;
    }

    /// <summary>Takes over what is on record now that nobody else may write.</summary>
    /// <returns>Whether that is anything new.</returns>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.SchemaConflict"/>.</exception>
    public async Task<bool> RefreshAsync(TableLedger? ledger, CancellationToken cancellationToken)
    {
        if (ledger is null || ledger.Newest == Ledger.Newest)
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
        if (_sourceHasLedger && Source.Definition is null && _job.SettleTime > TimeSpan.Zero
            && (await ReadLedgerAsync(_job, _job.Source, cancellationToken).ConfigureAwait(false)).Definition is not null)
        {
            throw new InfluxException(
                InfluxErrorId.SourceUnstable, $"What is on record about {_job.Source} could not be seen at first: the server is moving rows to files.")
            {
                Target = _job.Source.Measurement,
                Advice = "Nothing was written. Run again.",
            };
        }
    }

    /// <summary>Reads the target's columns again where points have just been written that may have made new ones.</summary>
    public Task ReadNewColumnsAsync(CancellationToken cancellationToken)
        => Target is null || NewColumns().Count > 0 ? ReadTargetAsync(cancellationToken) : Task.CompletedTask;

    /// <summary>Tags and fields that the target does not have yet although it holds others.</summary>
    public IReadOnlyList<PointColumn> NewColumns() => Target is not { } target ? [] : [.. Shape.Schema.Columns.Where(column => column.Role switch
    {
        ColumnRole.Field => target.FindField(column.Name) is null,
        ColumnRole.Tag => !target.HasTag(column.Name),
        _ => false,
    })];

    private static Task<TableLedger> ReadLedgerAsync(DownsampleJob job, MeasurementLocation place, CancellationToken cancellationToken)
        => LedgerOf(job, place).ReadTableAsync(place.Measurement, cancellationToken);

    private static SourceDefinition PlaceOf(MeasurementLocation place, ServerIdentity server)
        => new(server.Cluster, place.Client.Settings.Uri.Authority, place.Database, place.Measurement);

    private async Task ReadTargetAsync(CancellationToken cancellationToken)
        => Target = await JobTables.ReadTargetAsync(_job, cancellationToken).ConfigureAwait(false);

    private async Task UseAsync(TableLedger ledger)
    {
        if (ledger.Definition is { } known)
        {
            await WarnAsync(DefinitionCheck.Check(_job, Definition, known)).ConfigureAwait(false);
            if (ledger.Coverage is null)
            {
                throw new InfluxException(
                    InfluxErrorId.SchemaConflict, $"The last run that wrote to '{_job.Target.Measurement}' did not record which windows are done.")
                {
                    Target = _job.Target.Measurement,
                    Advice = "Another version of the module wrote it. Choose another -TargetMeasurement.",
                };
            }
        }

        Ledger = ledger;
    }

    private async Task WarnAsync(IEnumerable<string> warnings)
    {
        foreach (string warning in warnings)
        {
            await _observer.WarningAsync(warning).ConfigureAwait(false);
        }
    }
}
