using InfluxDownsample.Connections;
using InfluxDownsample.Core.Catalog;

namespace InfluxDownsample.Completion;

/// <summary>Completes the names of tags for <c>-Tag</c> and of fields for <c>-Field</c>: those of the measurement that is named, else of all.</summary>
public sealed class ColumnNameCompleter : CatalogCompleter
{
    private protected override IEnumerable<Completion> Offer(CatalogCache catalog, InfluxConnection connection, TypedCommand typed)
    {
        string? name = typed.Measurement;
        IEnumerable<InfluxMeasurement> all = Measurements(catalog, connection, typed);
        InfluxMeasurement[] measurements = [.. name is null ? all : all.Where(measurement => measurement.Name == name)];
        IEnumerable<Completion> columns = typed.Parameter.StartsWith("Tag", StringComparison.OrdinalIgnoreCase)
            ? measurements.SelectMany(measurement => measurement.Tags.Select(tag => new Completion(tag, $"tag of {measurement.Name}")))
            : measurements.SelectMany(measurement => measurement.Fields.Select(field => new Completion(field.Name,
                $"{field.Type} field of {measurement.Name}")));
        return columns.DistinctBy(column => column.Value).OrderBy(column => column.Value, StringComparer.Ordinal);
    }
}
