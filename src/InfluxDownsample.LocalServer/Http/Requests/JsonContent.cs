namespace InfluxDownsample.LocalServer.Http;

/// <summary>Bodies that must say that they are JSON. // wire reference 6.1</summary>
internal static class JsonContent
{
    /// <exception cref="RequestBodyException">The Content-Type is another, or none.</exception>
    public static void Require(HttpContext context)
    {
        string type = context.Request.ContentType?.Split(';')[0].Trim() ?? "";
        Refuse.When(!string.Equals(type, "application/json", StringComparison.OrdinalIgnoreCase),
            () => new RequestBodyException(415, "unacceptable content-type, expected: application/json"));
    }
}
