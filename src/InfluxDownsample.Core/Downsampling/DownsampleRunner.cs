using System.Collections.Concurrent;
using System.Diagnostics;
using InfluxDownsample.Core.Connections;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>
/// Runs one job: checks, plans, claims the target, and then chunk by chunk reads, compares and writes. What is on record about the target is the whole
/// state: a run that is cut off anywhere is completed by the next one.
/// </summary>
public sealed class DownsampleRunner
{
    // Of so many chunks a plan counts the points.
    private const int EstimatedChunks = 8;

    // The server tells its time in whole seconds.
    private static readonly TimeSpan s_readAgain = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_clockTolerance = TimeSpan.FromSeconds(2);

    private readonly IDownsampleObserver _observer;
    private readonly TimeProvider _clock;
    private readonly ConcurrentQueue<string> _verbose = new();
    private DownsampleJob _job;

    /// <summary>Creates a run. Does no I/O.</summary>
    /// <param name="job">The job.</param>
    /// <param name="observer">Hears what happens.</param>
    /// <param name="clock">The clock that heartbeats go by; null is the machine's.</param>
    public DownsampleRunner(DownsampleJob job, IDownsampleObserver observer, TimeProvider? clock = null)
    {
        _job = job.WithRetryingQueries();
        _observer = observer;
        _clock = clock ?? TimeProvider.System;
    }

    /// <summary>What the run came to; true also after a failure.</summary>
    public DownsampleReport Report { get; } = new();

    /// <summary>Checks and plans the job without writing anything.</summary>
    /// <exception cref="InfluxException">Anything that would keep the job from running.</exception>
    public async Task PlanAsync(CancellationToken cancellationToken)
    {
        await UseEarlierClockAsync(cancellationToken).ConfigureAwait(false);
        DownsamplePreparation preparation = await DownsamplePreparation.PrepareAsync(_job, _observer, cancellationToken).ConfigureAwait(false);
        Report.EstimatedColumns = preparation.Shape.Estimates;
        using var source = new ChunkSource(_job, preparation, _verbose.Enqueue);
        var builder = new PlanBuilder(_job, preparation, _observer);
        var recounted = new RecountedPlan(_job, preparation, builder, source.Counter);
        DownsamplePlan plan = Reported(await recounted.PlanAsync(mayWait: false, cancellationToken).ConfigureAwait(false));
        await PlanWarnings.WriteAsync(_job, preparation, builder.SourceRetention, plan, _observer).ConfigureAwait(false);
        Report.TargetRetention = builder.TargetRetention;
        Report.Plan = [.. plan.Chunks.Select(chunk => new PlannedChunk(chunk, preparation.Queries))];
        Report.Chunks = plan.Chunks.Count;
        long? sourceLast = await builder.FindSourceLastAsync(plan, cancellationToken).ConfigureAwait(false);
        Report.PointsExpected = await EstimateAsync(source, plan, sourceLast, cancellationToken).ConfigureAwait(false);
        Report.Status = DownsampleStatus.Planned;
    }

