using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>Something that can be aggregated: a field as it is stored, or the field behind the columns of an earlier tier.</summary>
/// <param name="Name">The name that selections match and output columns are named after.</param>
/// <param name="Stored">The stored field of that name; null when an earlier tier kept only its rollup.</param>
/// <param name="Rollup">The columns of an earlier tier; null for raw fields.</param>
public sealed record SourceField(string Name, InfluxField? Stored, RollupColumns? Rollup)
{
    private static readonly string[] s_functions = ["count", "sum", "min", "max", "mean"];

    /// <summary>The type of the values.</summary>
    public PointType Type => Stored?.Type ?? Rollup!.Sum.Type;

    /// <summary>The function whose results the stored field holds, as the run that wrote it recorded; null for raw values and where nothing is known.</summary>
    internal string? Held { get; init; }

    internal bool IsNumber => IsNumeric(Type);

    /// <summary>Whether a function is calculated over the stored field; else over the columns of an earlier tier.</summary>
    internal bool IsReadAsStored(AggregateFunction function) => Rollup is null || function.Kind switch
    {
        AggregateKind.Count or AggregateKind.Sum or AggregateKind.Mean => false,
        AggregateKind.Min => Rollup.Min is null,
        AggregateKind.Max => Rollup.Max is null,
        AggregateKind.Spread => Rollup.Min is null || Rollup.Max is null,
        _ => true,
    };

    /// <summary>
    /// The fields of a measurement by name. <c>x_count</c> (whole numbers) beside <c>x_sum</c> means that an earlier tier kept a rollup of <c>x</c>:
    /// these, and <c>x_min</c>, <c>x_max</c> and <c>x_mean</c> with them, stand for the one field <c>x</c>. Where a run recorded what the columns hold,
    /// that counts and not their names.
    /// </summary>
    public static IReadOnlyList<SourceField> Of(InfluxMeasurement measurement) => Of(measurement, record: null);

    internal static IReadOnlyList<SourceField> Of(InfluxMeasurement measurement, TableRecord? record)
    {
        Dictionary<string, InfluxField> stored = measurement.Fields.ToDictionary(field => field.Name, StringComparer.Ordinal);
        SortedDictionary<string, SourceField> found = new(StringComparer.Ordinal);
        HashSet<string> folded = new(StringComparer.Ordinal);
        foreach (InfluxField count in measurement.Fields.Where(field => field.Name.Length > 6 && field.Name.EndsWith("_count", StringComparison.Ordinal)))
        {
            string name = count.Name[..^6];
            // Counters of other tools are floats; this module and InfluxDB count in integers (wire reference 3.2).
            if (count.Type is PointType.Integer or PointType.Unsigned && Holds(count.Name, "count") && Number("sum") is { } sum)
            {
                found[name] = new SourceField(name, stored.GetValueOrDefault(name), new RollupColumns(count, sum, Number("min"), Number("max"))) { Held = HeldBy(name, record) };
                folded.UnionWith(s_functions.Where(function => Holds($"{name}_{function}", function)).Select(function => $"{name}_{function}"));
            }

            InfluxField? Number(string function)
                => stored.TryGetValue($"{name}_{function}", out InfluxField? field) && IsNumeric(field.Type) && Holds(field.Name, function) ? field : null;
        }

        foreach (InfluxField field in measurement.Fields.Where(field => !folded.Contains(field.Name)))
        {
            found.TryAdd(field.Name, new SourceField(field.Name, field, null) { Held = HeldBy(field.Name, record) });
        }

        return [.. found.Values];

        bool Holds(string column, string function) => HeldBy(column, record) is not { } held || held == function;
    }

    /// <summary>The function whose results a column holds; null when nothing is recorded of it.</summary>
    internal static string? HeldBy(string column, TableRecord? record) => record?.Fields.GetValueOrDefault(column)?.Function;

    internal static bool IsNumeric(PointType type) => type is PointType.Float or PointType.Integer or PointType.Unsigned;
}
