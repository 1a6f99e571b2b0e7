using Apache.Arrow.Flight;
using Grpc.Core;
using InfluxDownsample.LocalServer.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.LocalServer.Tests.Section1;

/// <summary>Wire reference 1.3 and 1.6: who may ask, and with which status and text errors come.</summary>
public sealed class FlightStatusTests(ServerFixture fixture) : IClassFixture<ServerFixture>, IAsyncLifetime
{
    private readonly RunningServer _server = fixture.Server;

    public async Task InitializeAsync() => Assert.Equal(204, (await _server.WriteAsync("m,h=a f=1,s=\"x\" 1", "db=d&precision=ns")).Status);

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData(null, StatusCode.Unauthenticated)]
    [InlineData("Bearer wrong", StatusCode.Unauthenticated)]
    [InlineData("bearer a-test-token", StatusCode.Unauthenticated)]
    [InlineData("Digest a-test-token", StatusCode.Unauthenticated)]
    [InlineData("Bearer a-test-token", StatusCode.OK)]
    [InlineData("Token a-test-token", StatusCode.OK)]
    [InlineData("Basic YW55OmEtdGVzdC10b2tlbg==", StatusCode.OK)]
    public async Task Tokens_AreChecked(string? header, StatusCode status)
    {
        Metadata headers = header is null ? [] : new Metadata { { "authorization", header } };
        Assert.Equal(status == StatusCode.OK ? "" : "Unauthenticated", await StatusTextAsync(headers, status));
    }

    [Fact]
    public async Task ExpiredOrLackingPermission_IsPermissionDenied()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        server.Host.Faults.ExpiredToken = true;
        RpcException expired = await server.RefusedAsync("""{"database":"d","sql_query":"SELECT 1"}""");
        Assert.Equal((StatusCode.PermissionDenied, "Permission denied"), (expired.StatusCode, expired.Status.Detail));
        server.Host.Faults.ExpiredToken = false;
        server.Host.Faults.PermissionDenied = true;
        Assert.Equal(StatusCode.PermissionDenied, (await server.RefusedAsync("""{"database":"d","sql_query":"SELECT 1"}""")).StatusCode);
    }

    [Theory]
    [InlineData("nowhere", "SELECT 1", "sql", StatusCode.Internal, "Cannot retrieve database: External error: database not found: nowhere")]
    [InlineData("D", "SELECT 1", "sql", StatusCode.Internal, "Cannot retrieve database: External error: database not found: D")]
    [InlineData("d", "SELEC 1", "sql", StatusCode.InvalidArgument, "Error while logically planning query: SQL error: ParserError(\"")]
    [InlineData("d", "SELECT * FROM foo", "sql", StatusCode.InvalidArgument, "Error while logically planning query: Error during planning: table 'public.iox.foo' not found")]
    [InlineData("d", "SELECT x FROM m", "sql", StatusCode.InvalidArgument, "Error while logically planning query: Schema error: No field named x")]
    [InlineData("d", "SELECT * FROM m WHERE h = $x", "sql", StatusCode.InvalidArgument, "No value found for placeholder with name $x")]
    [InlineData("d", "DROP TABLE m", "sql", StatusCode.InvalidArgument, "")]
    [InlineData("d", "INSERT INTO m VALUES (1)", "sql", StatusCode.InvalidArgument, "")]
    [InlineData("d", "SELECT f FROM m; SELECT f FROM m", "influxql", StatusCode.InvalidArgument, "This feature is not implemented: The context currently only supports a single InfluxQL statement")]
    [InlineData("d", "SHOW DATABASES", "influxql", StatusCode.InvalidArgument, "This feature is not implemented: SHOW DATABASES")]
    [InlineData("d", "SELECT f FROM d.autogen.m", "influxql", StatusCode.InvalidArgument, "database prefix in qualified measurement syntax")]
    [InlineData("d", "SELECT mean(s) FROM m", "influxql", StatusCode.InvalidArgument, "")]
    public async Task Queries_ThatCanNotBe_SayWhy(string database, string query, string language, StatusCode status, string text)
    {
        RpcException refused = await _server.RefusedAsync($$"""{"database":"{{database}}","sql_query":"{{query}}","query_type":"{{language}}"}""");
        Assert.Equal(status, refused.StatusCode);
        Assert.Contains(text, refused.Status.Detail);
        Assert.DoesNotContain("DuckDB", refused.Status.Detail);
    }

    [Fact]
    public async Task Checks_AreMadeInOrder_TicketTokenDatabase()
    {
        Metadata wrong = new() { { "authorization", "Bearer wrong" } };
        RpcException ticket = await Assert.ThrowsAsync<RpcException>(() => _server.QueryAsync("{}"u8.ToArray(), wrong));
        Assert.Equal(StatusCode.InvalidArgument, ticket.StatusCode);
        RpcException token = await Assert.ThrowsAsync<RpcException>(() => _server.QueryAsync("""{"database":"nowhere","sql_query":"SELECT 1"}"""u8.ToArray(), wrong));
        Assert.Equal(StatusCode.Unauthenticated, token.StatusCode);
    }

    [Fact]
    public async Task Texts_AreCutAtTwoThousandBytes()
    {
        RpcException refused = await _server.RefusedAsync($$"""{"database":"d","sql_query":"SELECT * FROM \"{{new string('a', 3000)}}\""}""");
        Assert.Equal(2003, refused.Status.Detail.Length);
        Assert.EndsWith("aaa...", refused.Status.Detail);
    }

    [Fact]
    public async Task Texts_CutInsideACharacter_EndTheStreamWithoutAStatus()
    {
        RpcException[] refused =
        [
            await _server.RefusedAsync($$"""{"database":"d","sql_query":"SELECT * FROM \"{{new string('ä', 3000)}}\""}"""),
            await _server.RefusedAsync($$"""{"database":"d","sql_query":"SELECT * FROM \"a{{new string('ä', 3000)}}\""}"""),
        ];
        Assert.Equal([StatusCode.Cancelled, StatusCode.InvalidArgument], refused.Select(error => error.StatusCode).Order());
    }

    [Fact]
    public async Task OtherCalls_AreUnimplemented()
    {
        Metadata headers = new() { { "authorization", "Bearer " + RunningServer.Token } };
        FlightDescriptor descriptor = FlightDescriptor.CreatePathDescriptor("x");
        await AssertUnimplementedAsync(() => _server.Flight.GetSchema(descriptor, headers).ResponseAsync);
        await AssertUnimplementedAsync(() => _server.Flight.GetInfo(descriptor, headers).ResponseAsync);
        await AssertUnimplementedAsync(() => _server.Flight.ListFlights(null, headers).ResponseStream.MoveNext(default));
        await AssertUnimplementedAsync(() => _server.Flight.ListActions(headers).ResponseStream.MoveNext(default));
        await AssertUnimplementedAsync(() => _server.Flight.DoAction(new FlightAction("x"), headers).ResponseStream.MoveNext(default));
    }

    private async Task<string> StatusTextAsync(Metadata headers, StatusCode status)
    {
        byte[] ticket = """{"database":"d","sql_query":"SELECT f FROM m","query_type":"influxql"}"""u8.ToArray();
        if (status == StatusCode.OK)
        {
            Assert.Equal(1, (await _server.QueryAsync(ticket, headers)).RowCount);
            return "";
        }

        RpcException refused = await Assert.ThrowsAsync<RpcException>(() => _server.QueryAsync(ticket, headers));
        Assert.Equal(status, refused.StatusCode);
        return refused.Status.Detail;
    }

    private static async Task AssertUnimplementedAsync(Func<Task> call) =>
        Assert.Equal(StatusCode.Unimplemented, (await Assert.ThrowsAsync<RpcException>(call)).StatusCode);
}
