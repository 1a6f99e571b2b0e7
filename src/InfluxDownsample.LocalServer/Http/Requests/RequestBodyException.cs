namespace InfluxDownsample.LocalServer.Http;

/// <summary>A request was refused; the message is the server's.</summary>
internal class RequestBodyException(int status, string message) : Exception(message)
{
    /// <summary>The body can't be read at all: too large, packed badly, or no UTF-8.</summary>
    public bool IsUnreadable { get; init; }

    /// <summary>The status outside of /api/v2: 3.6 takes a body it can't read for its own fault. // wire reference 13</summary>
    public int StatusLike(CoreVersion release) => release == CoreVersion.Core36 && IsUnreadable ? 500 : Status;

    public int Status { get; } = status;
}
