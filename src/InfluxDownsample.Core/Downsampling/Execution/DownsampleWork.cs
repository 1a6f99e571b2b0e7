using System.Collections.Concurrent;
using System.Diagnostics;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>Does what was planned, chunk by chunk, and knows at any time what of it is done.</summary>
internal sealed class DownsampleWork
{
    private readonly DownsampleJob _job;
    private readonly DownsamplePreparation _preparation;
    private readonly DownsamplePlan _plan;
    private readonly ChunkSource _source;
    private readonly RunRecord _record;
    private readonly DownsampleReport _report;
    private readonly IDownsampleObserver _observer;
    private readonly PlanBuilder _builder;
    private readonly RecountedPlan _recounted;
    private WindowSet _planned;
    private readonly Coverage _before;
    private readonly string _definition;
    private readonly string _table;
    private readonly Dictionary<Window, long> _counted = [];
    private readonly long _start = Stopwatch.GetTimestamp();
    private long _windows;
    private WindowSet _changed = WindowSet.Empty;
    private WindowSet _done = WindowSet.Empty;
    private WindowSet _pending;
    private WindowSet _written = WindowSet.Empty;

    public DownsampleWork(
        DownsampleJob job, DownsamplePreparation preparation, DownsamplePlan plan, PlanBuilder builder, RecountedPlan recounted, ChunkSource source,
        RunRecord record, DownsampleReport report, IDownsampleObserver observer)
    {
        _job = job;
        _preparation = preparation;
        _plan = plan;
        _builder = builder;
        _recounted = recounted;
        _source = source;
        _record = record;
        _report = report;
        _observer = observer;
        _planned = plan.Windows;
        // What is left to a later run is on record, so that it takes it up.
        _before = preparation.IsOtherSource ? preparation.Coverage.Touch(_planned)
            : preparation.Coverage.Touch(_planned.Union(plan.Awaited)) with { LeftOut = plan.LeftOut };
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

        long? sourceLast = await _builder.FindSourceLastAsync(_plan, cancellationToken).ConfigureAwait(false);
        var writer = new WindowWriter(_job, _preparation.Shape.Schema, _report, cancellationToken);
        await using (writer.ConfigureAwait(false))
        {
            var work = new ChunkWork(_job, _preparation, _plan, _source, writer, _report, _observer);
            try
            {
                await WorkAsync(_source.RunAsync(_plan.Chunks, sourceLast, cancellationToken), work, writer, verbose, cancellationToken).ConfigureAwait(false);
                if (_changed.Count > 0)
                {
                    IReadOnlyList<DownsampleChunk> again = await _recounted.RestOfAsync(_planned, _changed, cancellationToken).ConfigureAwait(false);
                    _planned = _planned.Union(again.Select(chunk => new Window(chunk.From, chunk.To)));
                    _report.WindowsPlanned += again.Sum(chunk => chunk.Windows);
                    await WorkAsync(_source.RunAsync(again, sourceLast: null, cancellationToken), work, writer, verbose, cancellationToken)
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
    public LedgerRow Completed(LedgerRow row) => Ended(row) with { Coverage = CoverageNow(_written) with { Counted = Counted() } };

    /// <summary>What the run's last row says when it was cut off.</summary>
    public LedgerRow Ended(LedgerRow row) => row with
    {
        PointsWritten = _report.PointsWritten,
        // A run that wrote nothing into a table that is not on record has made nothing of it.
        Definition = _record.IsBegun ? _definition : null,
        Table = _record.IsBegun ? _table : null,
        // What it has found of windows that are done by now is looked at once more, as after a run that went well.
        Coverage = CoverageNow(_written) with { Counted = Counted().Over(_before.Counted) },
    };

    private async Task WorkAsync(
        IAsyncEnumerable<ReadChunk> chunks, ChunkWork work, WindowWriter writer, ConcurrentQueue<string> verbose, CancellationToken cancellationToken)
    {
        await foreach (ReadChunk read in chunks.ConfigureAwait(false))
        {
            _report.RowsRead += read.RowsRead;
            if (read is { RowsBefore: { } rowsBefore, Chunk.CountFrom: { } from })
            {
                _changed = _preparation.Coverage.Counted.Within(new Window(from, read.Chunk.From)).FindChanged(rowsBefore);
            }

            if (RetentionCheck.IsGoing(_builder.SourceRetention, read.Chunk))
            {
                Expire(read.Chunk);
            }
            else
            {
                await work.DoAsync(read, BeginAsync, cancellationToken).ConfigureAwait(false);
                _counted[new Window(read.Chunk.From, read.Chunk.To)] = read.RawRows;
                if (_job.Range.NewestFirst && _windows == 0)
                {
                    // The newest is what somebody waits for.
                    await writer.SendAsync(_observer).ConfigureAwait(false);
                }

                writer.SendAged();
            }

            _windows += read.Chunk.Windows;
            Settle(writer, work);
            await _observer.ProgressAsync(new DownsampleProgress(_windows, _report.WindowsPlanned, _report.PointsWritten, Stopwatch.GetElapsedTime(_start)))
                .ConfigureAwait(false);
            await WriteVerboseAsync(verbose).ConfigureAwait(false);
            string range = $"{TimeText.Format(read.Chunk.From)} to {TimeText.Format(read.Chunk.To)}";
            string confirmed = CountText.Of(_report.PointsWritten, "point");
            await _observer.VerboseAsync($"{range}: {CountText.Of(read.Chunk.Windows, "window")} done; {confirmed} confirmed so far.").ConfigureAwait(false);
        }
    }

    private Task BeginAsync() => _record.BeginAsync(row => row with
    {
        Definition = _definition,
        Table = _table,
        Coverage = _before with { Buffered = Buffered(_planned) },
    });

    // Where the table is made of another source too, nothing of it is done by this one alone.
    private Coverage CoverageNow(WindowSet written)
        => (_preparation.IsOtherSource ? _before : _before.Complete(_done)) with
        {
            Pending = _pending,
            Buffered = Buffered(written),
            Written = _report.Written.Within(_done, _before.Written),
        };

    private BufferedWindows Buffered(WindowSet written) => _before.Buffered.With(_preparation.TargetSnapshot, written);

    // Of windows that are not finished the rows are known to become more.
    private CountedWindows Counted() => _preparation.IsOtherSource ? CountedWindows.None
        : CountedWindows.Newest(_counted.Where(chunk => !_plan.Unfinished.Holds(chunk.Key.Start)).Select(chunk => (chunk.Key, chunk.Value)));

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
        _report.WindowsPartial -= _plan.Partial.Holds(chunk.From) ? chunk.Windows : 0;
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
        if (_report.FirstLeft is { } left)
        {
            bool isOne = _report.WindowsLeft == 1;
            string since = isOne ? "has other values now than when it was" : "have other values now than when they were";
            string stay = isOne ? "It stays as it is; -OnChange Write writes it." : "They stay as they are; -OnChange Write writes them.";
            await _observer.WarningAsync($"{CountText.Of(_report.WindowsLeft, "window")} of '{_job.Target.Measurement}' "
                + $"{since} written, the first at {TimeText.Format(left)}. {stay}")
                .ConfigureAwait(false);
        }

        if (_report.PointsVanished > 0)
        {
            await _observer.WarningAsync($"{CountText.Of(_report.PointsVanished, "point")} of '{_job.Target.Measurement}' "
                + $"{CountText.Choose(_report.PointsVanished, "is of a series that has", "are of series that have")} no rows in "
                + $"'{_job.Source.Measurement}' there any more, and {CountText.Choose(_report.PointsVanished, "stays", "stay")}: InfluxDB 3 removes no single "
                + "points. Changes lists them.").ConfigureAwait(false);
        }

        if (_report.Changes.FirstOrDefault(change => change.Outcome == ChangeOutcome.CorrectionPending) is { } pending)
        {
            await _observer.WarningAsync($"What has changed in '{_job.Target.Measurement}' from {TimeText.Format(pending.WindowStart)} on waits to be "
                + "written again until the server has moved the stored points to files; the next runs do it.")
                .ConfigureAwait(false);
        }

        await _observer.VerboseAsync($"{CountText.Of(_report.PointsWritten, "point")} of {CountText.Of(_report.WindowsWritten, "window")} written in "
            + $"{CountText.Of(_report.Requests, "request")}; {CountText.Of(_report.RowsRead, "row")} read with {CountText.Of(_report.Chunks, "query")}.")
            .ConfigureAwait(false);
    }
}
