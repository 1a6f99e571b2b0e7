namespace InfluxDownsample.LocalServer.Http;

/// <summary>A request was refused; the message is the server's.</summary>
internal class RequestRefusedException(int status, string message) : Exception(message)
{
    /// <summary>3.6 takes it for its own fault: a body that can't be read, or a query without its database. // wire reference 13</summary>
    public bool IsServerFaultIn36 { get; init; }

    public int Status { get; } = status;

    /// <summary>The status outside of /api/v2.</summary>
    public int StatusLike(CoreVersion release) => release == CoreVersion.Core36 && IsServerFaultIn36 ? 500 : Status;
}
