namespace InfluxDownsample.LocalServer.Http;

/// <summary>Bodies that must say that they are JSON. // wire reference 6.1</summary>
internal static class JsonContent
{
    /// <exception cref="RequestRefusedException">The Content-Type is another, or none.</exception>
    public static ArraySegment<byte> Of(HttpContext context, ArraySegment<byte> body)
    {
        string type = context.Request.ContentType?.Split(';')[0].Trim() ?? "";
        Refuse.When(!string.Equals(type, "application/json", StringComparison.OrdinalIgnoreCase),
            () => new RequestRefusedException(415, "unacceptable content-type, expected: application/json"));
        return body;
    }
}
