using System.Collections.Concurrent;
using System.Diagnostics;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>Does what was planned, chunk by chunk, and knows at any time what of it is done.</summary>
internal sealed class DownsampleWork
{
    // So much of the newest part of a run is counted again by the next one: a query that every server takes (wire reference 1.6).
    private const long CountedAgain = InfluxDuration.NanosecondsPerDay;

    private readonly DownsampleJob _job;
    private readonly DownsamplePreparation _preparation;
    private readonly DownsamplePlan _plan;
    private readonly ChunkSource _source;
    private readonly RunRecord _record;
    private readonly DownsampleReport _report;
    private readonly IDownsampleObserver _observer;
    private readonly WindowSet _planned;
    private readonly Coverage _before;
    private readonly string _definition;
    private readonly string _table;
    private readonly SortedDictionary<long, (long To, long Rows)> _counted = [];
    private readonly long _start = Stopwatch.GetTimestamp();
    private long _windows;
    private WindowSet _done = WindowSet.Empty;
    private WindowSet _pending;
    private WindowSet _written = WindowSet.Empty;

    public DownsampleWork(
        DownsampleJob job, DownsamplePreparation preparation, DownsamplePlan plan, ChunkSource source, RunRecord record, DownsampleReport report, IDownsampleObserver observer)
    {
        _job = job;
        _preparation = preparation;
        _plan = plan;
        _source = source;
        _record = record;
        _report = report;
        _observer = observer;
        _planned = plan.Windows;
        _before = preparation.Coverage.Touch(_planned);
        _pending = _before.Pending;
        TableLedger ledger = preparation.Ledger;
        _definition = (ledger.Definition is { } known && !job.Force ? known.With(preparation.Definition) : preparation.Definition).ToJson();
        _table = ledger.Table ?? Guid.NewGuid().ToString("N");
    }

