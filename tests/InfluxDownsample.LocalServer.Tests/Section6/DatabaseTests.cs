using System.Text;
using InfluxDownsample.LocalServer.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.LocalServer.Tests.Section6;

/// <summary>Wire reference 6.1: /api/v3/configure.</summary>
public sealed class DatabaseTests : IAsyncLifetime
{
    private const string Databases = "/api/v3/configure/database";
    private const string Retention = "/api/v3/configure/database/retention_period";
    private const string Tables = "/api/v3/configure/table";

    private readonly ManualClock _clock = new(new DateTimeOffset(2026, 5, 6, 7, 8, 9, TimeSpan.Zero));
    private RunningServer _server = null!;

    public async Task InitializeAsync() => _server = await RunningServer.StartAsync(options => options with { Clock = _clock });

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Create_ThenAgain_Conflicts()
    {
        HttpAnswer created = await CreateAsync("{\"db\":\"x\",\"retention_period\":null}");
        Assert.Equal((200, ""), (created.Status, created.Body));
        HttpAnswer again = await CreateAsync("{\"db\":\"x\"}");
        Assert.Equal((409, "attempted to create a resource that already exists"), (again.Status, again.Body));
    }

    [Theory]
    [InlineData("{\"db\":\"_x\"}", "{\"error\":\"db name did not start with a number or letter\"}")]
    [InlineData("{\"db\":\"\"}", "{\"error\":\"db name cannot be empty\"}")]
    [InlineData("{}", "serde json error: missing field `db` at line 1 column 2")]
    [InlineData("{\"db\":5}", "serde json error: invalid type: integer `5`, expected a string at line 1 column 7")]
    [InlineData("[1]", "serde json error: invalid type: integer `1`, expected a string at line 1 column 2")]
    [InlineData("{\"db\":", "serde json error: EOF while parsing a value at line 1 column 6")]
    [InlineData("{\"db\":\"x\",\"retention_period\":\"none\"}", "serde json error: invalid value: string \"none\", expected a duration at line 1 column 35")]
    [InlineData("{\"db\":\"x\",\"retention_period\":\"1mo\"}", "serde json error: invalid value: string \"1mo\", expected a duration at line 1 column 34")]
    [InlineData("{\"db\":\"x\",\"retention_period\":\"7\"}", "serde json error: invalid value: string \"7\", expected a duration at line 1 column 32")]
    [InlineData("{\"db\":\"x\",\"retention_period\":\"\"}", "serde json error: invalid value: string \"\", expected a duration at line 1 column 31")]
    public async Task Create_BadBodies_SayWhy(string json, string body)
    {
        HttpAnswer answer = await CreateAsync(json);
        Assert.Equal((400, body), (answer.Status, answer.Body));
    }

    [Fact]
    public async Task Create_WithoutJsonContentType_Is415()
    {
        HttpAnswer answer = await _server.SendAsync(HttpMethod.Post, Databases, new StringContent("{\"db\":\"x\"}", Encoding.UTF8, "text/plain"));
        Assert.Equal(415, answer.Status);
    }

    [Theory]
    [InlineData("format=json", "[{\"iox::database\":\"_internal\"},{\"iox::database\":\"b\"}]", "application/json")]
    [InlineData("format=jsonl", "{\"iox::database\":\"_internal\"}\n{\"iox::database\":\"b\"}\n", "application/jsonl")]
    [InlineData("format=csv", "iox::database\n_internal\nb\n", "text/csv")]
    [InlineData(
        "format=json&show_deleted=true",
        "[{\"iox::database\":\"_internal\",\"deleted\":false},{\"iox::database\":\"a-20260506T070809\",\"deleted\":true},{\"iox::database\":\"b\",\"deleted\":false}]",
        "application/json")]
    public async Task List_ShowsNames_WithTheInternalOne(string query, string body, string contentType)
    {
        await CreateAsync("{\"db\":\"b\"}");
        await CreateAsync("{\"db\":\"a\"}");
        await _server.SendAsync(HttpMethod.Delete, Databases + "?db=a");
        HttpAnswer answer = await _server.GetAsync($"{Databases}?{query}");
        Assert.Equal((200, body, contentType), (answer.Status, answer.Body, answer.ContentType));
    }

