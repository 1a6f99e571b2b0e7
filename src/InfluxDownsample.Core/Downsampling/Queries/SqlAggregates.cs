using System.Globalization;
using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Query;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>Aggregates in SQL (wire reference 3.2).</summary>
internal static class SqlAggregates
{
    public static string Expression(InfluxMeasurement source, DownsampleColumn column, WindowFill fill)
    {
        SourceField field = column.Source!;
        return field.Rollup is { } rollup && RollupExpression(field, rollup, column.Function!, fill) is { } exact
            ? exact
            : StoredExpression(source, field, column.Function!, fill);
    }

    /// <summary>The same as an integer result, in floats, which do not wrap around.</summary>
    public static string Check(DownsampleColumn column)
    {
        SourceField field = column.Source!;
        bool asStored = field.IsReadAsStored(column.Function!);
        return column.Function!.Kind switch
        {
            AggregateKind.Spread => $"CAST(max({Name(AggregateKind.Max)}) AS DOUBLE) - CAST(min({Name(AggregateKind.Min)}) AS DOUBLE)",
            AggregateKind.Median => $"median(CAST({Name(AggregateKind.Median)} AS DOUBLE))",
            _ => $"sum(CAST({Name(AggregateKind.Sum)} AS DOUBLE))",
        };

        string Name(AggregateKind kept) => SqlText.Name(asStored ? field.Stored!.Name : field.Rollup!.Of(kept)!.Name);
    }

    /// <summary>How many raw rows a point is made of: the rows themselves, or of an earlier tier the most that one of its counts says.</summary>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.TierInvalid"/>: the tier keeps no counts.</exception>
    public static string RowCount(DownsampleQueryOptions options, IEnumerable<DownsampleColumn> fields)
    {
        string[] counts = [.. fields.Select(column => column.Source!).Select(field => field.Rollup?.Count.Name ?? (field.Held == "count" ? field.Stored!.Name : null)).OfType<string>().Distinct()];
        if (counts.Length == 0)
        {
            return options.Record is null ? "count(*)" : throw RollupErrors.NoCounts(options.Source);
        }

        string[] sums = [.. counts.Select(name => $"COALESCE(CAST(sum({SqlText.Name(name)}) AS BIGINT), 0)")];
        return sums.Length == 1 ? sums[0] : $"greatest({string.Join(", ", sums)})";
    }

    private static string StoredExpression(InfluxMeasurement source, SourceField field, AggregateFunction function, WindowFill fill)
    {
        InfluxField stored = field.Stored ?? throw RollupErrors.NotKept(field, function);
        string value = SqlText.Name(stored.Name);
        return function.Kind switch
        {
            // Counts of an earlier tier are added up.
            AggregateKind.Count when field.Held == "count" => Filled($"sum({value})"),
            AggregateKind.Mean => Filled($"avg({value})"),
            AggregateKind.Sum => Filled($"sum({value})"),
            AggregateKind.Count => Filled($"count({value})"),
            AggregateKind.Min => Filled($"min({value})"),
            AggregateKind.Max => Filled($"max({value})"),
            AggregateKind.Median => Filled($"median({value})"),
            AggregateKind.Stddev => Filled($"stddev({value})"),
            AggregateKind.Spread => $"{Filled($"max({value})")} - {Filled($"min({value})")}",
            AggregateKind.Percentile => Filled($"approx_percentile_cont({value}, {Part(function.Percent)})"),
            // Selectors skip nulls; first_value and last_value do not.
            AggregateKind.First => $"{Filled($"selector_first({value}, time)")}['value']",
            AggregateKind.Last => $"{Filled($"selector_last({value}, time)")}['value']",
            AggregateKind.Mode when fill == WindowFill.None => SqlMode.Expression(source, stored),
            _ => throw new InfluxException(InfluxErrorId.InvalidParameter, $"SQL cannot calculate '{function}' with -Fill.")
            {
                Target = function.Name,
                Advice = "Use -Language InfluxQL, or no -Fill.",
            },
        };

        string Filled(string aggregate) => Fill(aggregate, fill, field.Type);
    }

    // From an earlier tier. Null: not from its columns.
    private static string? RollupExpression(SourceField field, RollupColumns rollup, AggregateFunction function, WindowFill fill)
    {
        return function.Kind switch
        {
            AggregateKind.Count => Over("sum", rollup.Count),
            AggregateKind.Spread when rollup is { Min: { } min, Max: { } max } => $"{Over("max", max)} - {Over("min", min)}",
            AggregateKind.First or AggregateKind.Last when rollup.Of(function.Kind) is { } kept
                => $"{Fill($"selector_{function.Name}({SqlText.Name(kept.Name)}, time)", fill, kept.Type)}['value']",
            // The sum is null where the count is 0, so nothing is divided by 0; in floats, for integers would drop the fraction.
            AggregateKind.Mean when rollup.Sum is { } sum => fill is WindowFill.None or WindowFill.Null
                ? $"CAST(sum({SqlText.Name(sum.Name)}) AS DOUBLE) / CAST(sum({SqlText.Name(rollup.Count.Name)}) AS DOUBLE)"
                : throw RollupErrors.NoFill(field, fill),
            _ => rollup.Of(function.Kind) is { } kept ? Over(function.Name, kept) : null,
        };

        string Over(string name, InfluxField column) => Fill($"{name}({SqlText.Name(column.Name)})", fill, column.Type);
    }

    private static string Fill(string aggregate, WindowFill fill, PointType values) => fill switch
    {
        WindowFill.Previous => $"locf({aggregate})",
        WindowFill.Linear when SourceField.IsNumeric(values) => $"interpolate({aggregate})",
        _ => aggregate,
    };

    private static string Part(decimal percent) => (percent / 100).ToString("0.0#############################", CultureInfo.InvariantCulture);
}
