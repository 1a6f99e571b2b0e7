using InfluxDownsample.Core.LineProtocol;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.Write;

/// <summary>One request being filled and one under way. The bound of two is the back-pressure: a slow server slows the pipeline, not the memory.</summary>
internal sealed class WriteLane(RequestSender sender, WriteOptions options, WriteReport report, CancellationToken cancellationToken) : IAsyncDisposable
{
    private WriteRequest _filling = new(options.BatchSize);
    private WriteRequest? _underWay;

    /// <summary>When the first line of the request being filled was added; null while it is empty.</summary>
    private long? _since;

    /// <summary>The request under way; completed when there is none.</summary>
    public Task Sending { get; private set; } = Task.CompletedTask;

    public bool IsFull => _filling.PointCount >= options.BatchSize || _filling.Lines.Count >= options.BatchBytes;

    public LineOutcome Add(LineProtocolEncoder encoder, ReadOnlySpan<byte> key, PointBatch batch, int row, LineSource source)
    {
        LineBuffer lines = _filling.Lines;
        int start = lines.Count;
        lines.Write(key);
        LineOutcome outcome = encoder.EncodeRest(batch, row, lines);
        if (outcome == LineOutcome.Written)
        {
            _since ??= options.Clock.GetTimestamp();
            _filling.AddLine(source, start, encoder.LastTime);
        }
        else
        {
            lines.Truncate(start);
        }

        return outcome;
    }

    public void AddLine(ReadOnlySpan<byte> line, long time, LineSource source)
    {
        int start = _filling.Lines.Count;
        _filling.Lines.Write(line);
        _filling.Lines.Write((byte)'\n');
        _since ??= options.Clock.GetTimestamp();
        _filling.AddLine(source, start, time);
    }

    /// <summary>Waits for the request under way, then starts sending the filled one.</summary>
    public async Task SendAsync()
    {
        await Sending.ConfigureAwait(false);
        if (_filling.PointCount == 0)
        {
            return;
        }

        _underWay?.Dispose();
        WriteRequest full = _filling;
        _underWay = full;
        _filling = new WriteRequest(options.BatchSize);
        _since = null;
        // Packing takes as long as encoding; it must not hold up the thread that encodes.
        Sending = Task.Run(() => sender.SendAsync(full, cancellationToken), CancellationToken.None);
    }

    /// <summary>Starts sending a request that is not full but old, unless one is under way.</summary>
    public void SendAged()
    {
        if (_since is { } since && Sending.IsCompletedSuccessfully && options.Clock.GetElapsedTime(since) >= options.MaxAge)
        {
            // With nothing under way there is nothing to wait for.
            SendAsync().GetAwaiter().GetResult();
        }
    }

    /// <summary>Gives away what waits, to be sent by the caller once nothing is under way; null when nothing waits.</summary>
    public WriteRequest? Take()
    {
        if (_filling.PointCount == 0)
        {
            return null;
        }

        WriteRequest filled = _filling;
        _filling = new WriteRequest(options.BatchSize);
        _since = null;
        return filled;
    }

    /// <summary>Does not send what waits: it is counted as failed and kept with the rejected lines.</summary>
    public void GiveUp(string reason)
    {
        if (_filling.PointCount == 0)
        {
            return;
        }

        report.CountFailed(_filling.PointCount);
        options.RejectedLines?.Add(_filling, Enumerable.Range(0, _filling.PointCount), reason);
        _filling.Dispose();
        _filling = new WriteRequest(1);
    }

    public async ValueTask DisposeAsync()
    {
        await Sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        GiveUp(Unsent.CommandEnded);
        _underWay?.Dispose();
        _filling.Dispose();
    }
}
