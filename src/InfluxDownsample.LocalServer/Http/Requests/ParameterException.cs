namespace InfluxDownsample.LocalServer.Http;

/// <summary>The query string of a request was refused; each endpoint has its own shape for that.</summary>
internal sealed class ParameterException(string message) : RequestBodyException(400, message);
