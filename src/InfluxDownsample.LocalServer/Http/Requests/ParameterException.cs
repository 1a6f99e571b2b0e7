namespace InfluxDownsample.LocalServer.Http;

/// <summary>The query string of a request was refused; each endpoint has its own shape for that.</summary>
internal sealed class ParameterException(string message) : RequestRefusedException(400, message);
