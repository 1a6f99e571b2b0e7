namespace InfluxDownsample.Core.Write;

/// <summary>Where a request goes and how the server is to treat it.</summary>
/// <param name="Database">The database (bucket).</param>
/// <param name="Precision">The unit of the timestamps; always said, since the endpoints' defaults differ (wire reference 5.1).</param>
/// <param name="AcceptPartial">Store the good lines of a request that also has bad ones.</param>
/// <param name="NoSync">Answer before the points are durable.</param>
public sealed record WriteTarget(string Database, WritePrecision Precision, bool AcceptPartial, bool NoSync);
