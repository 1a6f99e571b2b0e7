using System.Globalization;
using InfluxDownsample.Core.Connections;
using InfluxDownsample.Core.LineProtocol;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Query;
using InfluxDownsample.Core.Write;

namespace InfluxDownsample.Benchmarks.Baselines;

/// <summary>What the module's cmdlets do, without PowerShell around it.</summary>
internal sealed class OwnClient(string connection) : IDisposable
{
    private readonly InfluxClient _client = new(ConnectionString.Parse(connection));

    /// <summary>Reads as columns and throws them away.</summary>
    public async Task<long> ReadBatchesAsync(int batches)
    {
        long rows = 0;
        await foreach (PointBatch batch in QueryAsync(batches))
        {
            rows += batch.RowCount;
        }

        return rows;
    }

    /// <summary>From query to write.</summary>
    public async Task CopyAsync(int batches)
    {
        var target = new WriteTarget("home", WritePrecision.Nanosecond, AcceptPartial: true, NoSync: false);
        await using var writer = new PointWriter(_client.Write, target, new WriteOptions(), confirm: false, static _ => { }, CancellationToken.None);
        LineProtocolEncoder? encoder = null;
        await foreach (PointBatch batch in QueryAsync(batches))
        {
            encoder ??= new LineProtocolEncoder(batch.Schema, new LineProtocolOptions { Measurement = "home" });
            for (int row = 0; row < batch.RowCount; row++)
            {
                writer.Add(encoder, batch, row, input: null, out bool isFull);
                if (isFull)
                {
                    await writer.SendFullAsync();
                }
            }
        }

        await writer.CompleteAsync();
    }

    public void Dispose() => _client.Dispose();

    private IAsyncEnumerable<PointBatch> QueryAsync(int batches)
        => _client.Query.QueryAsync(new InfluxQuery { Text = batches.ToString(CultureInfo.InvariantCulture) }, "home", null, CancellationToken.None);
}
