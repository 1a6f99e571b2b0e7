namespace InfluxDownsample.LocalServer.Http;

/// <summary>The request as a whole asks for what a query endpoint does not do.</summary>
internal sealed class QueryRefusedException(string message) : Exception(message);
