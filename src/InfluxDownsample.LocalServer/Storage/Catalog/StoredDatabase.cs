namespace InfluxDownsample.LocalServer.Storage;

/// <summary>A database as the catalogue keeps it.</summary>
/// <param name="Id">Never used twice.</param>
/// <param name="Name">The name; a deleted database has the time of its deletion in it.</param>
/// <param name="Retention">How far back rows are visible; null keeps everything.</param>
/// <param name="Deleted">Whether it is marked for deletion: it can be read under its new name, not written.</param>
internal sealed record StoredDatabase(long Id, string Name, TimeSpan? Retention, bool Deleted);
