using System.Text.Json;
using InfluxDownsample.LocalServer.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.LocalServer.Tests.Section8;

/// <summary>Wire reference 8.1: /api/v3/query_sql and /api/v3/query_influxql.</summary>
public sealed class QueryEndpointTests(ServerFixture fixture) : IClassFixture<ServerFixture>, IAsyncLifetime
{
    private const string Sql = "/api/v3/query_sql";
    private const string InfluxQl = "/api/v3/query_influxql";

    private readonly RunningServer _server = fixture.Server;

    public async Task InitializeAsync() => Assert.Equal(
        204,
        (await _server.WriteAsync("m,h=a f=1,s=\"x,\\\"y\\\"\",i=9007199254740993i,u=18446744073709551615u,b=t 1700000000000000000\nm,h=b f=0.1 1700000000123456789", "db=d&precision=ns")).Status);

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("json", "application/json", "[{\"b\":true,\"f\":1.0,\"h\":\"a\",\"i\":9007199254740993,\"s\":\"x,\\\"y\\\"\",\"time\":\"2023-11-14T22:13:20\",\"u\":18446744073709551615},{\"f\":0.1,\"h\":\"b\",\"time\":\"2023-11-14T22:13:20.123456789\"}]")]
    [InlineData("jsonl", "application/jsonl", "{\"b\":true,\"f\":1.0,\"h\":\"a\",\"i\":9007199254740993,\"s\":\"x,\\\"y\\\"\",\"time\":\"2023-11-14T22:13:20\",\"u\":18446744073709551615}\n{\"f\":0.1,\"h\":\"b\",\"time\":\"2023-11-14T22:13:20.123456789\"}\n")]
    [InlineData("json_lines", "application/jsonl", "{\"b\":true,\"f\":1.0,\"h\":\"a\",\"i\":9007199254740993,\"s\":\"x,\\\"y\\\"\",\"time\":\"2023-11-14T22:13:20\",\"u\":18446744073709551615}\n{\"f\":0.1,\"h\":\"b\",\"time\":\"2023-11-14T22:13:20.123456789\"}\n")]
    [InlineData("csv", "text/csv", "b,f,h,i,s,time,u\ntrue,1.0,a,9007199254740993,\"x,\"\"y\"\"\",2023-11-14T22:13:20,18446744073709551615\n,0.1,b,,,2023-11-14T22:13:20.123456789,\n")]
    public async Task Sql_InEachFormat(string format, string contentType, string body)
    {
        HttpAnswer get = await _server.GetAsync($"{Sql}?db=d&format={format}&q=SELECT%20*%20FROM%20m%20ORDER%20BY%20time");
        Assert.Equal((200, contentType, body), (get.Status, get.ContentType, get.Body));
        HttpAnswer post = await _server.SendAsync(
            HttpMethod.Post, Sql, new StringContent(JsonSerializer.Serialize(new { db = "d", q = "SELECT * FROM m ORDER BY time", format })));
        Assert.Equal((200, contentType, body), (post.Status, post.ContentType, post.Body));
    }

    [Theory]
    [InlineData("application/json", 200, "application/json")]
    [InlineData("application/jsonl", 400, null)]
    [InlineData("text/plain", 200, "text/plain; charset=utf-8")]
    [InlineData("text/csv", 200, "text/csv")]
    [InlineData("*/*", 200, "application/json")]
    [InlineData(null, 200, "application/json")]
    [InlineData("image/png", 400, null)]
    public async Task Format_MayComeFromTheAcceptHeader(string? accept, int status, string? contentType)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, $"{InfluxQl}?db=d&q=SELECT%20f%20FROM%20m");
        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        HttpAnswer answer = await _server.SendAsync(request);
        Assert.Equal((status, contentType), (answer.Status, answer.ContentType));
        Assert.Equal(status == 400 ? $"invalid mime type ({accept})" : answer.Body, answer.Body);
    }

    [Theory]
    [InlineData("json", "[]")]
    [InlineData("jsonl", "")]
    [InlineData("csv", "")]
    public async Task EmptyResult(string format, string body)
    {
        HttpAnswer answer = await _server.GetAsync($"{InfluxQl}?db=d&format={format}&q=SELECT%20f%20FROM%20nothing");
        Assert.Equal((200, body), (answer.Status, answer.Body));
    }

    [Fact]
    public async Task InfluxQl_NamesTheMeasurement() =>
        await AssertInfluxQlAsync("db=d", "SELECT f FROM m", 200, "[{\"iox::measurement\":\"m\",\"time\":\"2023-11-14T22:13:20\",\"f\":1.0},{\"iox::measurement\":\"m\",\"time\":\"2023-11-14T22:13:20.123456789\",\"f\":0.1}]");

    [Theory]
    [InlineData("", "SELECT f FROM d.autogen.m WHERE h='b'", 200)]
    [InlineData("db=d", "SELECT f FROM d.autogen.m WHERE h='b'", 200)]
    [InlineData("db=other", "SELECT f FROM d.autogen.m WHERE h='b'", 400)]
    [InlineData("", "SELECT f FROM m", 400)]
    [InlineData("", "SHOW MEASUREMENTS ON d", 200)]
    public async Task InfluxQl_MayNameItsDatabase(string database, string query, int status) => await AssertInfluxQlAsync(database, query, status, null);

    [Fact]
    public async Task InfluxQl_ShowDatabases_ListsDeletedOnesAndTheInternalOne()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await server.WriteAsync("m f=1 1", "db=one");
        HttpAnswer answer = await server.GetAsync($"{InfluxQl}?q=SHOW%20DATABASES");
        Assert.Equal((200, "[{\"iox::database\":\"_internal\",\"deleted\":false},{\"iox::database\":\"one\",\"deleted\":false}]"), (answer.Status, answer.Body));
        HttpAnswer policies = await server.GetAsync($"{InfluxQl}?db=one&q=SHOW%20RETENTION%20POLICIES");
        Assert.Equal("[{\"iox::database\":\"one\",\"name\":\"autogen\",\"duration\":\"0s\"}]", policies.Body);
    }

    [Fact]
    public async Task Parameters_AreBound_InTheBodyAndInTheQueryString()
    {
        const string Row = "[{\"f\":0.1}]";
        HttpAnswer post = await _server.SendAsync(HttpMethod.Post, Sql, new StringContent("""{"db":"d","q":"SELECT f FROM m WHERE h = $h","params":{"h":"b"}}"""));
        Assert.Equal((200, Row), (post.Status, post.Body));
        HttpAnswer get = await _server.GetAsync($"{Sql}?db=d&q=SELECT%20f%20FROM%20m%20WHERE%20h%20%3D%20%24h&params=%7B%22h%22%3A%22b%22%7D");
        Assert.Equal((200, Row), (get.Status, get.Body));
    }

    [Theory]
    [InlineData(Sql, "nowhere", "SELECT 1", 404, "{\"error\":\"query error: database not found: nowhere\"}")]
    [InlineData(InfluxQl, "nowhere", "SELECT f FROM m", 404, "{\"error\":\"query error: database not found: nowhere\"}")]
    [InlineData(Sql, "d", "SELEC 1", 400, "SQL error: ")]
    [InlineData(Sql, "d", "SELECT * FROM foo", 400, "Error during planning: table 'public.iox.foo' not found")]
    [InlineData(Sql, "d", "SELECT x FROM m", 500, "Schema error: No field named x")]
    [InlineData(Sql, "d", "SELECT f FROM m WHERE h = $h", 400, "No value found for placeholder with name $h")]
    [InlineData(InfluxQl, "d", "SELECT f FROM m WHERE h = $h", 400, "Bind parameter '$h' was referenced in the InfluxQL statement but its value is undefined")]
    [InlineData(InfluxQl, "d", "SELECT FROM", 400, "error in InfluxQL statement: parsing error: ")]
    [InlineData(InfluxQl, "d", "SELECT f FROM m; SELECT f FROM m", 400, "must provide only one InfluxQl statement per query")]
    [InlineData(InfluxQl, "d", "DROP MEASUREMENT m", 405, "This feature is not implemented: DROP MEASUREMENT")]
    public async Task Queries_ThatCanNotBe_SayWhy(string path, string database, string query, int status, string text)
    {
        HttpAnswer answer = await _server.GetAsync($"{path}?db={database}&q={Uri.EscapeDataString(query)}");
        Assert.Equal(status, answer.Status);
        Assert.Contains(text, answer.Body);
        Assert.Null(answer.ContentType);
    }

    [Theory]
    [InlineData("{\"db\":\"d\"}", "serde json error: missing field `q` at line 1 column 10")]
    [InlineData("{\"q\":\"SELECT 1\"}", "serde json error: missing field `db` at line 1 column 16")]
    [InlineData("{\"db\":\"d\",\"q\":5}", "serde json error: invalid type: integer `5`, expected a string at line 1 column 15")]
    [InlineData("nonsense", "serde json error: expected ident at line 1 column 2")]
    [InlineData("[]", "serde json error: invalid length 0, expected struct QueryRequest with 4 elements at line 1 column 2")]
    [InlineData("{\"db\":\"d\",\"q\":\"SELECT 1\",\"params\":{\"a\":[]}}", "serde json error: JSON arrays are not supported as query parameters. Expected null, boolean, number, or string. at line 1 column 42")]
    [InlineData("{\"db\":\"d\",\"q\":\"SELECT 1\",\"format\":\"xml\"}", "serde json error: unknown variant `xml`, expected one of `parquet`, `csv`, `pretty`, `json`, `json_lines`, `jsonl` at line 1 column 39")]
    public async Task Bodies_ThatCanNotBe_SayWhy(string json, string body)
    {
        HttpAnswer answer = await _server.SendAsync(HttpMethod.Post, Sql, new StringContent(json));
        Assert.Equal((400, body), (answer.Status, answer.Body));
    }

    [Fact]
    public async Task FileLimit_Is500()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await server.WriteAsync("m f=1 1");
        server.Host.Faults.QueryFileLimit = 1;
        HttpAnswer answer = await server.GetAsync($"{InfluxQl}?db=d&q=SELECT%20f%20FROM%20m");
        Assert.Equal(500, answer.Status);
        Assert.Contains("Query would scan 1 Parquet files", answer.Body);
    }

    [Fact]
    public async Task UnknownPath_Is404() => Assert.Equal((404, "Not found"), await StatusAndBodyAsync("/api/v3/query"));

    private async Task<(int, string)> StatusAndBodyAsync(string url)
    {
        HttpAnswer answer = await _server.GetAsync(url);
        return (answer.Status, answer.Body);
    }

    private async Task AssertInfluxQlAsync(string database, string query, int status, string? body)
    {
        HttpAnswer answer = await _server.GetAsync($"{InfluxQl}?{database}&q={Uri.EscapeDataString(query)}");
        Assert.Equal(status, answer.Status);
        Assert.Equal(body ?? answer.Body, answer.Body);
    }
}