    [Fact]
    public async Task List_WithoutFormat_Is400()
    {
        HttpAnswer answer = await _server.GetAsync(Databases);
        Assert.Equal((400, "serde error: missing field `format`"), (answer.Status, answer.Body));
    }

    [Fact]
    public async Task Delete_FreesTheName_AndItsData()
    {
        await _server.WriteAsync("m f=1 1", "db=x");
        Assert.Equal(200, (await _server.SendAsync(HttpMethod.Delete, Databases + "?db=x")).Status);
        Assert.Equal(404, (await _server.SendAsync(HttpMethod.Delete, Databases + "?db=x")).Status);
        Assert.Equal(400, (await _server.SendAsync(HttpMethod.Delete, Databases)).Status);
        await _server.WriteAsync("n f=1 1", "db=x");
        Assert.Equal(["1"], (await _server.SqlAsync("SELECT f FROM n", "x")).Rows);
        Assert.Contains("not found", (await _server.RefusedAsync("{\"database\":\"x\",\"sql_query\":\"SELECT f FROM m\"}")).Status.Detail);
    }

    [Theory]
    [InlineData("now", false)]
    [InlineData("never", true)]
    [InlineData("default", true)]
    [InlineData("2030-01-01T00:00:00Z", true)]
    public async Task DeletedDatabase_StaysListed_AndReadableUnlessDeletedNow(string when, bool readable)
    {
        await _server.WriteAsync("m f=1 1", "db=x");
        Assert.Equal(200, (await _server.SendAsync(HttpMethod.Delete, $"{Databases}?db=x&hard_delete_at={when}")).Status);
        Assert.Contains("x-20260506T070809,true", (await _server.GetAsync(Databases + "?format=csv&show_deleted=true")).Body, StringComparison.Ordinal);
        Assert.Equal(readable ? ["1"] : [], (await _server.InfluxQlAsync("SELECT f FROM m", "x-20260506T070809")).Rows.Select(row => row.Split(',')[^1]));
    }

    [Fact]
    public async Task HardDelete_AtAnotherWord_IsRefused()
    {
        await CreateAsync("{\"db\":\"x\"}");
        HttpAnswer answer = await _server.SendAsync(HttpMethod.Delete, Databases + "?db=x&hard_delete_at=tomorrow");
        Assert.Equal((400, "Cannot parse the timestamp: premature end of input"), (answer.Status, answer.Body));
    }

    [Fact]
    public async Task ClusterId_IsOnEveryHttpAnswer_AndTheSame()
    {
        string? id = (await _server.GetAsync(Databases + "?format=csv")).Header("cluster-uuid");
        Assert.True(Guid.TryParse(id, out _));
        Assert.Equal(id, (await _server.GetAsync("/nowhere")).Header("cluster-uuid"));
    }

    [Theory]
    [InlineData("30d", 2_592_000)]
    [InlineData("2h", 7200)]
    [InlineData("1h 60m", 7200)]
    [InlineData("1week", 604_800)]
    [InlineData("1M", 2_630_016)]
    [InlineData("1y", 31_557_600)]
    [InlineData("7200s", 7200)]
    public async Task Retention_HidesRowsAtOnce(string text, int seconds)
    {
        long edge = (_clock.Now.AddSeconds(-seconds) - DateTimeOffset.UnixEpoch).Ticks * 100;
        Assert.Equal(200, (await CreateAsync($$"""{"db":"x","retention_period":"{{text}}"}""")).Status);
        Assert.Equal(204, (await _server.WriteAsync($"m f=1 {edge}\nm f=2 {edge - 1}", "db=x&precision=ns")).Status);
        Assert.Equal(["1"], (await _server.SqlAsync("SELECT f FROM m", "x")).Rows);
    }

