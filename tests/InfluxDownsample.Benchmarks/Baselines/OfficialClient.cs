using System.Globalization;
using Apache.Arrow;
using InfluxDB3.Client;
using InfluxDB3.Client.Config;
using InfluxDB3.Client.Write;
using InfluxDownsample.Benchmarks.Data;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Benchmarks.Baselines;

/// <summary>The official client as it comes, with its own connections, its points and its writer.</summary>
internal sealed class OfficialClient : IDisposable
{
    private const int RequestRows = 5000;

    private readonly InfluxDBClient _client;

    public OfficialClient(Uri server, bool gzip)
    {
        var config = new ClientConfig
        {
            Host = server.ToString(),
            Database = "home",
            WriteOptions = new WriteOptions { UseV2Api = false, Precision = WritePrecision.Ns, GzipThreshold = gzip ? 1000 : int.MaxValue },
        };
        config.QueryOptions.MaxReceiveMessageSize = null;
        _client = new InfluxDBClient(config);
    }

    /// <summary>Reads as columns and throws them away.</summary>
    public async Task<long> ReadBatchesAsync(int batches)
    {
        long rows = 0;
        await foreach (RecordBatch batch in _client.QueryBatches(Text(batches)))
        {
            rows += batch.Length;
        }

        return rows;
    }

    /// <summary>Reads as points and throws them away.</summary>
    public async Task<long> ReadPointsAsync(int batches)
    {
        long rows = 0;
        await foreach (PointDataValues _ in _client.QueryPoints(Text(batches)))
        {
            rows++;
        }

        return rows;
    }

    /// <summary>Reads one row of a small result.</summary>
    public async Task<object?> FirstRowAsync()
    {
        await foreach (PointDataValues row in _client.QueryPoints(Text(1)))
        {
            return row.GetField("temp");
        }

        return null;
    }

    /// <summary>From query to write: reads points, and writes them by as many as a request of ours has.</summary>
    public async Task CopyAsync(int batches)
    {
        var points = new List<PointData>(RequestRows);
        await foreach (PointDataValues row in _client.QueryPoints(Text(batches)))
        {
            points.Add(row.AsPoint("home"));
            if (points.Count == RequestRows)
            {
                await _client.WritePointsAsync(points);
                points.Clear();
            }
        }

        await _client.WritePointsAsync(points);
    }

    /// <summary>Makes points of rows, and lines of the points.</summary>
    public static long Encode(Workload workload)
    {
        long length = 0;
        foreach (PointBatch batch in workload.Points)
        {
            for (int row = 0; row < batch.RowCount; row++)
            {
                length += Point(batch, row).ToLineProtocol(WritePrecision.Ns).Length;
            }
        }

        return length;
    }

    public void Dispose() => _client.Dispose();

    private static PointData Point(PointBatch batch, int row)
    {
        PointData point = PointData.Measurement("home");
        for (int column = 0; column < batch.Schema.Columns.Count; column++)
        {
            PointColumn said = batch.Schema.Columns[column];
            if (said.Role == ColumnRole.Time)
            {
                point.SetTimestamp(batch.GetNanoseconds(row, column), WritePrecision.Ns);
            }
            else if (batch.GetValue(row, column) is { } value)
            {
                _ = said.Role == ColumnRole.Tag ? point.SetTag(said.Name, (string)value) : point.SetField(said.Name, value);
            }
        }

        return point;
    }

    private static string Text(int batches) => batches.ToString(CultureInfo.InvariantCulture);
}
