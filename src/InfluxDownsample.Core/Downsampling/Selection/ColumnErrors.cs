using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Errors;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>Says that a measurement lacks a column, and which ones it has.</summary>
internal static class ColumnErrors
{
    public static InfluxException NoField(InfluxMeasurement source, string name)
        => source.HasTag(name)
            ? NotFound(source, name, $"'{name}' is a tag of '{source.Name}', not a field.")
            : NotFound(source, name, $"'{source.Name}' has no field '{name}'. {NearNames.Suggest(name, source.Fields.Select(field => field.Name), "Fields")}");

    public static InfluxException NoTag(InfluxMeasurement source, string name)
        => source.FindField(name) is not null
            ? NotFound(source, name, $"'{name}' is a field of '{source.Name}', not a tag.")
            : NotFound(source, name, $"'{source.Name}' has no tag '{name}'. {NearNames.Suggest(name, source.Tags, "Tags")}");

    public static InfluxException NoColumn(InfluxMeasurement source, string name)
        => NotFound(source, name, $"'{source.Name}' has no tag or field '{name}'. "
            + $"{NearNames.Suggest(name, source.Tags.Concat(source.Fields.Select(field => field.Name)), "Columns")}");

    private static InfluxException NotFound(InfluxMeasurement source, string name, string message)
        => new(InfluxErrorId.ColumnNotFound, message.TrimEnd())
        {
            Target = name,
            Advice = $"Names are case-sensitive. Get-InfluxMeasurement lists the columns of '{source.Name}'.",
        };
}