    [Fact]
    public async Task Retention_IsChangedAndCleared_ByPutAndByItsOwnPath()
    {
        long now = (_clock.Now - DateTimeOffset.UnixEpoch).Ticks * 100;
        await _server.WriteAsync($"m f=1 {now}\nm f=2 {now - 7_200_000_000_000}", "db=x&precision=ns");
        Assert.Equal(204, (await _server.SendAsync(HttpMethod.Post, $"{Retention}?db=x&duration=1h")).Status);
        Assert.Equal(["1"], await RowsAsync());
        Assert.Equal(204, (await _server.SendAsync(HttpMethod.Delete, $"{Retention}?db=x")).Status);
        Assert.Equal(["2", "1"], await RowsAsync());
        Assert.Equal(200, (await _server.SendJsonAsync(HttpMethod.Put, Databases, "{\"db\":\"x\",\"retention_period\":\"1h\"}")).Status);
        Assert.Equal(["1"], await RowsAsync());
        Assert.Equal(200, (await _server.SendJsonAsync(HttpMethod.Put, Databases, "{\"db\":\"x\"}")).Status);
        Assert.Equal(["2", "1"], await RowsAsync());
        Assert.Equal(200, (await _server.SendJsonAsync(HttpMethod.Put, Databases, "{\"db\":\"x\",\"retention_period\":\"0d\"}")).Status);
        _clock.Now += TimeSpan.FromTicks(1);
        Assert.Empty(await RowsAsync());
    }

    [Fact]
    public async Task Retention_OfAnUnknownDatabase_Is404()
    {
        Assert.Equal(404, (await _server.SendAsync(HttpMethod.Post, $"{Retention}?db=x&duration=1h")).Status);
        Assert.Equal(404, (await _server.SendAsync(HttpMethod.Delete, $"{Retention}?db=x")).Status);
        Assert.Equal(404, (await _server.SendJsonAsync(HttpMethod.Put, Databases, "{\"db\":\"x\"}")).Status);
    }

    [Fact]
    public async Task Tables_AreCreatedAndDeleted()
    {
        const string Body = """{"db":"x","table":"t","tags":["a"],"fields":[{"name":"f","type":"float64"},{"name":"i","type":"int64"},{"name":"u","type":"uint64"},{"name":"s","type":"utf8"},{"name":"b","type":"bool"}]}""";
        // The database is made too.
        Assert.Equal(200, (await _server.SendJsonAsync(HttpMethod.Post, Tables, Body)).Status);
        Assert.Equal(409, (await _server.SendJsonAsync(HttpMethod.Post, Tables, Body)).Status);
        Assert.Equal(400, (await _server.SendJsonAsync(HttpMethod.Post, Tables, Body.Replace("\"t\"", "\"\"", StringComparison.Ordinal))).Status);
        Assert.Equal(400, (await _server.WriteAsync("t f=1i 1", "db=x")).Status);
        Assert.Equal(204, (await _server.WriteAsync("t,a=x f=1,i=2i,u=3u,s=\"s\",b=t 1", "db=x")).Status);
        Assert.Equal(["x,true,1,2,s,3"], (await _server.SqlAsync("SELECT a, b, f, i, s, u FROM t", "x")).Rows);
        Assert.Equal(200, (await _server.SendAsync(HttpMethod.Delete, Tables + "?db=x&table=t")).Status);
        Assert.Equal(404, (await _server.SendAsync(HttpMethod.Delete, Tables + "?db=x&table=t")).Status);
        Assert.Equal(204, (await _server.WriteAsync("t f=1i 1", "db=x")).Status);

        // The deleted one stays under another name, readable and not writable.
        Assert.Equal(["t", "t-20260506T070809"], (await _server.SqlAsync("SELECT table_name FROM information_schema.tables WHERE table_schema = 'iox' ORDER BY 1", "x")).Rows);
        Assert.Equal(["measurements,t", "measurements,t-20260506T070809"], (await _server.InfluxQlAsync("SHOW MEASUREMENTS", "x")).Rows);
        Assert.Equal(["2"], (await _server.SqlAsync("SELECT i FROM \"t-20260506T070809\"", "x")).Rows);
        Assert.Equal(400, (await _server.WriteAsync("t-20260506T070809 f=1 1", "db=x")).Status);
    }

    private Task<HttpAnswer> CreateAsync(string json) => _server.SendJsonAsync(HttpMethod.Post, Databases, json);

    private async Task<IReadOnlyList<string>> RowsAsync() => (await _server.SqlAsync("SELECT f FROM m ORDER BY time", "x")).Rows;
}
