namespace InfluxDownsample.LocalServer.Faults;

/// <summary>One request as the server saw it; carries no header, so no token.</summary>
/// <param name="Received">When it came in.</param>
/// <param name="Method">The HTTP method; POST for gRPC.</param>
/// <param name="Path">The path without the query string.</param>
/// <param name="Database">The database it named, or null.</param>
/// <param name="Bytes">Bytes of the body as received (compressed if it was).</param>
/// <param name="BodyHash">SHA-256 of those bytes in lower-case hex; null for an empty body.</param>
/// <param name="Status">The HTTP status; 0 when the connection was cut instead.</param>
/// <param name="GrpcStatus">The gRPC status code, or null for plain HTTP.</param>
/// <param name="Query">The query text, or null.</param>
public sealed record LoggedRequest(
    DateTimeOffset Received,
    string Method,
    string Path,
    string? Database,
    long Bytes,
    string? BodyHash,
    int Status,
    int? GrpcStatus,
    string? Query);
