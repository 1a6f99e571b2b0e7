using System.Globalization;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>
/// What one run says in the ledger, from its claim to its end:
/// <code>
/// new ──claim──▶ claimed ──begin──▶ begun ──end──▶ ended
///  │                │                 │
///  └──refuse──▶ ended ◀──give back────┘   (whatever goes wrong, also when the answer to the claim was lost)
/// </code>
/// Keeps two runs over one table apart. The database has no compare-and-swap, so this is as good as rows that are appended and read back can be: the
/// earliest claim that is alive wins, and each heartbeat looks again.
/// </summary>
internal sealed class RunRecord : IAsyncDisposable
{
    // How long a run that was stopped by hand may take to say so.
    private static readonly TimeSpan s_stopLimit = TimeSpan.FromMilliseconds(500);

    // A heartbeat and its repetitions end this early, so that the run is over before others may pass its claim over.
    private static readonly TimeSpan s_heartbeatLimit = TimeSpan.FromSeconds(60);

    // A claim that was confirmed is seen at once, unless the server is moving rows from its buffer to files (wire reference 5.9).
    private const int MaxReads = 20;
    private readonly TimeSpan _readAgain;

    // Rows within ten minutes of the hour are hidden together or not at all.
    private static readonly TimeSpan s_clockTolerance = TimeSpan.FromSeconds(1);
    private const long Block = 600_000_000_000;
    private const long Day = 86_400_000_000_000;

    private readonly Ledger _ledger;
    private readonly TimeProvider _clock;
    private readonly Func<LedgerRow, InfluxException?> _conflict;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _lost;
    private LedgerRow _row;
    private State _state = State.New;
    private Task _heartbeats = Task.CompletedTask;

