using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using InfluxDownsample.LocalServer.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.LocalServer.Tests.Section5;

/// <summary>Wire reference 5.1: endpoints, parameters, bodies.</summary>
public sealed class WriteParameterTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string V3 = "/api/v3/write_lp";
    private const string V2 = "/api/v2/write";
    private const string V1 = "/write";

    private readonly RunningServer _server = fixture.Server;

    [Theory]
    [InlineData(V3, "db=p1")]
    [InlineData(V3, "db=p1&no_sync=true&accept_partial=false&unknown=1")]
    [InlineData(V2, "bucket=p1")]
    [InlineData(V2, "bucket=p1&org=ignored&accept_partial=nonsense&no_sync=nonsense")]
    [InlineData(V1, "db=p1")]
    [InlineData(V1, "db=p1&u=someone")]
    public async Task Success_Is204_Empty(string path, string query)
    {
        HttpAnswer answer = await _server.WriteAsync("m f=1 1", query, path);
        Assert.Equal((204, "", null), (answer.Status, answer.Body, answer.ContentType));
        Assert.Equal("*", answer.Header("access-control-allow-origin"));
        Assert.NotEqual("", answer.Header("cluster-uuid"));
    }

    [Theory]
    [InlineData(V3, "auto", true)]
    [InlineData(V2, "auto", false)]
    [InlineData(V1, "auto", false)]
    [InlineData(V3, "m", false)]
    [InlineData(V2, "m", false)]
    [InlineData(V1, "h", false)]
    [InlineData(V3, "", false)]
    [InlineData(V3, "NS", false)]
    public async Task Precision_UnknownOnes_AreRefused(string path, string precision, bool accepted)
    {
        HttpAnswer answer = await _server.WriteAsync("m f=1 1", $"db=p2&bucket=p2&precision={precision}", path);
        Assert.Equal(accepted ? 204 : 400, answer.Status);
        Assert.Contains(accepted ? "" : $"unknown variant `{precision}`", answer.Body);
    }

    [Theory]
    [InlineData(V3, "second", 5, 5_000_000_000)]
    [InlineData(V3, "s", 5, 5_000_000_000)]
    [InlineData(V3, "millisecond", 5, 5_000_000)]
    [InlineData(V3, "ms", 5, 5_000_000)]
    [InlineData(V3, "microsecond", 5, 5_000)]
    [InlineData(V3, "us", 5, 5_000)]
    [InlineData(V3, "u", 5, 5_000)]
    [InlineData(V3, "nanosecond", -5, -5)]
    [InlineData(V3, "ns", 5, 5)]
    [InlineData(V3, "n", 5, 5)]
    [InlineData(V2, "s", 5, 5_000_000_000)]
    [InlineData(V1, "ms", -5, -5_000_000)]
    // defaults: v3 guesses by magnitude, the others take nanoseconds
    [InlineData(V3, null, 4_999_999_999, 4_999_999_999_000_000_000)]
    [InlineData(V3, null, -4_999_999_999, -4_999_999_999_000_000_000)]
    [InlineData(V3, null, 5_000_000_000, 5_000_000_000_000_000)]
    [InlineData(V3, null, 4_999_999_999_999, 4_999_999_999_999_000_000)]
    [InlineData(V3, null, 5_000_000_000_000, 5_000_000_000_000_000)]
    [InlineData(V3, null, 4_999_999_999_999_999, 4_999_999_999_999_999_000)]
    [InlineData(V3, null, 5_000_000_000_000_000, 5_000_000_000_000_000)]
    [InlineData(V2, null, 5, 5)]
    [InlineData(V1, null, 5, 5)]
    public async Task Precision_GivesTheUnit(string path, string? precision, long sent, long stored)
    {
        string database = $"p3-{Guid.NewGuid():N}";
        string query = $"db={database}&bucket={database}" + (precision is null ? "" : $"&precision={precision}");
        Assert.Equal(204, (await _server.WriteAsync($"m f=1 {sent}", query, path)).Status);
        Assert.Equal([$"{stored}"], (await _server.SqlAsync("SELECT time FROM m", database)).Rows);
    }

    [Theory]
    [InlineData("second", 9_223_372_037, "Second")]
    [InlineData("ms", -9_223_372_036_855, "Millisecond")]
    [InlineData("us", 9_223_372_036_854_776, "Microsecond")]
    public async Task Timestamps_BeyondSixtyFourBits_AreLineErrors(string precision, long timestamp, string name)
    {
        HttpAnswer answer = await _server.WriteAsync($"m f=1 {timestamp}", $"db=p4&precision={precision}");
        Assert.Equal(400, answer.Status);
        Assert.Contains($"timestamp, {timestamp}, out of range for precision: {name}", answer.Body);
    }

    [Fact]
    public async Task NoTimestamp_TakesTheServersTime_TheSameForTheWholeRequest_CutToThePrecision()
    {
        ManualClock clock = new(DateTimeOffset.UnixEpoch.AddTicks(17_000_000_012_345_678));
        await using RunningServer server = await RunningServer.StartAsync(options => options with { Clock = clock });
        await server.WriteAsync("m f=1\nm,a=b f=2", "db=d&precision=s");
        await server.WriteAsync("n f=1", "db=d&precision=ms");
        await server.WriteAsync("o f=1");
        Assert.Equal(["1700000001000000000", "1700000001000000000"], (await server.SqlAsync("SELECT time FROM m")).Rows);
        Assert.Equal(["1700000001234000000"], (await server.SqlAsync("SELECT time FROM n")).Rows);
        Assert.Equal(["1700000001234567800"], (await server.SqlAsync("SELECT time FROM o")).Rows);
    }

    [Theory]
    [InlineData("", "p5")]
    [InlineData("&rp=", "p5")]
    [InlineData("&rp=''", "p5")]
    [InlineData("&rp=autogen", "p5")]
    [InlineData("&rp=default", "p5")]
    [InlineData("&rp=OneWeek", "p5/oneweek")]
    public async Task RetentionPolicy_NamesAnotherDatabase(string rp, string database)
    {
        string table = $"t{Guid.NewGuid():N}";
        Assert.Equal(204, (await _server.WriteAsync($"{table} f=1 1", "db=p5" + rp, V1)).Status);
        Assert.Equal(["1"], (await _server.SqlAsync($"SELECT f FROM {table}", database)).Rows);
    }

    [Theory]
    [InlineData("GET", V3)]
    [InlineData("PUT", V2)]
    [InlineData("GET", V1)]
    [InlineData("POST", "/api/v3/write")]
    [InlineData("POST", "/API/V3/WRITE_LP")]
    [InlineData("POST", "/api/v3/write_lp/")]
    public async Task WrongMethodOrPath_Is404(string method, string path)
    {
        HttpAnswer answer = await _server.SendAsync(new HttpMethod(method), path + "?db=p6", new StringContent("m f=1"));
        Assert.Equal((404, "Not found"), (answer.Status, answer.Body));
    }

    [Fact]
    public async Task Options_AreAnsweredForBrowsers()
    {
        HttpAnswer answer = await _server.SendAsync(HttpMethod.Options, V3);
        Assert.Equal((204, "*"), (answer.Status, answer.Header("access-control-allow-origin")));
    }

    [Fact]
    public async Task Gzip_OneOrMoreMembers_IsUnpacked()
    {
        byte[] body = [.. Gzip("z f=1 1\n"), .. Gzip("z f=2 2\n")];
        Assert.Equal(204, (await SendAsync(body, "gzip", "p7")).Status);
        Assert.Equal(["1", "2"], (await _server.SqlAsync("SELECT f FROM z ORDER BY time", "p7")).Rows);
    }

    [Theory]
    [InlineData("identity", 204, "")]
    [InlineData("deflate", 400, "unacceptable content-encoding: deflate")]
    [InlineData("GZIP", 400, "unacceptable content-encoding: GZIP")]
    [InlineData("gzip", 400, "error decoding gzip stream: unexpected end of file")]
    public async Task ContentEncoding_OthersAreRefused(string encoding, int status, string text)
    {
        HttpAnswer answer = await SendAsync(Encoding.UTF8.GetBytes("m f=1 1"), encoding, "p8");
        Assert.Equal((status, text), (answer.Status, answer.Body));
    }

    [Theory]
    [InlineData(V3, "max request size (1000 bytes) exceeded")]
    [InlineData(V2, "{\"code\":\"request too large\",\"message\":\"max request size (1000 bytes) exceeded\"}")]
    public async Task Bodies_AreLimited_PackedAndUnpacked(string path, string text)
    {
        await using RunningServer server = await RunningServer.StartAsync(options => options with { MaxRequestBytes = 1000 });
        string fits = "m f=1 1\n" + new string('#', 991) + "\n";
        Assert.Equal(204, (await server.WriteAsync(fits, "db=d&bucket=d", path)).Status);
        HttpAnswer plain = await server.WriteAsync(fits + "\n", "db=d&bucket=d", path);
        Assert.Equal((413, text), (plain.Status, plain.Body));
        using HttpRequestMessage packed = new(HttpMethod.Post, $"{path}?db=d&bucket=d") { Content = new ByteArrayContent(Gzip(fits + "\n")) };
        packed.Content.Headers.ContentEncoding.Add("gzip");
        HttpAnswer answer = await server.SendAsync(packed);
        Assert.Equal((413, text), (answer.Status, answer.Body));
    }

    [Fact]
    public async Task Limit_IsTenMebibytesByDefault() =>
        Assert.Equal((413, "max request size (10485760 bytes) exceeded"), await StatusAndBodyAsync(new string('#', 10_485_761)));

    private async Task<(int, string)> StatusAndBodyAsync(string lines)
    {
        HttpAnswer answer = await _server.WriteAsync(lines, "db=p9");
        return (answer.Status, answer.Body);
    }

    private async Task<HttpAnswer> SendAsync(byte[] body, string encoding, string database)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, $"{V3}?db={database}") { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/anything");
        return await _server.SendAsync(request);
    }

    private static byte[] Gzip(string text)
    {
        MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }
}
