using System.Globalization;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>
/// Keeps two runs of one job apart. The database has no compare-and-swap, so this is as good as rows that are appended and read back can be: two runs
/// that start within the moment between a write and its becoming visible may both go on, until the next heartbeat of the later one sees the other.
/// </summary>
internal sealed class JobLock : IAsyncDisposable
{
    private readonly JobJournal _journal;
    private readonly JobEvent _claim;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _lost;
    private Task _heart = Task.CompletedTask;
    private List<JobEvent> _rows = [];

    private JobLock(JobJournal journal, JobEvent claim, CancellationToken cancellationToken)
    {
        _journal = journal;
        _claim = claim;
        _lost = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    }

    /// <summary>Cancelled when the run must not go on: by the caller, or because the lock was lost.</summary>
    public CancellationToken Token => _lost.Token;

    /// <summary>Why the lock was lost; null while it is held.</summary>
    public InfluxException? Loss { get; private set; }

    /// <summary>When the job was claimed, by the server's clock.</summary>
    public long Claimed { get; private set; }

    /// <summary>Whether another run has begun or ended since one whose row was the last that the caller knew of, null for none.</summary>
    public bool HasOther(JobEvent? known)
    {
        JobEvent? last = _rows.Where(row => row.Kind is JobEvent.Begin or JobEvent.End && row.Run != _claim.Run).OrderBy(row => row.Time).ThenBy(row => row.Kind == JobEvent.End).LastOrDefault();
        return last is not null && (last.Run != known?.Run || last.Kind != known.Kind);
    }

    /// <summary>Claims the job and waits for nobody.</summary>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.JobLocked"/>: another run has it.</exception>
    public static async Task<JobLock> TakeAsync(JobJournal journal, JobEvent claim, IDownsampleObserver observer, TimeProvider clock, CancellationToken cancellationToken)
    {
        await journal.AppendAsync(claim, isFarewell: false, cancellationToken).ConfigureAwait(false);
        var held = new JobLock(journal, claim, cancellationToken);
        try
        {
            IReadOnlyList<JobClaim> open = await held.CheckAsync(cancellationToken).ConfigureAwait(false);
            foreach (JobClaim stale in open.Where(other => other.IsStale))
            {
                await observer.WarningAsync($"A run of this job by {stale.Owner} has given no sign of life since {TimeText.Format(stale.LastSeen)} and never ended; its lock is passed over.")
                    .ConfigureAwait(false);
            }

            held._heart = Task.Run(() => held.BeatAsync(clock), CancellationToken.None);
            return held;
        }
        catch
        {
            await held.DisposeAsync().ConfigureAwait(false);
            // So that this claim does not stand in the way of the next run.
            await journal.AppendAsync(claim with { Kind = JobEvent.Refused }, isFarewell: false, cancellationToken).ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _heart.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        _lost.Dispose();
    }

    // Throws when an earlier claim is alive.
    private async Task<IReadOnlyList<JobClaim>> CheckAsync(CancellationToken cancellationToken)
    {
        _rows = await _journal.ReadJobAsync(_claim.Job, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<JobClaim> open = JobClaims.Open(_rows, _claim.Run);
        JobClaim? winner = open.FirstOrDefault(claim => !claim.IsStale);
        if (winner is null || winner.Run == _claim.Run)
        {
            Claimed = winner?.Since ?? Claimed;
            return open;
        }

        throw new InfluxException(InfluxErrorId.JobLocked,
            string.Create(CultureInfo.InvariantCulture, $"'{_claim.Measurement}' to '{_claim.Target}' every {_claim.Every} is being run by {winner.Owner} since {TimeText.Format(winner.Since)}."))
        {
            Target = winner.Owner,
            Advice = "Wait for that run. A run that died is passed over two minutes after its last sign of life; -NoLock goes ahead at once.",
        };
    }

    private async Task BeatAsync(TimeProvider clock)
    {
        using var timer = new PeriodicTimer(JobClaims.HeartbeatInterval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            {
                await _journal.AppendAsync(_claim with { Kind = JobEvent.Heartbeat, Claimed = Claimed }, isFarewell: false, _stop.Token).ConfigureAwait(false);
                await CheckAsync(_stop.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The run has ended.
        }
        catch (InfluxException exception)
        {
            // Without a sign of life others may pass this run over, so it must not go on.
            Loss = exception;
            await _lost.CancelAsync().ConfigureAwait(false);
        }
    }
}