    /// <summary>Does it.</summary>
    /// <param name="verbose">What readers said meanwhile.</param>
    public async Task RunAsync(ConcurrentQueue<string> verbose)
    {
        CancellationToken cancellationToken = _record.Token;
        // A table that is on record already is said to be worked on at once; another one becomes one with its first point.
        if (_preparation.Ledger.Definition is not null)
        {
            await BeginAsync().ConfigureAwait(false);
        }

        _source.SourceLast = await _preparation.FindSourceLastAsync(_plan, cancellationToken).ConfigureAwait(false);
        var writer = new WindowWriter(_job, _preparation.Shape.Schema, _report, cancellationToken);
        await using (writer.ConfigureAwait(false))
        {
            var work = new ChunkWork(_job, _preparation, _plan, _source, writer, _report, _observer);
            try
            {
                await WorkAsync(_plan.Chunks, work, writer, verbose, cancellationToken).ConfigureAwait(false);
                if (_source.Changed is { } span)
                {
                    IReadOnlyList<DownsampleChunk> again = await RecountedPlan.RestOfAsync(_preparation, _plan, span, cancellationToken).ConfigureAwait(false);
                    _report.WindowsPlanned += again.Sum(chunk => chunk.Windows);
                    await WorkAsync(again, work, writer, verbose, cancellationToken).ConfigureAwait(false);
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
                Settle(writer, work);
                _report.Chunks = _source.Queries;
                _report.OtherRetries += _source.Retries;
                _report.Skip("TooFewSamples", _preparation.Shape.TooFewSamples);
            }
        }

        await WriteVerboseAsync(verbose).ConfigureAwait(false);
        await WarnAsync().ConfigureAwait(false);
    }

    /// <summary>What the run's last row says after all went well.</summary>
    public LedgerRow Completed(LedgerRow row) => Ended(row) with { Coverage = Counted(CoverageNow(_written)) };

    /// <summary>What the run's last row says when it was cut off.</summary>
    public LedgerRow Ended(LedgerRow row) => row with
    {
        PointsWritten = _report.PointsWritten,
        // A run that wrote nothing into a table that is not on record has made nothing of it.
        Definition = _record.IsBegun ? _definition : null,
        Table = _record.IsBegun ? _table : null,
        Coverage = CoverageNow(_written),
    };

    private async Task WorkAsync(
        IReadOnlyList<DownsampleChunk> chunks, ChunkWork work, WindowWriter writer, ConcurrentQueue<string> verbose, CancellationToken cancellationToken)
    {
        await foreach (ReadChunk read in _source.RunAsync(chunks, cancellationToken).ConfigureAwait(false))
        {
            if (RetentionCheck.IsGoing(_preparation.SourceRetention, read.Chunk))
            {
                Expire(read.Chunk);
            }
            else
            {
                await work.DoAsync(read, BeginAsync, cancellationToken).ConfigureAwait(false);
                _counted[read.Chunk.From] = (read.Chunk.To, read.RawRows);
                if (_job.NewestFirst && _windows == 0)
                {
                    // The newest is what somebody waits for.
                    await writer.SendAsync(_observer).ConfigureAwait(false);
                }

                writer.SendAged();
            }

            _windows += read.Chunk.Windows;
            Settle(writer, work);
            await _observer.ProgressAsync(new DownsampleProgress(_windows, _report.WindowsPlanned, _report.PointsWritten, Stopwatch.GetElapsedTime(_start))).ConfigureAwait(false);
            await WriteVerboseAsync(verbose).ConfigureAwait(false);
            await _observer.VerboseAsync($"{TimeText.Format(read.Chunk.From)} to {TimeText.Format(read.Chunk.To)}: {read.Chunk.Windows} windows done; {_report.PointsWritten} points confirmed so far.")
                .ConfigureAwait(false);
        }
    }

    private Task BeginAsync() => _record.BeginAsync(row => row with { Definition = _definition, Table = _table, Coverage = _before with { Buffered = Buffered(_planned) } });

    // Where the table is made of another source too, nothing of it is done by this one alone.
    private Coverage CoverageNow(WindowSet written)
        => (_preparation.IsOtherSource ? _before : _before.Complete(_done)) with { Pending = _pending, Buffered = Buffered(written) };

    private BufferedWindows Buffered(WindowSet written) => _before.Buffered.With(_preparation.TargetSnapshot, written);

    private Coverage Counted(Coverage coverage)
    {
        // The newest chunks without a hole between them.
        List<(long From, long To, long Rows)> newest = [];
        foreach ((long from, (long to, long rows)) in _counted.Reverse().Select(pair => (pair.Key, pair.Value)))
        {
            if (newest.Count > 0 && (to != newest[^1].From || newest[0].To - from > CountedAgain))
            {
                break;
            }

            newest.Add((from, to, rows));
        }

        bool isWhole = newest.Count > 0 && _plan.Partial.Within(newest[^1].From, newest[0].To).Count == 0;
        return coverage with
        {
            Counted = isWhole && !_preparation.IsOtherSource ? WindowSet.Of(newest[^1].From, newest[0].To) : WindowSet.Empty,
            Rows = newest.Sum(chunk => chunk.Rows),
        };
    }

    private void Settle(WindowWriter writer, ChunkWork work)
    {
        _done = writer.Done;
        _pending = work.Pending;
        _written = work.Written;
        // Until the run ends it may write any of its windows.
        _record.Update(CoverageNow(_planned));
    }

    private void Expire(DownsampleChunk chunk)
    {
        _report.AddSkipped(new SkippedWindows(chunk.From, chunk.To, chunk.Windows, SkipReason.BeyondRetention));
        _report.Skip(nameof(SkipReason.BeyondRetention), chunk.Windows);
        _report.WindowsSkipped += chunk.Windows;
        _report.WindowsPlanned -= chunk.Windows;
    }

    private async Task WriteVerboseAsync(ConcurrentQueue<string> verbose)
    {
        while (verbose.TryDequeue(out string? text))
        {
            await _observer.VerboseAsync(text).ConfigureAwait(false);
        }
    }

    private async Task WarnAsync()
    {
        if (_job.OnChange == ChangePolicy.Report && _report.WindowsChanged > 0)
        {
            await _observer.WarningAsync($"{_report.WindowsChanged} windows of '{_job.Target.Measurement}' have other values now than when they were written, the first at {TimeText.Format(_report.Changes[0].WindowStart)}. They stay as they are; -OnChange Write writes them.")
                .ConfigureAwait(false);
        }

        if (_report.Changes.FirstOrDefault(change => change.Outcome == ChangeOutcome.CorrectionPending) is { } pending)
        {
            await _observer.WarningAsync($"Windows of '{_job.Target.Measurement}' from {TimeText.Format(pending.WindowStart)} on wait to be written again until the server has moved the stored points to files; the next runs do it.")
                .ConfigureAwait(false);
        }

        await _observer.VerboseAsync($"{_report.PointsWritten} points of {_report.WindowsWritten} windows written in {_report.Requests} requests; {_report.RowsRead} rows read with {_report.Chunks} queries.")
            .ConfigureAwait(false);
    }
}
