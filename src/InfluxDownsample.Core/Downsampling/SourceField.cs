using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>Something that can be aggregated: a field as it is stored, or the field behind the columns of an earlier tier.</summary>
/// <param name="Name">The name that selections match and output columns are named after.</param>
/// <param name="Stored">The stored field of that name; null when an earlier tier kept only its rollup.</param>
/// <param name="Rollup">The columns of an earlier tier; null for raw fields.</param>
public sealed record SourceField(string Name, InfluxField? Stored, RollupColumns? Rollup)
{
    private static readonly string[] s_suffixes = ["_count", "_sum", "_min", "_max", "_mean"];

    /// <summary>The type of the values.</summary>
    public PointType Type => Stored?.Type ?? Rollup!.Sum.Type;

    internal bool IsNumber => IsNumeric(Type);

    /// <summary>
    /// The fields of a measurement by name. <c>x_count</c> (whole numbers) beside <c>x_sum</c> means that an earlier tier kept a rollup of <c>x</c>:
    /// these, and <c>x_min</c>, <c>x_max</c> and <c>x_mean</c> with them, stand for the one field <c>x</c>.
    /// </summary>
    public static IReadOnlyList<SourceField> Of(InfluxMeasurement measurement)
    {
        Dictionary<string, InfluxField> stored = measurement.Fields.ToDictionary(field => field.Name, StringComparer.Ordinal);
        SortedDictionary<string, SourceField> found = new(StringComparer.Ordinal);
        HashSet<string> folded = new(StringComparer.Ordinal);
        foreach (InfluxField count in measurement.Fields.Where(field => field.Name.Length > 6 && field.Name.EndsWith("_count", StringComparison.Ordinal)))
        {
            string name = count.Name[..^6];
            // Counters of other tools are floats; this module and InfluxDB count in integers (wire reference 3.2).
            if (count.Type is PointType.Integer or PointType.Unsigned && Number("_sum") is { } sum)
            {
                found[name] = new SourceField(name, stored.GetValueOrDefault(name), new RollupColumns(count, sum, Number("_min"), Number("_max")));
                folded.UnionWith(s_suffixes.Select(suffix => name + suffix));
            }

            InfluxField? Number(string suffix) => stored.TryGetValue(name + suffix, out InfluxField? field) && IsNumeric(field.Type) ? field : null;
        }

        foreach (InfluxField field in measurement.Fields.Where(field => !folded.Contains(field.Name)))
        {
            found.TryAdd(field.Name, new SourceField(field.Name, field, null));
        }

        return [.. found.Values];
    }

    internal static bool IsNumeric(PointType type) => type is PointType.Float or PointType.Integer or PointType.Unsigned;
}
