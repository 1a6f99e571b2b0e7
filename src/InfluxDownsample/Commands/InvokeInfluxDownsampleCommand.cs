using System.Diagnostics;
using System.Management.Automation;
using InfluxDownsample.Charts;
using InfluxDownsample.Completion;
using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Connections;
using InfluxDownsample.Core.Downsampling;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.LineProtocol;
using InfluxDownsample.Core.Plans;
using InfluxDownsample.Core.Plans.Rehearsal;
using InfluxDownsample.Downsampling;
using InfluxDownsample.Errors;
using InfluxDownsample.Pipeline;
using InfluxDownsample.Plans;
using InfluxDownsample.Transformation;

namespace InfluxDownsample.Commands;

/// <summary>
/// Downsamples measurements: computes the windows that are due, compares those inside the lookback, writes what is missing, and says what it did.
/// It may be run as often as wanted and stopped anywhere; the target is the whole state.
/// </summary>
[Cmdlet(VerbsLifecycle.Invoke, "InfluxDownsample", DefaultParameterSetName = Typed, SupportsShouldProcess = true)]
[OutputType(typeof(InfluxDownsampleResult))]
public sealed class InvokeInfluxDownsampleCommand : DownsampleCommand
{
    /// <summary>How far back from the watermark windows are computed again and compared.</summary>
    [Parameter(HelpMessage = "How far back windows are computed again and compared.")]
    [ArgumentCompleter(typeof(DurationCompleter))]
    [DurationTransformation]
    [AllowEmptyString]
    public string? Lookback { get; set; }

    /// <summary>What to do with windows that have other values now: report them, write and read them back, or fail.</summary>
    [Parameter(HelpMessage = "What to do with windows that have other values now: Report, Write or Fail.")]
    [EmptyTextTransformation]
    public ChangePolicy? OnChange { get; set; }

    /// <summary>Compute windows that are not whole as well.</summary>
    [Parameter(HelpMessage = "Compute windows that are not whole as well.")]
    [SwitchTextTransformation]
    public SwitchParameter IncludePartial { get; set; }

    /// <summary>Work on the newest windows first.</summary>
    [Parameter(HelpMessage = "Work on the newest windows first.")]
    [SwitchTextTransformation]
    public SwitchParameter NewestFirst { get; set; }

    /// <summary>Read written windows back and compare them.</summary>
    [Parameter(HelpMessage = "Read written windows back and compare them.")]
    [SwitchTextTransformation]
    public SwitchParameter Verify { get; set; }

    /// <summary>Neither take nor mind the lock of the job.</summary>
    [Parameter(HelpMessage = "Neither take nor mind the lock of the job.")]
    [SwitchTextTransformation]
    public SwitchParameter NoLock { get; set; }

    /// <summary>Accept a mean of means.</summary>
    [Parameter(HelpMessage = "Accept a mean of means.")]
    [SwitchTextTransformation]
    public SwitchParameter Force { get; set; }

    /// <summary>What to do with NaN and infinities: leave the field out and count it, or fail.</summary>
    [Parameter(HelpMessage = "What to do with NaN and infinities: Skip the field, or Error.")]
    [EmptyTextTransformation]
    public NonFiniteValues? NonFinite { get; set; }

    /// <summary>The most points in one request; left out, 5000.</summary>
    [Parameter(HelpMessage = "The most points in one request.")]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [EmptyTextTransformation]
    public int? BatchSize { get; set; }

    /// <summary>How many times a request is repeated that may succeed later; left out, 5.</summary>
    [Parameter(HelpMessage = "How many times a request is repeated that may succeed later.")]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [EmptyTextTransformation]
    public int? MaxRetry { get; set; }

    /// <summary>A page (HTML) about all jobs of the call, with charts of some series; whatever goes wrong with it fails no job.</summary>
    [Parameter(HelpMessage = "A page (.html) to write about the jobs, with charts of some series.")]
    [ValidateNotNullOrEmpty]
    public string? Report { get; set; }

    private readonly RunReport _report = new();
    private bool? _mayReport;

    // Those that were looked at, what kept them from being created, and how long they keep rows.
    private readonly Dictionary<(InfluxClient Client, string Database), (InfluxException? Problem, TimeSpan? Kept)> _databases = [];

    private protected override void Refuse(InfluxException failure, string source, string target, string every)
    {
        var refused = new InfluxDownsampleResult(source, target, every, failure) { Job = PlannedJob?.Name };
        _report.Add(refused);
        WriteObject(Shown(refused));
        WriteReport();
        base.Refuse(failure, source, target, every);
    }

    private protected override void CheckCall()
    {
        if (Report is not null)
        {
            _report.Place(Report, GetUnresolvedProviderPathFromPSPath);
        }
    }

    private protected override void Run(DownsampleJob job)
    {
        string action = $"Performing the operation \"Downsample {job.Source} every {job.Aggregation.Every}\" on target \"{job.Target}\".";
        if (ShouldProcess(action, action, "Are you sure you want to perform this action?", out ShouldProcessReason reason)
            || reason == ShouldProcessReason.WhatIf)
        {
            ProgressBar bar = Bar($"Downsampling {job.Source.Measurement} every {job.Aggregation.Every}");
            string? about = About(job);
            PlanJob? planned = PlannedJob;
            RunReport? report = Report is null || reason == ShouldProcessReason.WhatIf ? null : _report;
            ErrorRecord? failed = null;
            RunToEnd(async (sink, token)
                => failed = await RunAsync(job, planned, isRehearsal: reason == ShouldProcessReason.WhatIf, about, report, bar, sink, token));
            if (failed is not null)
            {
                // The other jobs go on; -ErrorAction Stop ends at once, and of such a call a page is wanted most.
                WriteReport();
                WriteError(failed);
            }
        }
    }

