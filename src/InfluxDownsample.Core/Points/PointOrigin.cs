namespace InfluxDownsample.Core.Points;

/// <summary>A database, as the place that rows are read from or written to.</summary>
/// <param name="Server">The address of its server.</param>
/// <param name="Database">Its name.</param>
internal sealed record PointOrigin(Uri Server, string Database);
