using System.Collections.Concurrent;
using System.Globalization;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.LineProtocol;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Write;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>
/// Writes points window by window, one request after the other: whatever ends a run, all windows before the last point in the target are whole.
/// The next request fills while one is under way.
/// </summary>
internal sealed class WindowWriter : IAsyncDisposable
{
    // Points do not wait longer than this for their request to fill: a run that ends early has stored what it computed, and readers soon see it.
    private static readonly TimeSpan s_maxAge = TimeSpan.FromSeconds(2);

    private readonly DownsampleReport _report;
    private readonly PointWriter _writer;
    private readonly LineProtocolEncoder _encoder;
    private readonly ConcurrentQueue<WriteEvent> _events = new();

    // How many points had been added when the last point of a window was; a window is written when that many are confirmed.
    private readonly Queue<long> _open = new();

    // The same for chunks: their windows are done then.
    private readonly Queue<(long Added, WindowSet Windows)> _finished = new();
    private long _added;

    /// <summary>Windows that are worked on and whose points are all confirmed.</summary>
    public WindowSet Done { get; private set; } = WindowSet.Empty;

    public WindowWriter(DownsampleJob job, PointSchema points, DownsampleReport report, CancellationToken cancellationToken)
    {
        _report = report;
        _encoder = new LineProtocolEncoder(points, new LineProtocolOptions { Measurement = job.Target.Measurement, NonFinite = job.NonFinite });
        var target = new WriteTarget(job.Target.Database, WritePrecision.Nanosecond, AcceptPartial: false, NoSync: false);
        WriteOptions options = job.Write with { ThrottleLimit = 1, MaxAge = s_maxAge };
        _writer = new PointWriter(job.Target.Client.Write, target, options, confirm: false, _events.Enqueue, cancellationToken);
    }

    /// <summary>Adds points of one window and sends what is full.</summary>
    /// <param name="rows">The points.</param>
    /// <param name="isMore">Whether points of the window were added before: it is counted once.</param>
    /// <param name="observer">Hears what happens.</param>
    /// <returns>How many points there were to write.</returns>
    /// <exception cref="InfluxException">A point cannot be written, or a request failed for good.</exception>
    public async Task<long> AddAsync(IEnumerable<PointRow> rows, bool isMore, IDownsampleObserver observer)
    {
        long before = _added;
        foreach (PointRow row in rows)
        {
            LineOutcome outcome = _writer.Add(_encoder, row.Batch, row.Row, input: null, out bool isFull);
            switch (outcome)
            {
                case LineOutcome.Written:
                    _added++;
                    break;
                case LineOutcome.NoFields:
                    _report.Skip("NoFields", 1);
                    break;
                case LineOutcome.NonFinite:
                    _report.Skip("NonFinite", 1);
                    break;
                default:
                    string series = new SeriesColumns(row.Batch.Schema, row.Batch.Schema).Describe(row);
                    throw new InfluxException(InfluxErrorId.PointInvalid, $"{_encoder.Problem} That is in the point at "
                        + $"{TimeText.Format(row.Batch.GetNanoseconds(row.Row, 0))}{(series.Length > 0 ? $" of {series}" : "")}.")
                    {
                        Target = _encoder.Problem!.ColumnName,
                    };
            }

            if (isFull)
            {
                await _writer.SendFullAsync().ConfigureAwait(false);
            }
        }

        if (_added > before && !isMore)
        {
            _open.Enqueue(_added);
        }

        await UpdateAsync(observer).ConfigureAwait(false);
        return _added - before;
    }

    /// <summary>Says that all points of these windows have been added.</summary>
    public void Finish(WindowSet windows) => _finished.Enqueue((_added, windows));

    /// <summary>Starts sending what has waited for long.</summary>
    public void SendAged() => _writer.SendAged();

    /// <summary>Sends what waits and waits for the answers; more may follow.</summary>
    /// <exception cref="InfluxException">A request failed for good.</exception>
    public async Task SendAsync(IDownsampleObserver observer)
    {
        await _writer.FlushAsync().ConfigureAwait(false);
        await UpdateAsync(observer).ConfigureAwait(false);
    }

    /// <summary>Sends all and waits for the answers; nothing follows.</summary>
    /// <exception cref="InfluxException">A request failed for good.</exception>
    public async Task FlushAsync(IDownsampleObserver observer)
    {
        await _writer.CompleteAsync().ConfigureAwait(false);
        await UpdateAsync(observer).ConfigureAwait(false);
    }

    /// <summary>After a failure: waits for the answers still due, so that the report is the truth.</summary>
    public async Task SettleAsync(IDownsampleObserver observer)
    {
        await _writer.SettleAsync().ConfigureAwait(false);
        await UpdateAsync(observer).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => _writer.DisposeAsync();

    private async Task UpdateAsync(IDownsampleObserver observer)
    {
        WriteReport written = _writer.Report;
        _report.PointsWritten = written.PointsWritten;
        _report.Requests = written.Requests;
        _report.WriteRetries = written.Retries;
        _report.NonFiniteValues = _encoder.NonFiniteCount;
        while (_open.TryPeek(out long points) && points <= written.PointsWritten)
        {
            _open.Dequeue();
            _report.WindowsWritten++;
        }

        while (_finished.TryPeek(out (long Added, WindowSet Windows) finished) && finished.Added <= written.PointsWritten)
        {
            _finished.Dequeue();
            Done = Done.Union(finished.Windows);
        }

        while (_events.TryDequeue(out WriteEvent? happened))
        {
            if (happened is RequestRetriedEvent { Retry: { } retry })
            {
                await observer.VerboseAsync(string.Create(CultureInfo.InvariantCulture, $"A write is repeated in {retry.Delay.TotalSeconds:0.0} s "
                    + $"(retry {retry.Attempt}): {retry.Reason}")).ConfigureAwait(false);
            }
        }
    }
}
