using InfluxDownsample.Connections;

namespace InfluxDownsample.Completion;

/// <summary>Completes the names of measurements, except those that belong to this module.</summary>
public class MeasurementNameCompleter : CatalogCompleter
{
    private protected override IEnumerable<Completion> Offer(CatalogCache catalog, InfluxConnection connection, TypedCommand typed)
        => Measurements(catalog, connection, typed)
            .Where(measurement => !measurement.Name.StartsWith("_downsample_", StringComparison.Ordinal))
            .Select(measurement => new Completion(measurement.Name,
                $"tags: {string.Join(", ", measurement.Tags)}; fields: {string.Join(", ", measurement.Fields)}"));
}
