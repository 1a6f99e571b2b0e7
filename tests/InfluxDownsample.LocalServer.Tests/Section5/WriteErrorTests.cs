using System.Text;
using InfluxDownsample.LocalServer.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.LocalServer.Tests.Section5;

/// <summary>Wire reference 5.4 and 5.5: what refused writes answer, and what of them is stored.</summary>
public sealed class WriteErrorTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string TwoBadLines = "good f=1 1\n\n# comment\nm,bad\ngood f=\"a long string value\" 2\ngood f=3 3";

    private readonly RunningServer _server = fixture.Server;
    private readonly string _database = $"e{Guid.NewGuid():N}";

    [Fact]
    public async Task V3_Partial_StoresTheGoodLines_AndListsTheBadOnes()
    {
        HttpAnswer answer = await _server.WriteAsync(TwoBadLines, $"db={_database}");
        Assert.Equal((400, null), (answer.Status, answer.ContentType));
        Assert.Equal(
            """{"error":"partial write of line protocol occurred","data":[{"error_message":"Tag set malformed: could not find equals sign in `bad`","line_number":2,"original_line":""},"""
            + """{"error_message":"invalid column type for column 'f', expected iox::column_type::field::float, got iox::column_type::field::string","line_number":3,"original_line":"good f=a long string"}]}""",
            answer.Body);
        Assert.Equal(["1", "3"], (await _server.SqlAsync("SELECT f FROM good ORDER BY time", _database)).Rows);
    }

    [Fact]
    public async Task V3_Strict_StoresNothing_AndNamesTheFirstBadLine()
    {
        HttpAnswer answer = await _server.WriteAsync("m f=1 1\nm f= 2\nm f=\"x\" 3", $"db={_database}&accept_partial=false");
        Assert.Equal(400, answer.Status);
        Assert.Equal("""{"error":"line protocol parsing error","data":{"error_message":"No fields were provided","line_number":2,"original_line":"m f= 2"}}""", answer.Body);
        Assert.Contains("database not found", (await _server.RefusedAsync($$"""{"database":"{{_database}}","sql_query":"SELECT 1"}""")).Status.Detail);
    }

    [Fact]
    public async Task V3_AllLinesBad_IsAPartialWriteToo()
    {
        HttpAnswer answer = await _server.WriteAsync("m", $"db={_database}");
        Assert.Equal((400, """{"error":"partial write of line protocol occurred","data":[{"error_message":"Expected at least one space character, got end of input","line_number":1,"original_line":"m"}]}"""), (answer.Status, answer.Body));
    }

    [Fact]
    public async Task V2_IsAllOrNothing_WithoutALineNumber()
    {
        await _server.WriteAsync("m f=1 1", $"bucket={_database}", "/api/v2/write");
        HttpAnswer answer = await _server.WriteAsync("m f=2 2\nm f=1i 3", $"bucket={_database}", "/api/v2/write");
        Assert.Equal(400, answer.Status);
        Assert.Equal(
            """{"code":"invalid","message":"write buffer error: line protocol parse failed: invalid column type for column 'f', expected iox::column_type::field::float, got iox::column_type::field::integer"}""",
            answer.Body);
        Assert.Equal(["1"], (await _server.SqlAsync("SELECT f FROM m", _database)).Rows);
    }

    [Fact]
    public async Task V1_IsAllOrNothing_InTheShapeOfV3()
    {
        await _server.WriteAsync("m f=1 1", $"db={_database}", "/write");
        HttpAnswer answer = await _server.WriteAsync("m f=2 2\nm f=", $"db={_database}", "/write");
        Assert.Equal((400, """{"error":"line protocol parsing error","data":{"error_message":"No fields were provided","line_number":2,"original_line":"m f="}}"""), (answer.Status, answer.Body));
        Assert.Equal(["1"], (await _server.SqlAsync("SELECT f FROM m", _database)).Rows);
    }

    [Theory]
    [InlineData("/api/v3/write_lp?db=x", "", 400, "incoming write was empty")]
    [InlineData("/api/v3/write_lp", "m f=1", 400, "missing query parameter 'db'")]
    [InlineData("/api/v3/write_lp?precision=ns", "m f=1", 400, "serde error: missing field `db`")]
    [InlineData("/api/v3/write_lp?db=x&accept_partial=yes", "m f=1", 400, "serde error: provided string was not `true` or `false`")]
    [InlineData("/api/v3/write_lp?db=", "m f=1", 400, "{\"error\":\"db name cannot be empty\"}")]
    [InlineData("/api/v3/write_lp?db=_x", "m f=1", 400, "{\"error\":\"db name did not start with a number or letter\"}")]
    [InlineData("/api/v3/write_lp?db=a%20b", "m f=1", 400, "{\"error\":\"invalid character in database or rp name: must be ASCII, containing only letters, numbers, underscores, or hyphens\"}")]
    [InlineData("/api/v2/write?bucket=x", "", 400, "{\"code\":\"invalid\",\"message\":\"write buffer error: incoming write was empty\"}")]
    [InlineData("/api/v2/write?bucket=", "m f=1", 400, "{\"code\":\"invalid\",\"message\":\"missing bucket value\"}")]
    [InlineData("/api/v2/write", "m f=1", 400, "{\"code\":\"invalid\",\"message\":\"no org/bucket destination provided\"}")]
    [InlineData("/api/v2/write?bucket=_x", "m f=1", 400, "{\"code\":\"invalid\",\"message\":\"db name did not start with a number or letter\"}")]
    [InlineData("/write", "m f=1", 400, "{\"error\":\"no db destination provided\"}")]
    [InlineData("/write?db=x", "", 400, "incoming write was empty")]
    public async Task Requests_ThatCanNotBe_SayWhy(string url, string lines, int status, string body)
    {
        HttpAnswer answer = await _server.SendAsync(HttpMethod.Post, url, new StringContent(lines));
        Assert.Equal((status, body, null), (answer.Status, answer.Body, answer.ContentType));
    }

    [Theory]
    [InlineData("/api/v3/write_lp?db=", 511, 204)]
    [InlineData("/api/v3/write_lp?db=", 512, 400)]
    [InlineData("/api/v2/write?bucket=", 64, 204)]
    [InlineData("/api/v2/write?bucket=", 65, 400)]
    [InlineData("/write?db=", 64, 204)]
    [InlineData("/write?db=", 65, 400)]
    public async Task DatabaseNames_AreLimited(string url, int length, int status) =>
        Assert.Equal(status, (await _server.SendAsync(HttpMethod.Post, url + _database.PadRight(length, 'x'), new StringContent("m f=1 1"))).Status);

    [Fact]
    public async Task Body_NotUtf8_IsRefused()
    {
        HttpAnswer answer = await _server.SendAsync(HttpMethod.Post, $"/api/v3/write_lp?db={_database}", new ByteArrayContent([.. "m f=\""u8, 0xFF, .. "\""u8]));
        Assert.Equal((400, "body content is not valid utf8: invalid utf-8 sequence of 1 bytes from index 5"), (answer.Status, answer.Body));
    }

    [Fact]
    public async Task SoftDeletedDatabase_CanNotBeWritten()
    {
        await _server.WriteAsync("m f=1 1", $"db={_database}");
        await _server.SendAsync(HttpMethod.Delete, $"/api/v3/configure/database?db={_database}");
        string listed = (await _server.GetAsync("/api/v3/configure/database?format=csv&show_deleted=true")).Body;
        string deleted = listed.Split('\n').Single(line => line.StartsWith(_database, StringComparison.Ordinal)).Split(',')[0];
        HttpAnswer answer = await _server.WriteAsync("m f=1 1", $"db={deleted}");
        Assert.Equal((400, $$"""{"error":"cannot write to soft-deleted database '{{deleted}}' - it is marked for deletion"}"""), (answer.Status, answer.Body));
    }

    [Theory]
    [InlineData(null, 401, "{\"error\": \"the request was not authenticated\"}")]
    [InlineData("Bearer wrong", 401, "{\"error\": \"the request was not authenticated\"}")]
    [InlineData("Bearer a-test-token", 204, "")]
    [InlineData("Token a-test-token", 204, "")]
    [InlineData("Basic YW55Om9uZTphLXRlc3QtdG9rZW4=", 400, Malformed)]
    [InlineData("Basic YW55OmEtdGVzdC10b2tlbg==", 204, "")]
    [InlineData("bearer a-test-token", 400, Malformed)]
    [InlineData("Bearer", 400, Malformed)]
    [InlineData("Bearer  a-test-token", 400, Malformed)]
    [InlineData("Digest a-test-token", 400, Malformed)]
    [InlineData("Basic %%%", 400, Malformed)]
    public async Task Tokens_AreChecked(string? header, int status, string body)
    {
        foreach (string url in new[] { "/api/v3/write_lp?db=", "/api/v2/write?bucket=", "/write?db=" })
        {
            using HttpClient client = new() { BaseAddress = _server.Host.Address };
            using HttpRequestMessage request = new(HttpMethod.Post, url + _database) { Content = new StringContent("m f=1 1") };
            if (header is not null)
            {
                request.Headers.TryAddWithoutValidation("Authorization", header);
            }

            using HttpResponseMessage response = await client.SendAsync(request);
            Assert.Equal((status, body), ((int)response.StatusCode, await response.Content.ReadAsStringAsync()));
        }
    }

    [Theory]
    [InlineData("/write?u=x&p=a-test-token&db=", 204)]
    [InlineData("/write?p=wrong&db=", 401)]
    [InlineData("/api/v3/write_lp?p=a-test-token&db=", 401)]
    [InlineData("/api/v2/write?p=a-test-token&bucket=", 401)]
    public async Task QueryStringToken_IsForV1Alone(string url, int status)
    {
        using HttpClient client = new() { BaseAddress = _server.Host.Address };
        using HttpResponseMessage response = await client.PostAsync(url + _database, new StringContent("m f=1 1"));
        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task LackingPermission_Is403_ExpiredIs401()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        server.Host.Faults.PermissionDenied = true;
        HttpAnswer denied = await server.WriteAsync("m f=1 1");
        Assert.Equal((403, "{\"error\": \"unauthorized to perform requested action with the token\"}"), (denied.Status, denied.Body));
        server.Host.Faults.ExpiredToken = true;
        Assert.Equal(401, (await server.WriteAsync("m f=1 1")).Status);
    }

    [Fact]
    public async Task WithoutAuthorization_AnyTokenIsIgnored()
    {
        await using RunningServer server = await RunningServer.StartAsync(options => options with { Token = null });
        Assert.Equal(204, (await server.WriteAsync("m f=1 1")).Status);
        server.Http.DefaultRequestHeaders.Clear();
        server.Http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "nonsense");
        Assert.Equal(204, (await server.WriteAsync("m f=1 1")).Status);
    }

    [Fact]
    public async Task OriginalLine_IsCutToTwentyBytes_NotInsideACharacter()
    {
        HttpAnswer answer = await _server.SendAsync(
            HttpMethod.Post, $"/api/v3/write_lp?db={_database}", new ByteArrayContent(Encoding.UTF8.GetBytes("0123456789012345678ä tail")));
        Assert.Contains("\"original_line\":\"0123456789012345678\"", answer.Body);
    }

    [Fact]
    public async Task OriginalLine_OfAParseError_DriftsBehindStringsOfSeveralLines()
    {
        HttpAnswer answer = await _server.WriteAsync("m f=\"a\nb\" 1\nm f=", $"db={_database}");
        Assert.Contains("\"line_number\":2,\"original_line\":\"b\\\" 1\"", answer.Body);
    }

    private const string Malformed =
        "{\"error\": \"Authorization header was malformed, the request was not in the form of 'Authorization: <auth-scheme> <token>', supported auth-schemes are Bearer, Token and Basic\"}";
}
