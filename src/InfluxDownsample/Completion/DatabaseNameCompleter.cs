using InfluxDownsample.Connections;

namespace InfluxDownsample.Completion;

/// <summary>Completes the names of databases.</summary>
public sealed class DatabaseNameCompleter : CatalogCompleter
{
    private protected override IEnumerable<Completion> Offer(CatalogCache catalog, InfluxConnection connection, TypedCommand typed)
        => catalog.Databases(connection).Select(name => new Completion(name, $"database on {connection.Uri}"));
}
