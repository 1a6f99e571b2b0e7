using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Points;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>Something that can be aggregated: a field as it is stored, or the field behind the columns of an earlier tier.</summary>
/// <param name="Name">The name that selections match and output columns are named after.</param>
/// <param name="Stored">The stored field of that name; null when an earlier tier kept only its rollup.</param>
/// <param name="Rollup">The columns of an earlier tier; null for raw fields.</param>
public sealed record SourceField(string Name, InfluxField? Stored, RollupColumns? Rollup)
{
    private static readonly AggregateKind[] s_kept
        = [AggregateKind.Count, AggregateKind.Sum, AggregateKind.Min, AggregateKind.Max, AggregateKind.First, AggregateKind.Last, AggregateKind.Mean];

    /// <summary>The type of the values.</summary>
    public PointType Type => Stored?.Type ?? (Rollup!.Sum ?? Rollup.Last!).Type;

    /// <summary>The function whose results the stored field holds, as the run that wrote it recorded; null for raw values and where nothing is known.</summary>
    internal string? Held { get; init; }

    /// <summary>Whether the columns of the earlier tier are told by their names alone: no run has recorded what they hold.</summary>
    internal bool IsByName { get; init; }

    internal bool IsNumber => IsNumeric(Type);

    /// <summary>Whether a function is calculated over the stored field; else over the columns of an earlier tier.</summary>
    internal bool IsReadAsStored(AggregateFunction function) => Rollup is null || function.Kind switch
    {
        AggregateKind.Mean => Rollup.Sum is null,
        AggregateKind.Spread => Rollup.Min is null || Rollup.Max is null,
        _ => Rollup.Of(function.Kind) is null,
    };

    /// <summary>
    /// The fields of a measurement by name. <c>x_count</c> (whole numbers) beside <c>x_sum</c>, or beside <c>x_last</c> of text or booleans, means that an
    /// earlier tier kept a rollup of <c>x</c>: these, and <c>x_min</c>, <c>x_max</c>, <c>x_first</c>, <c>x_last</c> and <c>x_mean</c> with them, stand for the
    /// one field <c>x</c>. Where a run recorded what the columns hold, that counts and not their names; and where none did, a field <c>x</c> beside them
    /// means that they are fields like others.
    /// </summary>
    public static IReadOnlyList<SourceField> Of(InfluxMeasurement measurement) => Of(measurement, record: null);

    internal static IReadOnlyList<SourceField> Of(InfluxMeasurement measurement, TableDefinition? record)
    {
        Dictionary<string, InfluxField> stored = measurement.Fields.ToDictionary(field => field.Name, StringComparer.Ordinal);
        SortedDictionary<string, SourceField> found = new(StringComparer.Ordinal);
        HashSet<string> folded = new(StringComparer.Ordinal);
        foreach (string name in stored.Keys.Where(name => name.Length > 6 && name.EndsWith("_count", StringComparison.Ordinal)).Select(name => name[..^6]))
        {
            bool isRecorded = HeldBy(name + "_count", record) is not null;
            if ((isRecorded || !stored.ContainsKey(name)) && FindRollup(name, stored, record) is { } rollup)
            {
                found[name] = new SourceField(name, stored.GetValueOrDefault(name), rollup) { Held = HeldBy(name, record), IsByName = !isRecorded };
                folded.UnionWith(s_kept.Select(kind => Column(name, kind, stored, record)?.Name).OfType<string>());
            }
            else if (IsBegun(name, record))
            {
                folded.Add(name + "_count");
            }
        }

        foreach (InfluxField field in measurement.Fields.Where(field => !folded.Contains(field.Name)))
        {
            found.TryAdd(field.Name, new SourceField(field.Name, field, null) { Held = HeldBy(field.Name, record) });
        }

        return [.. found.Values];
    }

    /// <summary>The function whose results a column holds; null when nothing is recorded of it.</summary>
    internal static string? HeldBy(string column, TableDefinition? record) => record?.Fields.GetValueOrDefault(column)?.Function;

    internal static bool IsNumeric(PointType type) => type is PointType.Float or PointType.Integer or PointType.Unsigned;

    // Of a field that is new, a tier has counted no value so far, and so has no column of its sums yet, or of its last values.
    private static bool IsBegun(string name, TableDefinition? record)
        => HeldBy(name + "_count", record) == "count" && (HeldBy(name + "_sum", record) == "sum" || HeldBy(name + "_last", record) == "last");

    private static RollupColumns? FindRollup(string name, Dictionary<string, InfluxField> stored, TableDefinition? record)
    {
        // Counters of other tools are floats; this module and InfluxDB count in integers (wire reference 3.2).
        if (Find(AggregateKind.Count) is not { Type: PointType.Integer or PointType.Unsigned } count)
        {
            return null;
        }

        InfluxField? sum = Number(AggregateKind.Sum);
        InfluxField? last = Find(AggregateKind.Last);
        return sum is null && last is not { Type: PointType.String or PointType.Boolean }
            ? null
            : new RollupColumns(
                count, sum, sum is null ? null : Number(AggregateKind.Min), sum is null ? null : Number(AggregateKind.Max), Find(AggregateKind.First), last);

        InfluxField? Find(AggregateKind kind) => Column(name, kind, stored, record);
        InfluxField? Number(AggregateKind kind) => Find(kind) is { } field && IsNumeric(field.Type) ? field : null;
    }

    private static InfluxField? Column(string name, AggregateKind kind, Dictionary<string, InfluxField> stored, TableDefinition? record)
    {
        string function = AggregateFunction.Of(kind).Name;
        return stored.TryGetValue($"{name}_{function}", out InfluxField? field) && (HeldBy(field.Name, record) is not { } held || held == function)
            ? field
            : null;
    }
}