    /// <summary>Runs the job.</summary>
    /// <exception cref="InfluxException">The job could not be run, or not to its end; the report says how far it came.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Ledger ledger = DownsamplePreparation.LedgerOf(_job, _job.Target);
        DownsamplePreparation? preparation = null;
        var record = new RunRecord(ledger, Row(), winner => ConflictWith(winner, preparation), _clock, ReadAgain(), cancellationToken);
        await using (record.ConfigureAwait(false))
        {
            try
            {
                await UseEarlierClockAsync(record.Token).ConfigureAwait(false);
                long prepared = Stopwatch.GetTimestamp();
                preparation = await DownsamplePreparation.PrepareAsync(_job, _observer, record.Token).ConfigureAwait(false);
                await RunAsync(preparation, ledger, record, prepared).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                Exception cause = exception is OperationCanceledException && record.Loss is { } loss ? loss : exception;
                // A database that is not there, or that cannot be reached, is not the place to say so.
                if (record.IsClaimed || (cause is InfluxException && Report.Watermark is null && await HasLedgerAsync(cause).ConfigureAwait(false)))
                {
                    await record.FailAsync(cause, IsRefusal(cause), row => row with { PointsWritten = Report.PointsWritten }).ConfigureAwait(false);
                }

                if (!ReferenceEquals(cause, exception))
                {
                    throw cause;
                }

                throw;
            }
            finally
            {
                Report.OtherRetries += QueryRetries() + ledger.Retries;
            }
        }
    }

    private async Task RunAsync(DownsamplePreparation preparation, Ledger ledger, RunRecord record, long prepared)
    {
        Report.EstimatedColumns = preparation.Shape.Estimates;
        using var source = new ChunkSource(_job, preparation, _verbose.Enqueue);
        if (_job.NoLock && _job.SettleTime > TimeSpan.Zero)
        {
            // Without a claim there is no second look at what is on record.
            await Task.Delay(_job.SettleTime, record.Token).ConfigureAwait(false);
            await preparation.RefreshAsync(await ledger.ReadTableAsync(_job.Target.Measurement, record.Token).ConfigureAwait(false), record.Token)
                .ConfigureAwait(false);
        }

        var builder = new PlanBuilder(_job, preparation, _observer);
        var recounted = new RecountedPlan(_job, preparation, builder, source.Counter);
        DownsamplePlan plan = Reported(await recounted.PlanAsync(mayWait: true, record.Token).ConfigureAwait(false));
        await PlanWarnings.WriteAsync(_job, preparation, builder.SourceRetention, plan, _observer).ConfigureAwait(false);
        Report.TargetRetention = builder.TargetRetention;
        if (plan.Chunks.Count == 0)
        {
            Report.Status = DownsampleStatus.NothingToDo;
            return;
        }

        record.Describe(row => row with { Definition = preparation.Definition.ToJson(), From = plan.From, To = plan.To });
        if (!_job.NoLock)
        {
            TableLedger? now = await record.ClaimAsync(_observer, preparation.Ledger.Rows, () => Stopwatch.GetElapsedTime(prepared)).ConfigureAwait(false);
            if (await preparation.RefreshAsync(now, record.Token).ConfigureAwait(false))
            {
                plan = Reported(await recounted.PlanAsync(mayWait: true, record.Token).ConfigureAwait(false));
                if (plan.Chunks.Count == 0)
                {
                    await record.GiveBackAsync().ConfigureAwait(false);
                    Report.Status = DownsampleStatus.NothingToDo;
                    return;
                }
            }
        }

        await preparation.ConfirmSourceAsync(record.Token).ConfigureAwait(false);
        var work = new DownsampleWork(_job, preparation, plan, builder, recounted, source, record, Report, _observer);
        try
        {
            await work.RunAsync(_verbose).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Exception cause = exception is OperationCanceledException && record.Loss is { } loss ? loss : exception;
            await record.FailAsync(cause, isRefusal: false, work.Ended).ConfigureAwait(false);
            throw;
        }

        Report.Status = DownsampleStatus.Completed;
        await record.CompleteAsync(work.Completed).ConfigureAwait(false);
    }

    private TimeSpan ReadAgain() => _job.SettleTime > TimeSpan.Zero && _job.SettleTime < s_readAgain ? _job.SettleTime : s_readAgain;

    private LedgerRow Row() => new()
    {
        Kind = LedgerRow.Claim,
        Job = LedgerLines.KeyOf(_job.Target.Measurement),
        Run = Guid.NewGuid().ToString("N"),
        Owner = $"{Environment.UserName}@{Environment.MachineName} (process {Environment.ProcessId})",
        SourceDatabase = _job.Source.Database,
        Measurement = _job.Source.Measurement,
        Target = _job.Target.Measurement,
        Every = _job.Aggregation.Every.ToString(),
    };

    // The run that has the table may be making another table of it than this one would: then waiting is no help.
    private InfluxException? ConflictWith(LedgerRow winner, DownsamplePreparation? preparation)
    {
        if (preparation is null || TableDefinition.Read(winner.Definition) is not { } other)
        {
            return null;
        }

        try
        {
            _ = DefinitionCheck.Check(_job, preparation.Definition, other);
            return null;
        }
        catch (InfluxException conflict)
        {
            return conflict;
        }
    }

    // What a server or the way to it failed of is no check.
    private static bool IsRefusal(Exception cause) => cause is InfluxException
    {
        Id: not (InfluxErrorId.ConnectionFailed or InfluxErrorId.AuthenticationFailed or InfluxErrorId.PermissionDenied or InfluxErrorId.QueryRejected
            or InfluxErrorId.QueryTooLarge or InfluxErrorId.OperationTimeout or InfluxErrorId.WriteRejected or InfluxErrorId.WriteFailed
            or InfluxErrorId.PartialWrite or InfluxErrorId.SourceUnstable)
    };

    private async Task<bool> HasLedgerAsync(Exception cause)
    {
        if (cause is InfluxException
            {
                Id: InfluxErrorId.ConnectionFailed or InfluxErrorId.AuthenticationFailed or InfluxErrorId.PermissionDenied or InfluxErrorId.InvalidParameter
                    or InfluxErrorId.SourceEqualsTarget or InfluxErrorId.OperationTimeout
            })
        {
            return false;
        }

        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            DownsampleJob ledger = _job with { Target = _job.Target with { Measurement = LedgerLines.Measurement } };
            return await JobTables.ReadTargetAsync(ledger, limit.Token).ConfigureAwait(false) is not null;
        }
        catch (Exception exception) when (exception is InfluxException or OperationCanceledException)
        {
            return false;
        }
    }

    // A window must not close before its rows are there.
    private async Task UseEarlierClockAsync(CancellationToken cancellationToken)
    {
        ServerIdentity server = await DownsamplePreparation.IdentifyAsync(_job, _job.Source.Client, cancellationToken).ConfigureAwait(false);
        if (!_job.Range.IsNowOfMachine)
        {
            long clock = UnixNanoseconds.FromDateTime(DateTime.UtcNow + (server.ClockOffset ?? TimeSpan.Zero));
            bool isAhead = _job.Range.Now - clock > s_clockTolerance.Ticks * TimeSpan.NanosecondsPerTick;
            _job = _job with { Range = _job.Range with { Clock = isAhead ? clock - (clock % (TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick)) : null } };
        }
        else if (server.ClockOffset is { } offset && offset < -s_clockTolerance)
        {
            _job = _job with { Range = _job.Range with { Now = _job.Range.Now + (offset.Ticks * TimeSpan.NanosecondsPerTick) } };
            await _observer.WarningAsync($"This machine's clock is {-offset:hh\\:mm\\:ss} ahead of the server's; "
                + $"the server's counts, {TimeText.Format(_job.Range.Now)}.").ConfigureAwait(false);
        }
    }

    // Counts the points of the chunks that are due; of many, those of a few that lie evenly.
    private static async Task<long> EstimateAsync(ChunkSource source, DownsamplePlan plan, long? sourceLast, CancellationToken cancellationToken)
    {
        DownsampleChunk[] due = [.. plan.Chunks.Where(chunk => !chunk.IsRecheck && !(sourceLast < chunk.QueryFrom))];
        int counted = Math.Min(due.Length, EstimatedChunks);
        long points = 0;
        long windows = 0;
        for (int index = 0; index < counted; index++)
        {
            DownsampleChunk chunk = due[(long)index * (due.Length - 1) / Math.Max(1, counted - 1)];
            points += await source.CountPointsAsync(chunk, cancellationToken).ConfigureAwait(false);
            windows += chunk.Windows;
        }

        return windows == 0 ? 0 : (long)Math.Round((double)points / windows * due.Sum(chunk => chunk.Windows));
    }

    private long QueryRetries()
        => _job.Source.Client.Query.Retries + (ReferenceEquals(_job.Source.Client, _job.Target.Client) ? 0 : _job.Target.Client.Query.Retries);

    private DownsamplePlan Reported(DownsamplePlan plan)
    {
        Report.From = plan.From;
        Report.To = plan.To;
        Report.Watermark = plan.Watermark;
        Report.WindowsPlanned = plan.WindowsPlanned;
        Report.WindowsPartial = plan.WindowsPartial;
        Report.WindowsSkipped = plan.WindowsSkipped;
        Report.Skipped = plan.Skipped;
        Report.SkipReasons.Clear();
        foreach (SkippedWindows skipped in plan.Skipped)
        {
            Report.Skip(skipped.Reason.ToString(), skipped.Count);
        }

        return plan;
    }
}
