using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.LineProtocol;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.Write;

/// <summary>
/// Turns points into requests and sends them while the next ones are made. The first request goes alone, for it creates tables and columns; what then fills
/// more than one is spread over lanes, series by series in the order of their appearance. Each lane sends one request after the other, so points of one series
/// never overtake each other. The same points make the same requests. One thread adds; sending goes on beside it.
/// </summary>
internal sealed class PointWriter : IAsyncDisposable
{
    private readonly RequestSender _sender;
    private readonly WriteOptions _options;
    private readonly WriteLane _first;
    private readonly WriteLane[] _lanes;
    private readonly WriteLane[] _all;
    private readonly SeriesMemory? _series;
    private readonly LineBuffer _key = new(1024);
    private readonly CancellationTokenSource _stop;

    /// <param name="client">Where requests go.</param>
    /// <param name="target">The database and how it is to treat them.</param>
    /// <param name="options">Sizes and limits.</param>
    /// <param name="confirm">Notify of every confirmed input, not only of what goes wrong.</param>
    /// <param name="notify">Gets events, on any thread.</param>
    /// <param name="cancellationToken">Stops sending.</param>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.InvalidParameter"/>.</exception>
    public PointWriter(
        WriteClient client, WriteTarget target, WriteOptions options, bool confirm, Action<WriteEvent> notify, CancellationToken cancellationToken)
    {
        options.Validate();
        _options = options;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _sender = new RequestSender(client, target, options, Report, confirm, notify);
        _first = new WriteLane(_sender, options, Report, _stop.Token);
        // One lane alone cannot race with itself.
        _lanes = options.ThrottleLimit == 1
            ? [] : [.. Enumerable.Range(0, options.ThrottleLimit).Select(_ => new WriteLane(_sender, options, Report, _stop.Token))];
        _all = [_first, .. _lanes];
        _series = _lanes.Length > 0 || options.CountRepeated ? new SeriesMemory() : null;
    }

    /// <summary>The counts so far.</summary>
    public WriteReport Report { get; } = new();

    /// <summary>Adds a row. When the answer says that a request is full, <see cref="SendFullAsync"/> must be awaited before the next row.</summary>
    /// <param name="encoder">The encoder for the batch's schema; it knows the reason when the row is invalid.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="row">The row.</param>
    /// <param name="input">The object that events name as the row's input.</param>
    /// <param name="isFull">Whether a request is full now.</param>
    public LineOutcome Add(LineProtocolEncoder encoder, PointBatch batch, int row, object? input, out bool isFull)
    {
        isFull = false;
        long nonFinite = encoder.NonFiniteCount;
        LineOutcome outcome = LineOutcome.Invalid;
        _key.Truncate(0);
        if (encoder.EncodeKey(batch, row, _key))
        {
            int series = _series?.Find(_key.Written) ?? -1;
            WriteLane lane = LaneOf(series, _key.Written);
            outcome = lane.Add(encoder, _key.Written, batch, row, new LineSource(input, row));
            isFull = lane.IsFull;
            CountRepeated(outcome, series, encoder.LastTime);
        }

        Report.CountRow(outcome, encoder.NonFiniteCount - nonFinite);
        return outcome;
    }

    /// <summary>Adds a line as it stands.</summary>
    /// <param name="line">The line without its end.</param>
    /// <param name="seriesLength">How many bytes of it are the series key.</param>
    /// <param name="time">Its time, nanoseconds since 1970-01-01 UTC.</param>
    /// <param name="source">What events name as its source.</param>
    /// <param name="isNew">Whether it belongs to lines with new columns, which go in one request and in their order; nothing else may wait or be under
    /// way.</param>
    /// <returns>Whether a request is full now.</returns>
    public bool AddLine(ReadOnlySpan<byte> line, int seriesLength, long time, LineSource source, bool isNew = false)
    {
        int series = _series?.Find(line[..seriesLength]) ?? -1;
        WriteLane lane = isNew ? _first : LaneOf(series, line[..seriesLength]);
        lane.AddLine(line, time, source);
        CountRepeated(LineOutcome.Written, series, time);
        Report.CountRow(LineOutcome.Written, 0);
        return lane.IsFull;
    }

    /// <summary>Hands over rows that were refused before they came to an encoder.</summary>
    public void AddRefused(int rows = 1)
    {
        for (int row = 0; row < rows; row++)
        {
            Report.CountRow(LineOutcome.Invalid, 0);
        }
    }

