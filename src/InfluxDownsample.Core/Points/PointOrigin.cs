namespace InfluxDownsample.Core.Points;

/// <summary>A database, as the place that rows are read from or written to.</summary>
/// <param name="Server">Its server (<see cref="Connections.ServerAddress"/>).</param>
/// <param name="Database">Its name.</param>
internal sealed record PointOrigin(string Server, string Database);
