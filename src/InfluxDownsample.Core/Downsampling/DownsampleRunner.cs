using System.Collections.Concurrent;
using System.Diagnostics;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>
/// Runs one job: checks, plans, claims, and then chunk by chunk queries, compares and writes. The target is the whole state: a run that is cut off
/// anywhere is completed by the next one.
/// </summary>
public sealed class DownsampleRunner
{
    // How long a run that was stopped by hand may take to say so in the target.
    private static readonly TimeSpan s_farewell = TimeSpan.FromMilliseconds(500);

    private readonly DownsampleJob _job;
    private readonly IDownsampleObserver _observer;
    private readonly TimeProvider _clock;
    private readonly JobEvent _claim;
    private readonly ConcurrentQueue<string> _verbose = new();

    /// <summary>Creates a run. Does no I/O.</summary>
    /// <param name="job">The job.</param>
    /// <param name="observer">Hears what happens.</param>
    /// <param name="clock">The clock that heartbeats go by; null is the machine's.</param>
    public DownsampleRunner(DownsampleJob job, IDownsampleObserver observer, TimeProvider? clock = null)
    {
        _job = job;
        _observer = observer;
        _clock = clock ?? TimeProvider.System;
        JobIdentity identity = JobIdentity.Of(job);
        _claim = new JobEvent
        {
            Kind = JobEvent.Claim,
            Job = identity.Key,
            Run = Guid.NewGuid().ToString("N"),
            Owner = $"{Environment.UserName}@{Environment.MachineName} (process {Environment.ProcessId})",
            SourceDatabase = identity.SourceDatabase,
            Measurement = identity.Measurement,
            Target = identity.TargetMeasurement,
            Every = identity.Every,
        };
    }

    /// <summary>What the run came to; true also after a failure.</summary>
    public DownsampleReport Report { get; } = new();

    /// <summary>Checks and plans the job without writing anything.</summary>
    /// <exception cref="InfluxException">Anything that would keep the job from running.</exception>
    public async Task PlanAsync(CancellationToken cancellationToken)
    {
        DownsamplePreparation preparation = await DownsamplePreparation.PrepareAsync(_job, _observer, cancellationToken).ConfigureAwait(false);
        DownsamplePlan plan = await PlanAsync(preparation, cancellationToken).ConfigureAwait(false);
        await WarnAsync(preparation, plan, cancellationToken).ConfigureAwait(false);
        Report.Plan = [.. plan.Chunks.Select(chunk => new PlannedChunk(chunk.From, chunk.To, chunk.Windows, preparation.Queries.Compute(chunk)))];
        Report.Chunks = plan.Chunks.Count;
        if (plan.Chunks.MaxBy(chunk => chunk.From) is { } newest)
        {
            var source = new ChunkSource(_job, preparation, _verbose.Enqueue);
            long rows = await source.CountRowsAsync(newest, cancellationToken).ConfigureAwait(false);
            Report.PointsExpected = (long)Math.Round((double)rows / newest.Windows * plan.WindowsPlanned);
        }
        else
        {
            Report.PointsExpected = 0;
        }

        Report.Status = DownsampleStatus.Planned;
    }

    /// <summary>Runs the job.</summary>
    /// <exception cref="InfluxException">The job could not be run, or not to its end; the report says how far it came.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        DownsamplePreparation preparation = await DownsamplePreparation.PrepareAsync(_job, _observer, cancellationToken).ConfigureAwait(false);
        DownsamplePlan plan = await PlanAsync(preparation, cancellationToken).ConfigureAwait(false);
        await WarnAsync(preparation, plan, cancellationToken).ConfigureAwait(false);
        if (plan.Chunks.Count == 0)
        {
            Report.Status = DownsampleStatus.NothingToDo;
            return;
        }

        var journal = new JobJournal(_job.Target.Client, _job.Target.Database, _job.Timeout, _job.Write);
        if (_job.NoLock)
        {
            await WorkAsync(preparation, plan, journal, claimed: null, cancellationToken).ConfigureAwait(false);
            return;
        }

