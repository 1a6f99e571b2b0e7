using System.Text.Json;
using InfluxDownsample.LocalServer.Tests.Hosting;
using Xunit;

namespace InfluxDownsample.LocalServer.Tests.Section7;

/// <summary>Wire reference 7.</summary>
public sealed class HealthTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly RunningServer _server = fixture.Server;

    [Theory]
    [InlineData("/health")]
    [InlineData("/api/v1/health")]
    public async Task Health_IsOk(string path)
    {
        HttpAnswer answer = await _server.GetAsync(path);
        Assert.Equal((200, "OK"), (answer.Status, answer.Body));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task Ping_NamesProductAndVersion(string method)
    {
        HttpAnswer answer = await _server.SendAsync(new HttpMethod(method), "/ping");
        Assert.Equal((200, "application/json"), (answer.Status, answer.ContentType));
        JsonElement json = JsonDocument.Parse(answer.Body).RootElement;
        Assert.Equal("InfluxDB 3 Core", json.GetProperty("product_name").GetString());
        Assert.Matches(@"^3\.\d+\.\d+$", json.GetProperty("version").GetString());
        Assert.True(json.TryGetProperty("revision", out _) && json.TryGetProperty("process_id", out _));
        Assert.Equal("Core", answer.Header("X-Influxdb-Build"));
        Assert.Equal(json.GetProperty("version").GetString(), answer.Header("X-Influxdb-Version"));
        Assert.Equal(answer.Header("Request-Id"), answer.Header("X-Request-Id"));
        Assert.NotEqual("", answer.Header("Request-Id"));
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/ping")]
    public async Task Both_WantAToken(string path)
    {
        using HttpClient anonymous = new() { BaseAddress = _server.Host.Address };
        using HttpResponseMessage response = await anonymous.GetAsync(path);
        Assert.Equal(401, (int)response.StatusCode);
    }

    [Fact]
    public async Task Http2_WithPriorKnowledge_SharesThePort()
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/health") { Version = new Version(2, 0), VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using HttpResponseMessage response = await _server.Http.SendAsync(request);
        Assert.Equal((200, new Version(2, 0)), ((int)response.StatusCode, response.Version));
    }
}
