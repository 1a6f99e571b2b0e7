namespace InfluxDownsample.LocalServer.Http.Requests;

/// <summary>A request was refused; the message is the server's.</summary>
internal class RequestBodyException(int status, string message) : Exception(message)
{
    public int Status { get; } = status;
}
