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
    private const int MaxGapsTold = 3;

    // Of so many chunks a plan counts the rows.
    private const int EstimatedChunks = 8;

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
        _job = job.WithPatientQueries();
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
        DownsamplePlan plan = Told(await preparation.PlanAsync(cancellationToken).ConfigureAwait(false));
        await WarnAsync(preparation, plan).ConfigureAwait(false);
        Report.Plan = [.. plan.Chunks.Select(chunk => new PlannedChunk(chunk.From, chunk.To, chunk.Windows, preparation.Queries.Compute(chunk)))];
        Report.Chunks = plan.Chunks.Count;
        Report.PointsExpected = await EstimateAsync(preparation, plan, cancellationToken).ConfigureAwait(false);
        Report.Status = DownsampleStatus.Planned;
    }

    // Counts the rows of the chunks that are due; of many, those of a few that lie evenly.
    private async Task<long> EstimateAsync(DownsamplePreparation preparation, DownsamplePlan plan, CancellationToken cancellationToken)
    {
        var source = new ChunkSource(_job, preparation, await preparation.FindSourceLastAsync(plan, cancellationToken).ConfigureAwait(false), _verbose.Enqueue);
        DownsampleChunk[] due = [.. plan.Chunks.Where(chunk => !chunk.IsRecheck && source.MayHaveRows(chunk))];
        int counted = Math.Min(due.Length, EstimatedChunks);
        long rows = 0;
        long windows = 0;
        for (int index = 0; index < counted; index++)
        {
            DownsampleChunk chunk = due[(long)index * (due.Length - 1) / Math.Max(1, counted - 1)];
            rows += await source.CountRowsAsync(chunk, cancellationToken).ConfigureAwait(false);
            windows += chunk.Windows;
        }

        return windows == 0 ? 0 : (long)Math.Round((double)rows / windows * due.Sum(chunk => chunk.Windows));
    }

    /// <summary>Runs the job.</summary>
    /// <exception cref="InfluxException">The job could not be run, or not to its end; the report says how far it came.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var journal = new JobJournal(_job.Target.Client, _job.Target.Database, _job.Timeout, _job.Write);
        try
        {
            await RunAsync(journal, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Report.OtherRetries += QueryRetries() + journal.Retries;
        }
    }

    private async Task RunAsync(JobJournal journal, CancellationToken cancellationToken)
    {
        DownsamplePreparation preparation = await DownsamplePreparation.PrepareAsync(_job, _observer, cancellationToken).ConfigureAwait(false);
        DownsamplePlan plan = Told(await preparation.PlanAsync(cancellationToken).ConfigureAwait(false));
        await WarnAsync(preparation, plan).ConfigureAwait(false);
        if (plan.Chunks.Count == 0)
        {
            Report.Status = DownsampleStatus.NothingToDo;
            return;
        }

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
                if (held.HasOther(preparation.Before))
                {
                    plan = Told(await preparation.PlanAgainAsync(held.Token).ConfigureAwait(false));
                }

                await WorkAsync(preparation, plan, journal, held.Claimed, held.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (held.Loss is not null)
            {
                throw held.Loss;
            }
        }
    }

    private long QueryRetries()
        => _job.Source.Client.Query.Retries + (ReferenceEquals(_job.Source.Client, _job.Target.Client) ? 0 : _job.Target.Client.Query.Retries);

    private DownsamplePlan Told(DownsamplePlan plan)
    {
        Report.From = plan.From;
        Report.To = plan.To;
        Report.Watermark = plan.Watermark;
        Report.WindowsPlanned = plan.WindowsPlanned;
        Report.WindowsPartial = plan.WindowsPartialAtStart + plan.WindowsPartialAtEnd;
        Report.WindowsSkipped = plan.WindowsSkipped;
        Report.Skipped = plan.Skipped;
        Report.SkipReasons.Clear();
        foreach (SkippedWindows skipped in plan.Skipped)
        {
            Report.Skip(skipped.Reason.ToString(), skipped.Count);
        }

        return plan;
    }

    private async Task WarnAsync(DownsamplePreparation preparation, DownsamplePlan plan)
    {
        foreach (IGrouping<string, PointColumn> columns in plan.Chunks.Count == 0 ? [] : preparation.NewColumns().GroupBy(column => column.Role == ColumnRole.Tag ? "tags" : "fields"))
        {
            await _observer.WarningAsync($"'{_job.Target.Measurement}' gets new {columns.Key}: {string.Join(", ", columns.Select(column => $"'{column.Name}'"))}. Windows written before are without them.")
                .ConfigureAwait(false);
        }

        if (plan.WindowsPartialAtStart + plan.WindowsPartialAtEnd > 0)
        {
            await _observer.WarningAsync($"{plan.WindowsPartialAtStart + plan.WindowsPartialAtEnd} of the windows are not complete. The next runs compare them again, report them as changed when they are complete, and write them with -OnChange Write.")
                .ConfigureAwait(false);
        }

        foreach (Window gap in plan.After.Gaps.Take(MaxGapsTold))
        {
            await _observer.WarningAsync($"The windows from {TimeText.Format(gap.Start)} to {TimeText.Format(gap.End)} of '{_job.Target.Measurement}' were never computed: a run named a range beyond them. "
                + $"-Start {TimeText.Format(gap.Start)} -Stop {TimeText.Format(gap.End)} fills them.").ConfigureAwait(false);
        }

        if (plan.Skipped.Any(skipped => skipped.Reason == SkipReason.SourceIncomplete) && preparation.WaitsFor() is { } reason)
        {
            await _observer.WarningAsync(reason).ConfigureAwait(false);
        }

        foreach (string warning in RetentionCheck.Warnings(_job, preparation.SourceRetention, plan))
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
        if (plan.Chunks.Count == 0)
        {
            // Another run has done it all between the plan and the claim.
            await journal.AppendAsync(_claim with { Kind = JobEvent.Refused, Status = nameof(DownsampleStatus.NothingToDo), Claimed = claimed }, isFarewell: false, cancellationToken).ConfigureAwait(false);
            Report.Status = DownsampleStatus.NothingToDo;
            return;
        }

        JobEvent begin = (_claim with { Claimed = claimed, Table = preparation.Record.ToJson() }).BeginWith(plan);
        try
        {
            await journal.AppendAsync(begin, isFarewell: false, cancellationToken).ConfigureAwait(false);
            await preparation.CheckBegunAsync(_claim.Run, cancellationToken).ConfigureAwait(false);
            await WriteAsync(preparation, plan, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            await EndAsync(journal, begin, exception is OperationCanceledException).ConfigureAwait(false);
            throw;
        }

        Report.Status = DownsampleStatus.Completed;
        await journal.AppendAsync(begin.Complete(plan, Report.LeftOpen, Report.PointsWritten), isFarewell: false, cancellationToken).ConfigureAwait(false);
    }

    private async Task WriteAsync(DownsamplePreparation preparation, DownsamplePlan plan, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        long done = 0;
        var source = new ChunkSource(_job, preparation, await preparation.FindSourceLastAsync(plan, cancellationToken).ConfigureAwait(false), _verbose.Enqueue);
        var writer = new WindowWriter(_job, preparation.Shape.Schema, Report, cancellationToken);
        await using (writer.ConfigureAwait(false))
        {
            var work = new ChunkWork(_job, preparation, plan.Before, source, writer, Report, _observer);
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
                Report.OtherRetries += source.Retries;
                Report.Skip("TooFewSamples", preparation.Shape.TooFewSamples);
            }
        }

        await SayAsync().ConfigureAwait(false);
        if (_job.OnChange == ChangePolicy.Report && Report.WindowsChanged > 0)
        {
            await _observer.WarningAsync($"{Report.WindowsChanged} windows of '{_job.Target.Measurement}' have other values now than when they were written, the first at {TimeText.Format(Report.Changes[0].WindowStart)}. They stay as they are; -OnChange Write writes them.")
                .ConfigureAwait(false);
        }

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
    private async Task EndAsync(JobJournal journal, JobEvent begin, bool stopped)
    {
        using var limit = new CancellationTokenSource();
        if (stopped)
        {
            limit.CancelAfter(s_farewell);
        }

        try
        {
            await journal.AppendAsync(begin.EndAs(stopped ? JobEvent.Stopped : nameof(DownsampleStatus.Failed), Report.PointsWritten), isFarewell: true, limit.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is InfluxException or OperationCanceledException)
        {
            // Then the claim becomes stale by itself.
        }
    }
}
