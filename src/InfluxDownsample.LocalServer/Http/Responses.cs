using System.Text.Encodings.Web;
using System.Text.Json;

namespace InfluxDownsample.LocalServer.Http;

/// <summary>Writes answers as the server does: errors carry no Content-Type. // wire reference 5.4</summary>
internal static class Responses
{
    public static JsonSerializerOptions Json { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Task TextAsync(HttpContext context, int status, string text, string? contentType = null)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        return context.Response.WriteAsync(text, context.RequestAborted);
    }

    public static Task JsonAsync(HttpContext context, int status, object value, string? contentType = null) =>
        TextAsync(context, status, JsonSerializer.Serialize(value, Json), contentType);

    /// <summary><c>{"error":"…"}</c>.</summary>
    public static Task ErrorAsync(HttpContext context, int status, string message) => JsonAsync(context, status, new { error = message });

    /// <summary><c>{"code":"…","message":"…"}</c>, the shape of the v2 endpoint. // wire reference 5.5</summary>
    public static Task V2ErrorAsync(HttpContext context, int status, string message) =>
        JsonAsync(context, status, new { code = status == 413 ? "request too large" : "invalid", message });

    public static Task Empty(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}
