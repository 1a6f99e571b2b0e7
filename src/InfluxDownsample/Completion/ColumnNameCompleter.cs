using InfluxDownsample.Connections;
using InfluxDownsample.Core.Catalog;

namespace InfluxDownsample.Completion;

/// <summary>
/// Completes the names of columns: tags for <c>-Tag</c>, fields for <c>-Field</c>, and all of them for <c>-Column</c>; those of the measurements that are
/// named, else of all.
/// </summary>
public class ColumnNameCompleter : CatalogCompleter
{
    private protected override IEnumerable<Completion> Offer(CatalogCache catalog, InfluxConnection connection, TypedCommand typed)
    {
        InfluxMeasurement[] measurements = [.. NamedMeasurements(catalog, connection, typed)];
        IEnumerable<Completion> tags = measurements.SelectMany(measurement => measurement.Tags.Select(tag
            => new Completion(tag, $"tag of {measurement.Name}")));
        IEnumerable<Completion> fields = measurements.SelectMany(measurement => measurement.Fields.Select(field
            => new Completion(field.Name, $"{field.Type} field of {measurement.Name}")));
        IEnumerable<Completion> columns = Has(typed, "Tag") ? tags : Has(typed, "Field") ? fields : tags.Concat(fields);
        return columns.DistinctBy(column => column.Value).OrderBy(column => column.Value, StringComparer.Ordinal);
    }

    private static bool Has(TypedCommand typed, string word) => typed.Parameter.StartsWith(word, StringComparison.OrdinalIgnoreCase);
}
