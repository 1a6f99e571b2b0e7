using System.Net.Http.Headers;
using InfluxDownsample.LocalServer.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.LocalServer.Tests.Section8;

/// <summary>Wire reference 8.2: /query.</summary>
public sealed class V1QueryTests(ServerFixture fixture) : IClassFixture<ServerFixture>, IAsyncLifetime
{
    private readonly RunningServer _server = fixture.Server;

    public async Task InitializeAsync()
    {
        Assert.Equal(204, (await _server.WriteAsync("m,h=a f=1,i=1i 1700000000000000000\nm,h=a f=2 1700000001500000000\nm f=3 1700000002000000000\nhuge f=1e400 1", "db=d&precision=ns")).Status);
        Assert.Equal(204, (await _server.WriteAsync("w f=7 1", "db=d&rp=weekly", "/write")).Status);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Select_GivesSeriesOfColumnsAndValues() => await AssertAsync(
        "db=d&q=SELECT f, i FROM m",
        """{"results":[{"statement_id":0,"series":[{"name":"m","columns":["time","f","i"],"values":[["2023-11-14T22:13:20Z",1,1],["2023-11-14T22:13:21.500Z",2,null],["2023-11-14T22:13:22Z",3,null]]}]}]}""");

    [Fact]
    public async Task GroupBy_GivesASeriesPerTagSet_NullTagIsEmpty() => await AssertAsync(
        "db=d&epoch=ns&q=SELECT f FROM m GROUP BY h",
        """{"results":[{"statement_id":0,"series":[{"name":"m","tags":{"h":"a"},"columns":["time","f"],"values":[[1700000000000000000,1],[1700000001500000000,2]]},{"name":"m","tags":{"h":""},"columns":["time","f"],"values":[[1700000002000000000,3]]}]}]}""");

    [Theory]
    [InlineData("ns", 1700000001500000000)]
    [InlineData("u", 1700000001500000)]
    [InlineData("%C2%B5", 1700000001500000)]
    [InlineData("ms", 1700000001500)]
    [InlineData("s", 1700000001)]
    [InlineData("m", 28333333)]
    [InlineData("h", 472222)]
    [InlineData("d", 19675)]
    [InlineData("w", 2810)]
    public async Task Epoch_GivesTheUnit(string epoch, long time) => await AssertAsync(
        $"db=d&epoch={epoch}&q=SELECT f FROM m WHERE f = 2",
        $$"""{"results":[{"statement_id":0,"series":[{"name":"m","columns":["time","f"],"values":[[{{time}},2]]}]}]}""");

    [Fact]
    public async Task SeveralStatements_AreAnsweredEach_ErrorsInside200() => await AssertAsync(
        "db=d&epoch=ns&q=SELECT f FROM nothing; DROP MEASUREMENT m; SELECT f FROM m WHERE f = 3",
        """{"results":[{"statement_id":0},{"statement_id":1,"error":"datafusion error: This feature is not implemented: DROP MEASUREMENT"},{"statement_id":2,"series":[{"name":"m","columns":["time","f"],"values":[[1700000002000000000,3]]}]}]}""");

    [Theory]
    [InlineData("db=nowhere&q=SELECT f FROM m", "Cannot retrieve database: External error: database not found: nowhere")]
    [InlineData("q=SELECT f FROM m", "must specify a 'db' parameter, or provide the database in the InfluxQL query")]
    [InlineData("db=d&q=SELECT FROM", "error in InfluxQL statement: parsing error: ")]
    public async Task Errors_ComeInsideA200(string query, string error)
    {
        HttpAnswer answer = await _server.GetAsync("/query?" + Escape(query));
        Assert.Equal(200, answer.Status);
        Assert.StartsWith("{\"results\":[{\"statement_id\":0,\"error\":\"" + error, answer.Body);
    }

    [Theory]
    [InlineData("db=d", "{\"error\":\"expected a query to be provided in the query string or body\"}")]
    [InlineData("db=d&q=SELECT f FROM m&epoch=y", "{\"error\":\"error decoding params from url: unknown variant `y`, expected one of `ns`, `u`, `µ`, `ms`, `s`, `m`, `h`, `d`, `w`\"}")]
    public async Task Requests_ThatCanNotBe_Are400(string query, string body)
    {
        HttpAnswer answer = await _server.GetAsync("/query?" + Escape(query));
        Assert.Equal((400, body), (answer.Status, answer.Body));
    }

    [Fact]
    public async Task Infinity_ReplacesTheWholeAnswer() => await AssertAsync("db=d&q=SELECT f FROM huge", """{"error":"json: unsupported value: +Inf"}""");

    [Fact]
    public async Task RetentionPolicy_IsReadOver()
    {
        await AssertAsync("db=d&rp=weekly&epoch=ns&q=SELECT f FROM w", """{"results":[{"statement_id":0}]}""");
        await AssertAsync("db=d/weekly&epoch=ns&q=SELECT f FROM w", """{"results":[{"statement_id":0,"series":[{"name":"w","columns":["time","f"],"values":[[1,7]]}]}]}""");
    }

    [Fact]
    public async Task Chunked_SendsADocumentPerPiece()
    {
        HttpAnswer answer = await _server.GetAsync("/query?" + Escape("db=d&epoch=ns&chunked=true&chunk_size=2&q=SELECT f FROM m"));
        Assert.Equal(
            """{"results":[{"statement_id":0,"series":[{"name":"m","columns":["time","f"],"values":[[1700000000000000000,1],[1700000001500000000,2]],"partial":true}],"partial":true}]}"""
            + """{"results":[{"statement_id":0,"series":[{"name":"m","columns":["time","f"],"values":[[1700000002000000000,3]]}]}]}""",
            answer.Body);
    }

    [Fact]
    public async Task Csv_HasEpochNanoseconds()
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/query?" + Escape("db=d&q=SELECT f FROM m GROUP BY h"));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/csv"));
        HttpAnswer answer = await _server.SendAsync(request);
        Assert.Equal("application/csv", answer.ContentType);
        Assert.Equal("name,tags,time,f\nm,h=a,1700000000000000000,1\nm,h=a,1700000001500000000,2\nm,h=,1700000002000000000,3\n", answer.Body);
    }

    [Fact]
    public async Task UnknownMimeType_Is400()
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/query?" + Escape("db=d&q=SELECT f FROM m"));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("image/png"));
        Assert.Equal(400, (await _server.SendAsync(request)).Status);
    }

    [Fact]
    public async Task PostedForm_OverridesTheQueryString()
    {
        using FormUrlEncodedContent form = new(new Dictionary<string, string> { ["q"] = "SELECT f FROM m WHERE f = 2", ["epoch"] = "s" });
        HttpAnswer answer = await _server.SendAsync(HttpMethod.Post, "/query?db=d&epoch=ns&q=nonsense", form);
        Assert.Contains("[[1700000001,2]]", answer.Body);
        using MultipartFormDataContent parts = new() { { new StringContent("SELECT f FROM m WHERE f = 3"), "q" } };
        Assert.Contains("[\"2023-11-14T22:13:22Z\",3]", (await _server.SendAsync(HttpMethod.Post, "/query?db=d", parts)).Body);
    }

    [Fact]
    public async Task PostedText_IsTheQuery()
    {
        using ByteArrayContent text = new("SELECT f FROM m WHERE f = $x"u8.ToArray());
        text.Headers.ContentType = new MediaTypeHeaderValue("application/vnd.influxql");
        HttpAnswer answer = await _server.SendAsync(HttpMethod.Post, "/query?db=d&params=" + Uri.EscapeDataString("{\"x\":2}"), text);
        Assert.Contains("[\"2023-11-14T22:13:21.500Z\",2]", answer.Body);
    }

    [Fact]
    public async Task Show_GivesTheClassicSeries()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await server.WriteAsync("m,h=a f=1 1", "db=one");
        Assert.Equal(
            """{"results":[{"statement_id":0,"series":[{"name":"databases","columns":["name"],"values":[["_internal"],["one"]]}]}]}""",
            (await server.GetAsync("/query?q=SHOW%20DATABASES")).Body);
        Assert.Equal(
            """{"results":[{"statement_id":0,"series":[{"name":"retention_policies","columns":["name","duration","default"],"values":[["one","0s",true]]}]}]}""",
            (await server.GetAsync("/query?q=SHOW%20RETENTION%20POLICIES%20ON%20one")).Body);
        Assert.Equal(
            """{"results":[{"statement_id":0,"series":[{"name":"measurements","columns":["name"],"values":[["m"]]}]}]}""",
            (await server.GetAsync("/query?db=one&q=SHOW%20MEASUREMENTS")).Body);
        Assert.Equal(
            """{"results":[{"statement_id":0,"series":[{"name":"m","columns":["fieldKey","fieldType"],"values":[["f","float"]]}]}]}""",
            (await server.GetAsync("/query?db=one&q=SHOW%20FIELD%20KEYS")).Body);
    }

    private static string Escape(string query) => query.Replace(" ", "%20", StringComparison.Ordinal).Replace(";", "%3B", StringComparison.Ordinal);

    private async Task AssertAsync(string query, string body)
    {
        HttpAnswer answer = await _server.GetAsync("/query?" + Escape(query));
        Assert.Equal((200, "application/json", body), (answer.Status, answer.ContentType, answer.Body));
    }
}
