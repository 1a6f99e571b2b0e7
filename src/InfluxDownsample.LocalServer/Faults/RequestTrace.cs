using System.Security.Cryptography;

namespace InfluxDownsample.LocalServer.Faults;

/// <summary>What is learned of a request while it is answered, for the log.</summary>
internal sealed class RequestTrace
{
    public string? Database { get; set; }

    public string? Query { get; set; }

    public long Bytes { get; private set; }

    public string? BodyHash { get; private set; }

    public int? GrpcStatus { get; set; }

    public bool Cut { get; set; }

    public static RequestTrace Of(HttpContext context)
    {
        RequestTrace trace = context.Features.Get<RequestTrace>() ?? new RequestTrace();
        context.Features.Set(trace);
        return trace;
    }

    /// <summary>Cuts the connection of a request.</summary>
    public static void CutOff(HttpContext context)
    {
        Of(context).Cut = true;
        context.Abort();
    }

    public void SetBody(ReadOnlySpan<byte> body)
    {
        Bytes = body.Length;
        BodyHash = body.IsEmpty ? null : Convert.ToHexStringLower(SHA256.HashData(body));
    }

    public LoggedRequest ToLogged(HttpContext context, DateTimeOffset received) => new(
        received, context.Request.Method, context.Request.Path.Value ?? "", Database, Bytes, BodyHash, Cut ? 0
            : context.Response.StatusCode, GrpcStatus, Query);
}
