namespace InfluxDownsample.LocalServer.Storage;

/// <summary>A body of line protocol for one database, already unpacked and known to be UTF-8.</summary>
internal sealed record LinesBody(string Database, ArraySegment<byte> Body, LinePrecision Precision, bool AcceptPartial);
