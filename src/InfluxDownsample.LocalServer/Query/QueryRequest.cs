namespace InfluxDownsample.LocalServer.Query;

/// <summary>What a client asks, whichever way it came in. Parameter values are null, bool, long, ulong, double or string.</summary>
internal sealed record QueryRequest(string Database, string Text, RequestLanguage Language, IReadOnlyDictionary<string, object?> Parameters);