        JobLock held = await JobLock.TakeAsync(journal, _claim, _observer, _clock, cancellationToken).ConfigureAwait(false);
        await using (held.ConfigureAwait(false))
        {
            try
            {
                // Another run may have ended between the plan and the claim.
                await preparation.ReadTargetAsync(held.Token).ConfigureAwait(false);
                plan = await PlanAsync(preparation, held.Token).ConfigureAwait(false);
                await WorkAsync(preparation, plan, journal, held.Claimed, held.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (held.Loss is not null)
            {
                throw held.Loss;
            }
        }
    }

    private async Task<DownsamplePlan> PlanAsync(DownsamplePreparation preparation, CancellationToken cancellationToken)
    {
        DownsamplePlan plan = await preparation.PlanAsync(_claim.Run, cancellationToken).ConfigureAwait(false);
        Report.From = plan.From;
        Report.To = plan.To;
        Report.Watermark = plan.Watermark;
        Report.WindowsPlanned = plan.WindowsPlanned;
        Report.WindowsSkipped = plan.WindowsSkipped;
        Report.Skipped = plan.Skipped;
        Report.SkipReasons.Clear();
        foreach (SkippedWindows skipped in plan.Skipped)
        {
            Report.Skip(skipped.Reason.ToString(), skipped.Count);
        }

        return plan;
    }

    private async Task WarnAsync(DownsamplePreparation preparation, DownsamplePlan plan, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> newFields = plan.Chunks.Count == 0 ? [] : preparation.NewFields();
        if (newFields.Count > 0)
        {
            await _observer.WarningAsync($"'{_job.Target.Measurement}' gets new fields: {string.Join(", ", newFields.Select(field => $"'{field}'"))}. Windows written before are without them.")
                .ConfigureAwait(false);
        }

        TimeSpan? retention = await RetentionCheck.ReadAsync(_job.Source, cancellationToken).ConfigureAwait(false);
        foreach (string warning in RetentionCheck.Warnings(_job, plan, retention))
        {
            await _observer.WarningAsync(warning).ConfigureAwait(false);
        }

        foreach (SkippedWindows skipped in plan.Skipped)
        {
            await _observer.VerboseAsync($"Skipped: {skipped.Count} from {TimeText.Format(skipped.From)} to {TimeText.Format(skipped.To)} ({skipped.Reason}).").ConfigureAwait(false);
        }
    }

    private async Task WorkAsync(DownsamplePreparation preparation, DownsamplePlan plan, JobJournal journal, long? claimed, CancellationToken cancellationToken)
    {
        JobEvent end = _claim with
        {
            Kind = JobEvent.End,
            Claimed = claimed,
            From = plan.From,
            To = plan.To,
            Functions = TierCheck.WriteFunctions(preparation.Queries.Columns),
        };
        try
        {
            await WriteAsync(preparation, plan, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            await EndAsync(journal, end, exception is OperationCanceledException).ConfigureAwait(false);
            throw;
        }

        Report.Status = DownsampleStatus.Completed;
        await journal.AppendAsync(end with { Status = nameof(DownsampleStatus.Completed), PointsWritten = Report.PointsWritten }, isFarewell: false, cancellationToken).ConfigureAwait(false);
    }

    private async Task WriteAsync(DownsamplePreparation preparation, DownsamplePlan plan, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        long done = 0;
        var source = new ChunkSource(_job, preparation, _verbose.Enqueue);
        var writer = new WindowWriter(_job, preparation.Shape.Schema, Report, cancellationToken);
        await using (writer.ConfigureAwait(false))
        {
            var work = new ChunkWork(_job, preparation, source, writer, Report, _observer);
            try
            {
                await foreach (ChunkFeed feed in source.RunAsync(plan.Chunks, cancellationToken).ConfigureAwait(false))
                {
                    await work.DoAsync(feed, cancellationToken).ConfigureAwait(false);
                    done += feed.Chunk.Windows;
                    await _observer.ProgressAsync(new DownsampleProgress(done, plan.WindowsPlanned, Report.PointsWritten, Stopwatch.GetElapsedTime(start))).ConfigureAwait(false);
                    await SayAsync().ConfigureAwait(false);
                    await _observer.VerboseAsync($"{TimeText.Format(feed.Chunk.From)} to {TimeText.Format(feed.Chunk.To)}: {feed.Chunk.Windows} windows done; {Report.PointsWritten} points confirmed so far.")
                        .ConfigureAwait(false);
                }

                await writer.FlushAsync(_observer).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                await writer.SettleAsync(_observer).ConfigureAwait(false);
                throw;
            }
            finally
            {
                Report.RowsRead = source.RowsRead;
                Report.Chunks = source.Queries;
                Report.Skip("TooFewSamples", preparation.Shape.TooFewSamples);
            }
        }

        await SayAsync().ConfigureAwait(false);
        await _observer.VerboseAsync($"{Report.PointsWritten} points of {Report.WindowsWritten} windows written in {Report.Requests} requests; {Report.RowsRead} rows read with {Report.Chunks} queries.")
            .ConfigureAwait(false);
    }

    private async Task SayAsync()
    {
        while (_verbose.TryDequeue(out string? text))
        {
            await _observer.VerboseAsync(text).ConfigureAwait(false);
        }
    }

    // The lock is given back as well as can be; the failure that ended the run is what the caller hears of.
    private async Task EndAsync(JobJournal journal, JobEvent end, bool stopped)
    {
        using var limit = new CancellationTokenSource();
        if (stopped)
        {
            limit.CancelAfter(s_farewell);
        }

        try
        {
            await journal.AppendAsync(end with { Status = stopped ? JobEvent.Stopped : nameof(DownsampleStatus.Failed), PointsWritten = Report.PointsWritten }, isFarewell: true, limit.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is InfluxException or OperationCanceledException)
        {
            // Then the claim becomes stale by itself.
        }
    }
}
