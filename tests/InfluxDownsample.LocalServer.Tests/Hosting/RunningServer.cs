using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Apache.Arrow;
using Apache.Arrow.Flight;
using Apache.Arrow.Flight.Client;
using Grpc.Core;
using Grpc.Net.Client;

namespace InfluxDownsample.LocalServer.Tests.Hosting;

/// <summary>A local server on a free port with clients for both of its doors.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    public const string Token = "a-test-token";

    private readonly GrpcChannel _channel;

    private RunningServer(LocalServerHost host)
    {
        Host = host;
        Http = new HttpClient { BaseAddress = host.Address };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        _channel = GrpcChannel.ForAddress(host.Address, new GrpcChannelOptions { MaxReceiveMessageSize = null });
        Flight = new FlightClient(_channel);
    }

    public LocalServerHost Host { get; }

    public HttpClient Http { get; }

    public FlightClient Flight { get; }

    public GrpcChannel Channel => _channel;

    /// <summary>Starts in memory, with a token and room for a database per test.</summary>
    public static async Task<RunningServer> StartAsync(Func<LocalServerOptions, LocalServerOptions>? configure = null)
    {
        LocalServerOptions options = new() { Token = Token, MaxDatabases = 10_000 };
        return new RunningServer(await LocalServerHost.StartAsync(configure?.Invoke(options) ?? options));
    }

    public Task<HttpAnswer> WriteAsync(string lines, string query = "db=d", string path = "/api/v3/write_lp") =>
        SendAsync(HttpMethod.Post, $"{path}?{query}", new ByteArrayContent(Encoding.UTF8.GetBytes(lines)));

    public Task<HttpAnswer> GetAsync(string url) => SendAsync(HttpMethod.Get, url);

    public Task<HttpAnswer> SendJsonAsync(HttpMethod method, string url, string json) =>
        SendAsync(method, url, new StringContent(json, Encoding.UTF8, "application/json"));

    public async Task<HttpAnswer> SendAsync(HttpMethod method, string url, HttpContent? content = null)
    {
        using HttpRequestMessage request = new(method, url) { Content = content };
        return await SendAsync(request);
    }

    public async Task<HttpAnswer> SendAsync(HttpRequestMessage request)
    {
        using HttpResponseMessage response = await Http.SendAsync(request);
        return await HttpAnswer.ReadAsync(response);
    }

    public Task<QueryAnswer> SqlAsync(string text, string database = "d", object? parameters = null) =>
        QueryAsync(Ticket(database, text, "sql", parameters));

    public Task<QueryAnswer> InfluxQlAsync(string text, string database = "d", object? parameters = null) =>
        QueryAsync(Ticket(database, text, "influxql", parameters));

    public Task<QueryAnswer> QueryAsync(string ticket) => QueryAsync(Encoding.UTF8.GetBytes(ticket), new Metadata { { "authorization", "Bearer " + Token } });

    public async Task<QueryAnswer> QueryAsync(byte[] ticket, Metadata headers, CancellationToken cancellationToken = default)
    {
        using FlightRecordBatchStreamingCall call = Flight.GetStream(new FlightTicket(ticket), headers, null, cancellationToken);
        Schema schema = await call.ResponseStream.Schema;
        List<RecordBatch> batches = [];
        while (await call.ResponseStream.MoveNext(cancellationToken))
        {
            batches.Add(call.ResponseStream.Current);
        }

        return new QueryAnswer(schema, batches);
    }

    /// <summary>The refusal of a query; fails when it is answered.</summary>
    public Task<RpcException> RefusedAsync(string ticket) => Xunit.Assert.ThrowsAsync<RpcException>(() => QueryAsync(ticket));

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        Http.Dispose();
        await Host.DisposeAsync();
    }

    private static string Ticket(string database, string text, string language, object? parameters) =>
        JsonSerializer.Serialize(new { database, sql_query = text, query_type = language, @params = parameters ?? new object() });
}
