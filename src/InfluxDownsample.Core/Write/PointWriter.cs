using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.LineProtocol;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.Write;

/// <summary>
/// Turns points into requests and sends them while the next ones are made. Points are spread over lanes by series; each lane sends one request
/// after the other, so points of one series never overtake each other. One thread adds; sending goes on beside it.
/// </summary>
internal sealed class PointWriter : IAsyncDisposable
{
    private readonly WriteLane[] _lanes;
    private readonly LineBuffer _key = new(1024);
    private readonly CancellationTokenSource _stop;
    private readonly bool _isRehearsal;

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
        _isRehearsal = options.IsRehearsal;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sender = new RequestSender(client, target, options, Report, confirm, notify);
        _lanes = new WriteLane[options.ThrottleLimit];
        for (int lane = 0; lane < _lanes.Length; lane++)
        {
            _lanes[lane] = new WriteLane(sender, options, Report, _stop.Token);
        }
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
            WriteLane lane = LaneOf(_key.Written);
            outcome = lane.Add(encoder, _key.Written, batch, row, new LineSource(input, row));
            isFull = lane.IsFull;
        }

        Report.CountRow(outcome, encoder.NonFiniteCount - nonFinite);
        return outcome;
    }

    /// <summary>Adds a line as it stands.</summary>
    /// <param name="line">The line without its end.</param>
    /// <param name="seriesLength">How many bytes of it are the series key.</param>
    /// <param name="time">Its time, nanoseconds since 1970-01-01 UTC.</param>
    /// <param name="source">What events name as its source.</param>
    /// <returns>Whether a request is full now.</returns>
    public bool AddLine(ReadOnlySpan<byte> line, int seriesLength, long time, LineSource source)
    {
        WriteLane lane = LaneOf(line[..seriesLength]);
        lane.AddLine(line, time, source);
        Report.CountRow(LineOutcome.Written, 0);
        return lane.IsFull;
    }

    /// <summary>Hands over a row that was refused before it came to an encoder.</summary>
    public void AddRefused() => Report.CountRow(LineOutcome.Invalid, 0);

    /// <summary>Sends the full requests; waits while their lanes still wait for an answer.</summary>
    /// <exception cref="InfluxException">An earlier request failed for good.</exception>
    public Task SendFullAsync() => SettleOnFailureAsync(async () =>
    {
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
        foreach (WriteLane lane in _lanes)
        {
            lane.SendAged();
        }
    }

    /// <summary>Sends what is left and waits for all answers.</summary>
    /// <exception cref="InfluxException">A request failed for good.</exception>
    public async Task CompleteAsync()
    {
        await SettleOnFailureAsync(async () =>
        {
            foreach (WriteLane lane in _lanes)
            {
                await lane.SendAsync().ConfigureAwait(false);
            }

            foreach (WriteLane lane in _lanes)
            {
                await lane.Sending.ConfigureAwait(false);
            }
        }).ConfigureAwait(false);
        if (!_isRehearsal)
        {
            Report.RequireBalance();
        }
    }

    /// <summary>After a failure: sends nothing more and waits for the answers still due, so that the report is the truth.</summary>
    public async Task SettleAsync()
    {
        foreach (WriteLane lane in _lanes)
        {
            await lane.Sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Ends all work: requests under way are cancelled, the rest is counted as failed.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        foreach (WriteLane lane in _lanes)
        {
            await lane.DisposeAsync().ConfigureAwait(false);
        }

        _key.Dispose();
        _stop.Dispose();
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
            foreach (WriteLane lane in _lanes)
            {
                lane.GiveUp("not sent because another request failed");
            }

            if (failure is InfluxWriteException refusal && Report.Requests > 0)
            {
                throw refusal.With(string.Create(CultureInfo.InvariantCulture, $"{Report.PointsWritten} points had been confirmed."));
            }

            throw;
        }
    }

    private WriteLane LaneOf(ReadOnlySpan<byte> key) => _lanes.Length == 1 ? _lanes[0] : _lanes[SeriesHash(key) % (uint)_lanes.Length];

    // The same series must come to the same lane in every run, so that a rehearsal shows what production does.
    private static uint SeriesHash(ReadOnlySpan<byte> key)
    {
        uint hash = 0;
        for (; key.Length >= 8; key = key[8..])
        {
            hash = BitOperations.Crc32C(hash, BinaryPrimitives.ReadUInt64LittleEndian(key));
        }

        foreach (byte rest in key)
        {
            hash = BitOperations.Crc32C(hash, rest);
        }

        // The low bits of a checksum of similar keys are similar too.
        return hash * 2654435769u >> 8;
    }
}