    private protected override void End()
    {
        base.End();
        if (WriteReport() is { } problem)
        {
            WriteError(problem);
        }
    }

    /// <summary>Writes the page, if one is wanted, about the jobs so far; their results are out.</summary>
    /// <returns>Why it could not be written.</returns>
    private ErrorRecord? WriteReport()
    {
        if (_report is not { Path: { } path, IsEmpty: false })
        {
            return null;
        }

        try
        {
            if (_mayReport ??= ShouldProcess(path, "Write the report"))
            {
                _report.Write();
            }

            return null;
        }
        catch (InfluxException problem)
        {
            return ErrorRecords.From(problem);
        }
    }

    /// <returns>What it failed of; null where it did not.</returns>
    private static async Task<ErrorRecord?> RunAsync(
        DownsampleJob job,
        PlanJob? planned,
        bool isRehearsal,
        string? about,
        RunReport? report,
        ProgressBar bar,
        IPipelineSink sink,
        CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        long? keptFrom = RetentionCheck.KeptFrom(planned?.Kept);
        var observer = new CommandObserver(sink);
        var runner = new DownsampleRunner(job, observer);
        InfluxException? failure = null;
        try
        {
            await using var progress = new WorkProgress(sink, bar, observer.Progress);
            await (isRehearsal ? runner.PlanAsync(cancellationToken) : runner.RunAsync(cancellationToken));
        }
        catch (InfluxException exception)
        {
            failure = exception;
        }

        if (planned?.Below is { } made && failure?.Id is InfluxErrorId.MeasurementNotFound or InfluxErrorId.DatabaseNotFound)
        {
            failure = made.ExplainMissing(failure!);
            runner.Report.Status = isRehearsal ? DownsampleStatus.Planned : DownsampleStatus.NothingToDo;
            if (made.ExplainNothing(planned) is { } idle)
            {
                await sink.WarningAsync(idle);
            }

            await sink.VerboseAsync(
                $"'{planned.Name}' has nothing to read yet: '{made.Name}' ({made.Status ?? "not run"}) has not made '{job.Source.Measurement}' so far.");
        }

        if ((planned?.ExplainLoss(runner.Report.Begin, keptFrom, "this run's windows begin") ?? RetentionCheck.ExplainUnkept(job, runner.Report)) is { } loss)
        {
            await sink.WarningAsync(loss);
        }

        if (planned?.ExplainCorrections(runner.Report.Changes) is { } unseen)
        {
            await sink.WarningAsync(unseen);
        }

        var result = new InfluxDownsampleResult(job, runner.Report, Stopwatch.GetElapsedTime(start), failure) { Job = planned?.Name };
        planned?.End(result.Status, result.WindowsWritten, result.PointsWritten);
        foreach (InfluxDownsamplePlanChunk chunk in result.Plan)
        {
            await sink.VerboseAsync($"{chunk}\n{chunk.Query}");
        }

        if (failure is null && job.Aggregation.Filters.Count > 0 && result is { WindowsEmpty: > 0, RowsRead: 0 })
        {
            // A misspelt value looks like a quiet source.
            await sink.WarningAsync($"No row of {result.Source} in the range has {string.Join(" and ", job.Aggregation.Filters)}. Is -Where right?");
        }

        await sink.OutputAsync(Shown(result));
        if (report is not null)
        {
            await report.AddAsync(job, runner.Report, result, cancellationToken);
        }

        return failure is null ? null : ErrorRecords.From(failure, about: about);
    }

    /// <summary>Creates the database of a tier that says how long its rows are kept, unless it is there; one that is there is left as it is.</summary>
    private protected override void PrepareTarget(PlanJob planned)
    {
        MeasurementLocation place = planned.Job!.Target;
        if (planned.Retention is null || !PlanRetention.TryRead(planned.Retention, out TimeSpan? period))
        {
            return;
        }

        if (!_databases.TryGetValue((place.Client, place.Database), out (InfluxException? Problem, TimeSpan? Kept) looked))
        {
            looked = CreateDatabase(new TargetDatabase(place.Client, place.Database, period));
            _databases.Add((place.Client, place.Database), looked);
        }

        planned.Kept = looked.Kept;
        if (looked.Problem is not null)
        {
            throw looked.Problem;
        }
    }

    private (InfluxException? Problem, TimeSpan? Kept) CreateDatabase(TargetDatabase target)
    {
        try
        {
            (bool isMissing, string? warning, TimeSpan? kept) = WaitFor(target.LookAsync);
            if (warning is not null)
            {
                WriteWarning(warning);
            }

            string action = $"Create database, keeping rows {RetentionPeriod.Describe(target.Period)}";
            if (isMissing && ShouldProcess($"{target.Database} on {target.Client.Settings.Uri}", action))
            {
                WaitFor(async token =>
                {
                    await target.CreateAsync(token);
                    return true;
                });
            }

            return (null, kept);
        }
        catch (InfluxException problem)
        {
            return (problem, null);
        }
    }

    // The format file shows what would be done as a list, with its queries, and the jobs of a plan as a table.
    private static object Shown(InfluxDownsampleResult result)
    {
        string? kind = result.Status == nameof(DownsampleStatus.Planned) ? "#Planned" : result.Job is not null ? "#Job" : null;
        if (kind is null)
        {
            return result;
        }

        var shown = new PSObject(result);
        shown.TypeNames.Insert(0, typeof(InfluxDownsampleResult).FullName + kind);
        return shown;
    }
}
