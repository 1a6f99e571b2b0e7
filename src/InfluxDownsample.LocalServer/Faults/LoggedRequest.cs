using System.Security.Cryptography;

namespace InfluxDownsample.LocalServer.Faults;

/// <summary>One request as the server saw it; carries no header, so no token. What is learned of it while it is answered is added.</summary>
/// <param name="received">When it came in.</param>
/// <param name="method">The HTTP method; POST for gRPC.</param>
/// <param name="path">The path without the query string.</param>
public sealed class LoggedRequest(DateTimeOffset received, string method, string path)
{
    public DateTimeOffset Received { get; } = received;

    public string Method { get; } = method;

    public string Path { get; } = path;

    /// <summary>The database it named, or null.</summary>
    public string? Database { get; internal set; }

    /// <summary>Bytes of the body as received (compressed if it was).</summary>
    public long Bytes { get; private set; }

    /// <summary>SHA-256 of those bytes in lower-case hex; null for an empty body.</summary>
    public string? BodyHash { get; private set; }

    /// <summary>The HTTP status; 0 when the connection was cut instead.</summary>
    public int Status { get; private set; }

    /// <summary>The gRPC status code, or null for plain HTTP.</summary>
    public int? GrpcStatus { get; internal set; }

    /// <summary>The query text, or null.</summary>
    public string? Query { get; internal set; }

    internal bool Cut { get; set; }

    internal static LoggedRequest Of(HttpContext context) => context.Features.Get<LoggedRequest>()!;

    /// <summary>Cuts the connection of a request.</summary>
    internal static void CutOff(HttpContext context)
    {
        Of(context).Cut = true;
        context.Abort();
    }

    internal void SetBody(ReadOnlySpan<byte> body)
    {
        Bytes = body.Length;
        BodyHash = body.IsEmpty ? null : Convert.ToHexStringLower(SHA256.HashData(body));
    }

    internal void End(int status) => Status = Cut ? 0 : status;
}