    /// <summary>Sends the full requests; waits while their lanes still wait for an answer.</summary>
    /// <exception cref="InfluxException">An earlier request failed for good.</exception>
    public Task SendFullAsync() => SettleOnFailureAsync(async () =>
    {
        if (_first.IsFull)
        {
            await _first.SendAsync().ConfigureAwait(false);
            if (_lanes.Length > 0)
            {
                await _first.Sending.ConfigureAwait(false);
                _series!.NoteTablesAreThere();
            }
        }

        foreach (WriteLane lane in _lanes)
        {
            if (lane.IsFull)
            {
                await lane.SendAsync().ConfigureAwait(false);
            }
        }
    });

    /// <summary>Sends requests that are not full but old, as a slow source makes them. Not beside <see cref="Add"/>: the caller sees to that.</summary>
    public void SendAged()
    {
        foreach (WriteLane lane in _all)
        {
            lane.SendAged();
        }
    }

    /// <summary>Sends all that waits, and waits for all answers; more may follow.</summary>
    /// <exception cref="InfluxException">A request failed for good.</exception>
    public Task FlushAsync() => SettleOnFailureAsync(async () =>
    {
        foreach (WriteLane lane in _all)
        {
            await lane.Sending.ConfigureAwait(false);
        }

        List<WriteRequest> rest = TakeRest();
        try
        {
            await Task.WhenAll(rest.Select(request => Task.Run(() => _sender.SendAsync(request, _stop.Token), CancellationToken.None))).ConfigureAwait(false);
        }
        finally
        {
            rest.ForEach(static request => request.Dispose());
        }

        _series?.NoteTablesAreThere();
    });

    /// <summary>Sends what is left and waits for all answers.</summary>
    /// <exception cref="InfluxException">A request failed for good.</exception>
    public async Task CompleteAsync()
    {
        await FlushAsync().ConfigureAwait(false);
        if (!_options.IsRehearsal)
        {
            Report.RequireBalance();
        }
    }

    /// <summary>After a failure: sends nothing more and waits for the answers still due, so that the report is the truth.</summary>
    public async Task SettleAsync()
    {
        foreach (WriteLane lane in _all)
        {
            await lane.Sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Ends all work: requests under way are cancelled, the rest is counted as failed.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        foreach (WriteLane lane in _all)
        {
            await lane.DisposeAsync().ConfigureAwait(false);
        }

        _series?.Dispose();
        _key.Dispose();
        _stop.Dispose();
    }

    // Lanes that are not full go together in as few requests as hold them: a handful of points is one.
    private List<WriteRequest> TakeRest()
    {
        var rest = new List<WriteRequest>();
        foreach (WriteRequest filled in _all.Select(static lane => lane.Take()).OfType<WriteRequest>())
        {
            if (rest.Count > 0 && rest[^1].PointCount + filled.PointCount <= _options.BatchSize
                && rest[^1].Lines.Count + filled.Lines.Count <= _options.BatchBytes)
            {
                rest[^1].Append(filled);
                filled.Dispose();
            }
            else
            {
                rest.Add(filled);
            }
        }

        return rest;
    }

    // What other lanes have under way is the server's already: its outcome belongs into the counts before they are told.
    private async Task SettleOnFailureAsync(Func<Task> send)
    {
        try
        {
            await send().ConfigureAwait(false);
        }
        catch (InfluxException failure)
        {
            await SettleAsync().ConfigureAwait(false);
            foreach (WriteLane lane in _all)
            {
                lane.GiveUp(Unsent.OtherFailed);
            }

            if (failure is InfluxWriteException refusal && Report.Requests > 0)
            {
                throw refusal.With($"{CountText.Of(Report.PointsWritten, "point")}{_options.OfSource} had been confirmed.");
            }

            throw;
        }
    }

    private void CountRepeated(LineOutcome outcome, int series, long time)
    {
        if (outcome == LineOutcome.Written && _options.CountRepeated && _series!.IsRepeated(series, time))
        {
            Report.CountRepeated();
        }
    }

    private WriteLane LaneOf(int series, ReadOnlySpan<byte> key)
        => _lanes.Length > 0 && _series!.LaneOf(series, key, _lanes.Length) is >= 0 and int lane ? _lanes[lane] : _first;
}
