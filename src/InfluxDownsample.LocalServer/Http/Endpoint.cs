namespace InfluxDownsample.LocalServer.Http;

/// <summary>Answers a request whose body has been read as it came.</summary>
internal delegate Task Endpoint(HttpContext context, ArraySegment<byte> body);
