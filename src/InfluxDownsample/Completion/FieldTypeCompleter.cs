using InfluxDownsample.Connections;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.LineProtocol;

namespace InfluxDownsample.Completion;

/// <summary>Completes <c>-FieldType</c>: every other type for each field of the measurement; where none is known, the types.</summary>
public sealed class FieldTypeCompleter : CatalogCompleter
{
    private protected override IEnumerable<Completion> Unknown => FieldTypeNames.All.Select(type => Of("field", type, $"a field by its name as {type}"));

    private protected override IEnumerable<Completion> Offer(CatalogCache catalog, InfluxConnection connection, TypedCommand typed)
        => typed.Measurements is null ? [] :
            from measurement in NamedMeasurements(catalog, connection, typed)
            from field in measurement.Fields
            from type in FieldTypeNames.All
            where type != FieldTypeNames.Of(field.Type)
            select Of(field.Name, type, $"{field.Name} of {measurement.Name}, which holds {field.Type}, as {type}");

    private static Completion Of(string field, string type, string tip) => new(field, tip) { Text = $"@{{ {ArgumentText.Of(field)} = '{type}' }}" };
}
