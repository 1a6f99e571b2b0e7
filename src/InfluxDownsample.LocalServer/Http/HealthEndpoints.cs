namespace InfluxDownsample.LocalServer.Http;

/// <summary>/health and /ping. // wire reference 7</summary>
internal sealed class HealthEndpoints
{
    private const string Build = "Core";
    private const string Version = "3.10.0";

    private readonly string _processId = Guid.NewGuid().ToString();

    public static Task HealthAsync(HttpContext context, ArraySegment<byte> body) => Answer.TextAsync(context, 200, "OK", "text/plain; charset=utf-8");

    public Task PingAsync(HttpContext context, ArraySegment<byte> body)
    {
        string requestId = Guid.NewGuid().ToString();
        context.Response.Headers["X-Influxdb-Build"] = Build;
        context.Response.Headers["X-Influxdb-Version"] = Version;
        context.Response.Headers["Request-Id"] = requestId;
        context.Response.Headers["X-Request-Id"] = requestId;
        return Answer.JsonAsync(
            context,
            200,
            new { product_name = "InfluxDB 3 Core", version = Version, revision = "InfluxDownsample local server", process_id = _processId },
            "application/json");
    }
}
