using System.Security.Cryptography;
using Apache.Arrow.Flight;
using Apache.Arrow.Flight.Client;
using Grpc.Core;
using InfluxDownsample.LocalServer.Faults;
using InfluxDownsample.LocalServer.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.LocalServer.Tests.Faults;

/// <summary>What the server does wrong when told to, and what it writes down.</summary>
public sealed class FaultTests : IAsyncLifetime
{
    private RunningServer _server = null!;

    public async Task InitializeAsync()
    {
        _server = await RunningServer.StartAsync();
        Assert.Equal(204, (await _server.WriteAsync("m f=1 1", "db=d&precision=ns")).Status);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task FailWrites_AnswersSoManyWithTheStatus_AndStoresNothingOfThem()
    {
        _server.Host.Faults.FailWrites = 2;
        _server.Host.Faults.FailStatus = 429;
        _server.Host.Faults.RetryAfterSeconds = 7;
        HttpAnswer first = await _server.WriteAsync("m f=2 2", "db=d&precision=ns");
        Assert.Equal((429, "7"), (first.Status, first.Header("Retry-After")));
        Assert.Equal(429, (await _server.WriteAsync("m f=2 2", "bucket=d", "/api/v2/write")).Status);
        Assert.Equal(["1"], await RowsAsync());
        Assert.Equal(204, (await _server.WriteAsync("m f=2 2", "db=d&precision=ns")).Status);
        Assert.Equal(["1", "2"], await RowsAsync());
        LoggedRequest[] writes = [.. _server.Host.Requests.Entries.Where(request => request.Path.Contains("write", StringComparison.Ordinal))];
        Assert.Equal([("d", 204), ("d", 429), ("d", 429), ("d", 204)], writes.Select(request => (request.Database, request.Status)));
        Assert.Single(writes[1..].Select(request => request.BodyHash).Distinct());
    }

    [Fact]
    public async Task DropAnswers_StoresTheLines_ButAnswersNothing()
    {
        _server.Host.Faults.DropAnswers = 1;
        await Assert.ThrowsAsync<HttpRequestException>(() => _server.WriteAsync("m f=2 2", "db=d&precision=ns"));
        Assert.Equal(["1", "2"], await RowsAsync());
        LoggedRequest logged = _server.Host.Requests.Entries.Single(request => request.Status == 0);
        Assert.Equal(("/api/v3/write_lp", "d", 7), (logged.Path, logged.Database, logged.Bytes));
    }

    [Fact]
    public async Task ResetWrites_CutsTheConnection_AndStoresNothing()
    {
        _server.Host.Faults.ResetWrites = 1;
        string lines = string.Concat(Enumerable.Range(0, 200_000).Select(i => $"m f={i} {i}\n"));
        await Assert.ThrowsAsync<HttpRequestException>(() => _server.WriteAsync(lines, "db=d&precision=ns"));
        Assert.Equal(["1"], await RowsAsync());
    }

    [Fact]
    public async Task ResetQueries_CutsTheStreamAfterABatch()
    {
        await _server.WriteAsync(string.Concat(Enumerable.Range(0, 50_000).Select(i => $"m f={i} {i}\n")), "db=d&precision=ns");
        _server.Host.Faults.ResetQueries = 1;
        using FlightRecordBatchStreamingCall call = _server.Flight.GetStream(
            new FlightTicket("""{"database":"d","sql_query":"SELECT f FROM m","query_type":"influxql"}"""), new Metadata { { "authorization", "Bearer " + RunningServer.Token } });
        RpcException cut = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (await call.ResponseStream.MoveNext(default))
            {
            }
        });
        Assert.True(cut.StatusCode is StatusCode.Internal or StatusCode.Unavailable, cut.Status.ToString());
        Assert.Equal(50_000, (await _server.InfluxQlAsync("SELECT f FROM m")).RowCount);
    }

    [Fact]
    public async Task UnavailableQueries_AnswerStatus14()
    {
        _server.Host.Faults.UnavailableQueries = 1;
        RpcException unavailable = await Assert.ThrowsAsync<RpcException>(() => _server.InfluxQlAsync("SELECT f FROM m"));
        Assert.Equal(StatusCode.Unavailable, unavailable.StatusCode);
        Assert.Equal(["1"], await RowsAsync());
    }

    [Fact]
    public async Task StaleOverwrite_KeepsTheOlderVersion()
    {
        _server.Host.Faults.StaleOverwrite = true;
        await _server.WriteAsync("m f=9 1", "db=d&precision=ns");
        Assert.Equal(["1"], await RowsAsync());
    }

    [Fact]
    public async Task Control_SetsShowsAndClearsFaults()
    {
        HttpAnswer set = await _server.SendJsonAsync(HttpMethod.Put, "/local/faults", """{"failWrites":1,"failStatus":500,"queryFileLimit":25,"staleOverwrite":true}""");
        Assert.Equal(200, set.Status);
        Assert.Equal((1, 500, 25, true), (_server.Host.Faults.FailWrites, _server.Host.Faults.FailStatus, _server.Host.Faults.QueryFileLimit, _server.Host.Faults.StaleOverwrite));
        Assert.Equal(500, (await _server.WriteAsync("m f=1 1")).Status);
        Assert.Contains("\"failWrites\":0", (await _server.GetAsync("/local/faults")).Body);
        Assert.Equal(204, (await _server.SendAsync(HttpMethod.Delete, "/local/faults")).Status);
        Assert.Equal((503, (int?)null, false), (_server.Host.Faults.FailStatus, _server.Host.Faults.QueryFileLimit, _server.Host.Faults.StaleOverwrite));
    }

    [Theory]
    [InlineData("{\"failWrite\":1}")]
    [InlineData("{\"failWrites\":\"x\"}")]
    [InlineData("nonsense")]
    public async Task Control_UnknownSettings_AreRefused(string json) =>
        Assert.Equal(400, (await _server.SendJsonAsync(HttpMethod.Put, "/local/faults", json)).Status);

    [Theory]
    [InlineData("{\"permissionDenied\":true}", 403)]
    [InlineData("{\"expiredToken\":true}", 401)]
    public async Task Control_StaysOpen_WhenTheTokenIsFaulty(string faults, int refusal)
    {
        Assert.Equal(200, (await _server.SendJsonAsync(HttpMethod.Put, "/local/faults", faults)).Status);
        Assert.Equal(refusal, (await _server.WriteAsync("m f=2 2", "db=d&precision=ns")).Status);
        await Assert.ThrowsAsync<RpcException>(RowsAsync);

        Assert.Equal(200, (await _server.SendJsonAsync(HttpMethod.Put, "/local/faults", faults)).Status);
        Assert.Equal(200, (await _server.GetAsync("/local/requests")).Status);
        Assert.Equal(204, (await _server.SendAsync(HttpMethod.Delete, "/local/requests")).Status);
        Assert.Equal(204, (await _server.SendAsync(HttpMethod.Delete, "/local/faults")).Status);
        Assert.Equal(204, (await _server.WriteAsync("m f=2 2", "db=d&precision=ns")).Status);
        Assert.Equal(["1", "2"], await RowsAsync());
    }

    [Theory]
    [InlineData("{\"permissionDenied\":true}")]
    [InlineData("{\"expiredToken\":true}")]
    public async Task Control_WantsTheToken_WhenTheTokenIsFaulty(string faults)
    {
        Assert.Equal(200, (await _server.SendJsonAsync(HttpMethod.Put, "/local/faults", faults)).Status);
        using HttpClient anonymous = new() { BaseAddress = _server.Host.Address };
        using HttpResponseMessage response = await anonymous.DeleteAsync("/local/faults");
        Assert.Equal(401, (int)response.StatusCode);
    }

    [Fact]
    public async Task Control_WantsTheToken()
    {
        using HttpClient anonymous = new() { BaseAddress = _server.Host.Address };
        using HttpResponseMessage response = await anonymous.GetAsync("/local/requests");
        Assert.Equal(401, (int)response.StatusCode);
    }

    [Fact]
    public async Task Requests_AreLogged_WithoutTheToken()
    {
        await _server.SendAsync(HttpMethod.Delete, "/local/requests");
        await _server.WriteAsync("m f=2 2", "db=d&precision=ns");
        await _server.WriteAsync("m f=", "db=other");
        await _server.InfluxQlAsync("SELECT f FROM m");
        await Assert.ThrowsAsync<RpcException>(() => _server.InfluxQlAsync("SELECT"));
        IReadOnlyList<LoggedRequest> log = _server.Host.Requests.Entries;
        Assert.Equal(
            [("/api/v3/write_lp", "d", 204, null), ("/api/v3/write_lp", "other", 400, null), (DoGet, "d", 200, 0), (DoGet, "d", 200, 3)],
            log.Select(request => (request.Path, request.Database, request.Status, request.GrpcStatus)));
        Assert.Equal((7, Convert.ToHexStringLower(SHA256.HashData("m f=2 2"u8))), (log[0].Bytes, log[0].BodyHash));
        Assert.Equal("SELECT f FROM m", log[2].Query);
        string json = (await _server.GetAsync("/local/requests")).Body;
        Assert.Contains(log[0].BodyHash!, json);
        Assert.DoesNotContain(RunningServer.Token, json);
        Assert.DoesNotContain("/local/", json);
    }

    [Fact]
    public async Task StartOptions_SetFaultsFromTheStart()
    {
        await using RunningServer server = await RunningServer.StartAsync(options => options with { Faults = new FaultSettings { FailWrites = 1 } });
        Assert.Equal(503, (await server.WriteAsync("m f=1 1")).Status);
        Assert.Equal(204, (await server.WriteAsync("m f=1 1")).Status);
    }

    private const string DoGet = "/arrow.flight.protocol.FlightService/DoGet";

    private async Task<IEnumerable<string>> RowsAsync() => (await _server.InfluxQlAsync("SELECT f FROM m")).Rows.Select(row => row.Split(',')[2]);
}
