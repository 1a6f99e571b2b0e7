namespace InfluxDownsample.LocalServer.Http;

/// <summary>Answers a request whose body has been read as it came.</summary>
internal delegate Task Endpoint(HttpContext context, ArraySegment<byte> body);

/// <summary>Says why a request is refused: a <see cref="RequestRefusedException"/>, a <see cref="StoreException"/> or a <see cref="QueryException"/>.</summary>
internal delegate Task Refusal(HttpContext context, Exception fault);

/// <summary>An endpoint, and the shape in which it refuses.</summary>
internal sealed record Route(Endpoint Endpoint, Refusal Refusal);
