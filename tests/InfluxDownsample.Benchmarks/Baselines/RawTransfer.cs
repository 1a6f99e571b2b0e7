using System.Text;
using Apache.Arrow.Flight;
using Apache.Arrow.Flight.Client;
using Grpc.Net.Client;
using InfluxDownsample.Benchmarks.Data;
using InfluxDownsample.Core.LineProtocol;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Benchmarks.Baselines;

/// <summary>What the wire alone costs: the same Flight stream is read and thrown away, and for every 5,000 rows finished bytes are posted, two requests at a time.</summary>
internal sealed class RawTransfer : IDisposable
{
    private const int RequestRows = 5000;
    private const int Lanes = 2;

    private readonly HttpClient _http;
    private readonly GrpcChannel _channel;
    private readonly FlightClient _flight;
    private readonly byte[] _body;

    public RawTransfer(Uri server)
    {
        _http = new HttpClient { BaseAddress = server };
        _channel = GrpcChannel.ForAddress(server, new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler { InitialHttp2StreamWindowSize = 8 * 1024 * 1024 },
            MaxReceiveMessageSize = null,
        });
        _flight = new FlightClient(_channel);
        _body = Lines();
    }

    /// <summary>Reads and throws away.</summary>
    public async Task<long> ReadAsync(int batches)
    {
        using FlightRecordBatchStreamingCall call = Query(batches);
        long rows = 0;
        while (await call.ResponseStream.MoveNext(CancellationToken.None))
        {
            rows += call.ResponseStream.Current.Length;
        }

        return rows;
    }

    /// <summary>Reads and posts.</summary>
    public async Task RunAsync(int batches)
    {
        using FlightRecordBatchStreamingCall call = Query(batches);
        var lanes = new Task[Lanes];
        Array.Fill(lanes, Task.CompletedTask);
        int waiting = 0;
        int requests = 0;
        while (await call.ResponseStream.MoveNext(CancellationToken.None))
        {
            for (waiting += call.ResponseStream.Current.Length; waiting >= RequestRows; waiting -= RequestRows)
            {
                int lane = requests++ % Lanes;
                await lanes[lane];
                lanes[lane] = Task.Run(PostAsync);
            }
        }

        await Task.WhenAll(lanes);
    }

    public void Dispose()
    {
        _http.Dispose();
        _channel.Dispose();
    }

    private FlightRecordBatchStreamingCall Query(int batches)
        => _flight.GetStream(new FlightTicket(Encoding.UTF8.GetBytes($"{{\"database\":\"home\",\"sql_query\":\"{batches}\"}}")));

    private async Task PostAsync()
    {
        using var content = new ReadOnlyMemoryContent(_body);
        using HttpResponseMessage response = await _http.PostAsync(new Uri("api/v3/write_lp?db=home&precision=nanosecond", UriKind.Relative), content);
        response.EnsureSuccessStatusCode();
    }

    private static byte[] Lines()
    {
        PointBatch rows = Workload.W1(batches: 1).Points[0];
        var encoder = new LineProtocolEncoder(rows.Schema, new LineProtocolOptions { Measurement = "home" });
        using var lines = new LineBuffer(1024 * 1024);
        for (int row = 0; row < RequestRows; row++)
        {
            encoder.Encode(rows, row, lines);
        }

        return lines.Written.ToArray();
    }
}
