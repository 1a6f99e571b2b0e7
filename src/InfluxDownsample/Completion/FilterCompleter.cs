using InfluxDownsample.Connections;
using InfluxDownsample.Core.Errors;

namespace InfluxDownsample.Completion;

/// <summary>Completes <c>-Where</c>: the beginning of a filter on each tag and field of the measurement, behind which its values are typed.</summary>
public sealed class FilterCompleter : CatalogCompleter
{
    private protected override IEnumerable<Completion> Offer(CatalogCache catalog, InfluxConnection connection, TypedCommand typed)
        => NamedMeasurements(catalog, connection, typed)
            .SelectMany(measurement => measurement.Tags.Select(tag => (Name: tag, Text: $"tag of {measurement.Name}"))
                .Concat(measurement.Fields.Select(field => (field.Name, Text: $"{field.Type} field of {measurement.Name}"))))
            .DistinctBy(column => column.Name)
            .Select(column => new Completion(column.Name, column.Text) { Text = $"@{{ {ArgumentText.Of(column.Name)} = " });
}
