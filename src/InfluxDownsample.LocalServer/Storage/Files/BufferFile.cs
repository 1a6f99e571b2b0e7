namespace InfluxDownsample.LocalServer.Storage;

/// <summary>A file that a snapshot makes: the rows of one 10-minute block of a table.</summary>
internal sealed record BufferFile(string PhysicalName, long Block, long Rows, long First, long Last);
