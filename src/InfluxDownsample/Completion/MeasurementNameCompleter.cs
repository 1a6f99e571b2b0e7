using InfluxDownsample.Connections;

namespace InfluxDownsample.Completion;

/// <summary>Completes the names of measurements.</summary>
public sealed class MeasurementNameCompleter : CatalogCompleter
{
    private protected override IEnumerable<Completion> Offer(CatalogCache catalog, InfluxConnection connection, TypedCommand typed)
        => Measurements(catalog, connection, typed)
            .Select(measurement => new Completion(measurement.Name, $"tags: {string.Join(", ", measurement.Tags)}; fields: {string.Join(", ", measurement.Fields)}"));
}