    /// <param name="ledger">The ledger of the target's database.</param>
    /// <param name="row">What all rows of the run have in common.</param>
    /// <param name="conflict">Tells why this run can never share the table with the one that has it; null when it may wait.</param>
    /// <param name="clock">The clock that heartbeats go by.</param>
    /// <param name="readAgain">How long after a look that misses rows the next one is.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public RunRecord(
        Ledger ledger, LedgerRow row, Func<LedgerRow, InfluxException?> conflict, TimeProvider clock, TimeSpan readAgain, CancellationToken cancellationToken)
    {
        _readAgain = readAgain;
        _ledger = ledger;
        _row = row;
        _conflict = conflict;
        _clock = clock;
        _lost = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    }

    private enum State
    {
        New,
        Claimed,
        Begun,
        Ended,
    }

    /// <summary>Cancelled when the run must not go on: by the caller, or because the claim was lost.</summary>
    public CancellationToken Token => _lost.Token;

    /// <summary>Why the claim was lost; null while it is held.</summary>
    public InfluxException? Loss { get; private set; }

    /// <summary>Whether the run may have a claim that has not been given back.</summary>
    public bool IsClaimed => _state is State.Claimed or State.Begun;

    /// <summary>Whether it has said that it writes.</summary>
    public bool IsBegun => _row.Table is not null;

    /// <summary>Adds to what all rows of the run say.</summary>
    public void Describe(Func<LedgerRow, LedgerRow> row) => _row = row(_row);

    /// <summary>Claims the table and waits for nobody.</summary>
    /// <param name="observer">Hears warnings.</param>
    /// <param name="seen">The rows that were read before; those that were hidden then are in files by now, for a write waits until a snapshot is over.</param>
    /// <param name="since">How long ago that was.</param>
    /// <returns>What was put on record about the table within the last day; null when nothing was.</returns>
    /// <exception cref="InfluxException">
    /// <see cref="InfluxErrorId.JobLocked"/>: another run has it; <see cref="InfluxErrorId.SchemaConflict"/>: one that makes another table of it.
    /// </exception>
    public async Task<TableLedger?> ClaimAsync(IDownsampleObserver observer, IReadOnlyList<LedgerRow> seen, Func<TimeSpan> since)
    {
        // From here on the claim may be stored, whatever becomes of the answer.
        _state = State.Claimed;
        await _ledger.AppendAsync(_row with { Kind = LedgerRow.Claim }, mayRepeat: true, Token).ConfigureAwait(false);
        IReadOnlyList<LedgerRow> rows = await CheckAsync(seen, since(), Token).ConfigureAwait(false);
        foreach (TableClaim stale in TableClaims.Open(rows, _row.Run).Where(other => other.IsStale))
        {
            await observer.WarningAsync($"A run of this job by {stale.Row.Owner} has given no sign of life since {TimeText.Format(stale.LastSeen)} "
                + "and never ended; its lock is passed over.")
                .ConfigureAwait(false);
        }

        _heartbeats = Task.Run(SendHeartbeatsAsync, CancellationToken.None);
        return rows.Any(row => row.IsOfTable) ? TableLedger.Of(rows, _row.Target) : null;
    }

    /// <summary>Says, once, that points are about to be written.</summary>
    /// <param name="row">What the run knows of the table.</param>
    public async Task BeginAsync(Func<LedgerRow, LedgerRow> row)
    {
        if (_state >= State.Begun)
        {
            return;
        }

        _state = State.Begun;
        _row = row(_row);
        await _ledger.AppendAsync(_row with { Kind = LedgerRow.Begin }, mayRepeat: true, Token).ConfigureAwait(false);
    }

    /// <summary>What the next heartbeat says of the table.</summary>
    public void Update(Coverage coverage)
    {
        if (_state == State.Begun)
        {
            _row = _row with { Coverage = coverage };
        }
    }

    /// <summary>Says that the run has done all of its plan.</summary>
    /// <param name="row">What it came to.</param>
    public async Task CompleteAsync(Func<LedgerRow, LedgerRow> row)
    {
        await StopHeartbeatsAsync().ConfigureAwait(false);
        await _ledger.AppendAsync(row(_row) with { Kind = LedgerRow.End, Status = nameof(DownsampleStatus.Completed) }, mayRepeat: true, Token)
            .ConfigureAwait(false);
        _state = State.Ended;
    }

    /// <summary>Says that another run has done everything meanwhile.</summary>
    public async Task GiveBackAsync()
    {
        await StopHeartbeatsAsync().ConfigureAwait(false);
        await _ledger.AppendAsync(_row with { Kind = LedgerRow.Refused, Status = nameof(DownsampleStatus.NothingToDo) }, mayRepeat: true, Token)
            .ConfigureAwait(false);
        _state = State.Ended;
    }

    /// <summary>
    /// Says, as well as can be, that the run failed, was refused or stopped; what ended it is what the caller hears of. Its claim is given back: where that
    /// does not succeed, it becomes stale by itself.
    /// </summary>
    /// <param name="failure">What ended it.</param>
    /// <param name="isRefusal">Whether that kept it from its work.</param>
    /// <param name="row">What it came to.</param>
    public async Task FailAsync(Exception failure, bool isRefusal, Func<LedgerRow, LedgerRow> row)
    {
        if (_state == State.Ended)
        {
            return;
        }

        await StopHeartbeatsAsync().ConfigureAwait(false);
        bool isStopped = failure is OperationCanceledException;
        bool isBegun = _state == State.Begun;
        _state = State.Ended;
        using var limit = new CancellationTokenSource();
        if (isStopped)
        {
            limit.CancelAfter(s_stopLimit);
        }

        LedgerRow last = row(_row) with
        {
            Kind = isBegun ? LedgerRow.End : LedgerRow.Refused,
            Status = isStopped ? LedgerRow.Stopped : isRefusal ? LedgerRow.NotRun : nameof(DownsampleStatus.Failed),
            Error = failure is InfluxException known ? $"{known.Id}: {known.Message}" : isStopped ? null : failure.Message,
        };
        try
        {
            await _ledger.AppendAsync(last, mayRepeat: false, limit.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is InfluxException or OperationCanceledException)
        {
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopHeartbeatsAsync().ConfigureAwait(false);
        _stop.Dispose();
        _lost.Dispose();
    }

    private async Task StopHeartbeatsAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _heartbeats.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    // Throws when an earlier claim is alive.
    private async Task<IReadOnlyList<LedgerRow>> CheckAsync(IReadOnlyList<LedgerRow> seen, TimeSpan since, CancellationToken cancellationToken)
    {
        IReadOnlyList<LedgerRow> rows = await ReadAsync(seen, since, cancellationToken).ConfigureAwait(false);
        TableClaim? winner = TableClaims.Open(rows, _row.Run).FirstOrDefault(claim => !claim.IsStale);
        if (winner is null || winner.Run == _row.Run)
        {
            _row = _row with { Claimed = winner?.Since ?? _row.Claimed };
            return rows;
        }

        throw _conflict(winner.Row) ?? new InfluxException(InfluxErrorId.JobLocked, string.Create(CultureInfo.InvariantCulture,
            $"'{_row.Target}' is being written by {winner.Row.Owner} since {TimeText.Format(winner.Since)} "
                + $"('{winner.Row.Measurement}' every {winner.Row.Every})."))
        {
            Target = winner.Row.Owner,
            Advice = "Wait for that run. A run that died is passed over two minutes after its last sign of life; -NoLock goes ahead at once.",
        };
    }

    // Sees the run's own claim and all that was seen before. What others wrote since then lies in the same block of time as the claim, and so is there when
    // the claim is; where a block may have ended meanwhile, two looks have to agree, with no file added between.
    private async Task<IReadOnlyList<LedgerRow>> ReadAsync(IReadOnlyList<LedgerRow> seen, TimeSpan since, CancellationToken cancellationToken)
    {
        for (int read = 1; read <= MaxReads; read++)
        {
            IReadOnlyList<LedgerRow> rows = await LookAsync().ConfigureAwait(false);
            bool isSettled = true;
            if (IsWhole(rows, seen) && MayBeSplit(rows, since))
            {
                (isSettled, rows) = await _ledger
                    .SettleAsync(LookAsync, static (one, other) => one.Count == other.Count, _readAgain, cancellationToken).ConfigureAwait(false);
            }

            if (isSettled && IsWhole(rows, seen))
            {
                return rows;
            }

            await Task.Delay(_readAgain, _clock, cancellationToken).ConfigureAwait(false);
        }

        throw new InfluxException(
            InfluxErrorId.SourceUnstable, $"The claim of '{_row.Target}' was confirmed by the server, but its queries do not show all of it.")
        {
            Target = _row.Target,
        };

        Task<IReadOnlyList<LedgerRow>> LookAsync() => _ledger.ReadNewestAsync(_row.Target, cancellationToken);
    }

    private bool IsWhole(IReadOnlyList<LedgerRow> rows, IReadOnlyList<LedgerRow> seen)
    {
        if (LastOwn(rows) is not { } own)
        {
            return false;
        }

        HashSet<(string, string, long)> there = [.. rows.Select(row => row.Key)];
        long oldest = rows.Count < Ledger.NewestRows ? own - Day + Block : rows.Min(row => row.Time);
        return seen.All(row => row.Time <= oldest || there.Contains(row.Key));
    }

    // Whether a block of time has ended since the rows were read before.
    private bool MayBeSplit(IReadOnlyList<LedgerRow> rows, TimeSpan since)
        => LastOwn(rows) is { } own && (own - ((since + s_clockTolerance).Ticks * TimeSpan.NanosecondsPerTick)) / Block != own / Block;

    private long? LastOwn(IReadOnlyList<LedgerRow> rows) => rows.Where(row => row.Run == _row.Run).Select(row => (long?)row.Time).Max();

    private async Task SendHeartbeatsAsync()
    {
        using var timer = new PeriodicTimer(TableClaims.HeartbeatInterval, _clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            {
                using var late = new CancellationTokenSource(s_heartbeatLimit, _clock);
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, late.Token);
                await _ledger.AppendAsync(_row with { Kind = LedgerRow.Heartbeat }, mayRepeat: true, limit.Token).ConfigureAwait(false);
                await CheckAsync([], TimeSpan.Zero, limit.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The run has ended.
        }
        catch (Exception exception)
        {
            // Without a sign of life others may pass this run over, so it must not go on, whatever the reason.
            Loss = exception as InfluxException
                ?? new InfluxException(InfluxErrorId.JobLocked, $"The claim of '{_row.Target}' could not be renewed in time: {exception.Message}", exception)
                {
                    Target = _row.Target,
                };
            await _lost.CancelAsync().ConfigureAwait(false);
        }
    }
}
