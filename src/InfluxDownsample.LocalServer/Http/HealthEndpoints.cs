namespace InfluxDownsample.LocalServer.Http;

/// <summary>/health and /ping. // wire reference 7</summary>
internal sealed class HealthEndpoints(LocalServerOptions options)
{
    private const string Build = "Core";

    private readonly string _processId = Guid.NewGuid().ToString();

    public Task HealthAsync(HttpContext context, ArraySegment<byte> body) =>
        Responses.TextAsync(context, 200, "OK", options.Like == CoreVersion.Core36 ? null : "text/plain; charset=utf-8");

    public Task PingAsync(HttpContext context, ArraySegment<byte> body)
    {
        string version = options.Like == CoreVersion.Core36 ? "3.6.0" : "3.10.1";
        string requestId = Guid.NewGuid().ToString();
        context.Response.Headers["X-Influxdb-Build"] = Build;
        context.Response.Headers["X-Influxdb-Version"] = version;
        context.Response.Headers["Request-Id"] = requestId;
        context.Response.Headers["X-Request-Id"] = requestId;
        return Responses.JsonAsync(
            context,
            200,
            new { product_name = "InfluxDB 3 Core", version, revision = "InfluxDownsample local server", process_id = _processId },
            "application/json");
    }
}
