using System.Globalization;
using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Query;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>
/// Aggregates in SQL (wire reference 3.2). Integers are added up as decimals, which do not wrap around. A server refuses one aggregate over a column and
/// over a cast of it side by side, whatever their aliases (wire reference 3.5), so there is one form of each aggregate of a column.
/// </summary>
internal static class SqlAggregates
{
    public static string Expression(DownsampleQueryOptions options, DownsampleColumn column)
    {
        SourceField field = column.Source!;
        return field.Rollup is { } rollup && RollupExpression(field, rollup, column.Function!, options.Fill) is { } exact
            ? exact
            : StoredExpression(options, field, column.Function!);
    }

    /// <summary>How many raw rows a point is made of, at least what each of these says: the rows themselves, or the counts that an earlier tier kept.</summary>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.TierInvalid"/>: the tier keeps no counts.</exception>
    public static IReadOnlyList<string> SampleCounts(DownsampleQueryOptions options, IEnumerable<DownsampleColumn> fields)
    {
        InfluxField[] counts = [.. fields.Select(column => column.Source!).Select(field => field.Rollup?.Count ?? (field.Held == "count" ? field.Stored : null)).OfType<InfluxField>().Distinct()];
        return counts.Length > 0 ? [.. counts.Select(count => Sum(count, WindowFill.None))]
            : options.Record is null ? ["count(*)"]
            : throw RollupErrors.NoCounts(options.Source);
    }

    private static string StoredExpression(DownsampleQueryOptions options, SourceField field, AggregateFunction function)
    {
        InfluxField stored = field.Stored ?? throw RollupErrors.NotKept(field, function);
        WindowFill fill = options.Fill;
        string value = SqlText.Name(stored.Name);
        return function.Kind switch
        {
            // Counts of an earlier tier are added up.
            AggregateKind.Count when field.Held == "count" => SumOfCounts(stored, fill),
            AggregateKind.Mean => Filled($"avg({value})"),
            AggregateKind.Sum => Sum(stored, fill),
            AggregateKind.Count => Count(value, fill),
            AggregateKind.Min => Filled($"min({value})"),
            AggregateKind.Max => Filled($"max({value})"),
            // Of integers it would be cut to a whole number.
            AggregateKind.Median => Filled(stored.Type == PointType.Float ? $"median({value})" : $"median({Float(value)})"),
            AggregateKind.Stddev => Filled($"stddev({value})"),
            AggregateKind.Spread => Spread(stored, stored, fill),
            AggregateKind.Percentile when options.ExactPercentiles => Filled($"percentile_cont({value}, {Part(function.Percent)})"),
            // Written approx_percentile_cont(x, p), two of them in one statement are refused by servers before 3.10 (wire reference 13).
            AggregateKind.Percentile => Filled($"approx_percentile_cont({Part(function.Percent)}) WITHIN GROUP (ORDER BY {value})"),
            // Selectors skip nulls; first_value and last_value do not.
            AggregateKind.First => $"{Filled($"selector_first({value}, time)")}['value']",
            AggregateKind.Last => $"{Filled($"selector_last({value}, time)")}['value']",
            AggregateKind.Mode when fill == WindowFill.None => SqlMode.Expression(options.Source, stored),
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
            AggregateKind.Count => SumOfCounts(rollup.Count, fill),
            AggregateKind.Sum when rollup.Sum is { } sum => Sum(sum, fill),
            AggregateKind.Spread when rollup is { Min: { } min, Max: { } max } => Spread(min, max, fill),
            AggregateKind.First or AggregateKind.Last when rollup.Of(function.Kind) is { } kept
                => $"{Fill($"selector_{function.Name}({SqlText.Name(kept.Name)}, time)", fill, kept.Type)}['value']",
            // The sum is null where the count is 0, so nothing is divided by 0; in floats, for integers would drop the fraction.
            AggregateKind.Mean when rollup.Sum is { } sum => fill is WindowFill.None or WindowFill.Null
                ? $"{(sum.Type == PointType.Float ? Sum(sum, fill) : Float(Sum(sum, fill)))} / {Float(Sum(rollup.Count, fill))}"
                : throw RollupErrors.NoFill(field, fill),
            _ => rollup.Of(function.Kind) is { } kept ? Fill($"{function.Name}({SqlText.Name(kept.Name)})", fill, kept.Type) : null,
        };
    }

    private static string Sum(InfluxField column, WindowFill fill)
    {
        string value = SqlText.Name(column.Name);
        return column.Type == PointType.Float ? Fill($"sum({value})", fill, column.Type)
            // Decimals are not interpolated.
            : fill == WindowFill.Linear ? $"interpolate(sum({Float(value)}))"
            : Fill($"sum(CAST({value} AS DECIMAL(38,0)))", fill, column.Type);
    }

    private static string SumOfCounts(InfluxField column, WindowFill fill) => fill == WindowFill.Linear ? $"interpolate(sum({SqlText.Name(column.Name)}))" : Sum(column, fill);

    // A count is never null, which a filled one may be (wire reference 3.3); the sum says the same.
    private static string Count(string value, WindowFill fill)
        => fill is WindowFill.None or WindowFill.Null ? $"count({value})" : Fill($"sum(CASE WHEN {value} IS NOT NULL THEN 1 ELSE 0 END)", fill, PointType.Integer);

    // The difference of two integers may be as large as an unsigned one.
    private static string Spread(InfluxField min, InfluxField max, WindowFill fill)
    {
        string least = Fill($"min({SqlText.Name(min.Name)})", fill, min.Type);
        string most = Fill($"max({SqlText.Name(max.Name)})", fill, max.Type);
        return max.Type == PointType.Integer ? $"CAST({most} AS DECIMAL(38,0)) - CAST({least} AS DECIMAL(38,0))" : $"{most} - {least}";
    }

    private static string Fill(string aggregate, WindowFill fill, PointType values) => fill switch
    {
        WindowFill.Previous => $"locf({aggregate})",
        WindowFill.Linear when SourceField.IsNumeric(values) => $"interpolate({aggregate})",
        _ => aggregate,
    };

    // Unlike CAST, it is a part of an aggregate's name.
    private static string Float(string value) => $"arrow_cast({value}, 'Float64')";

    private static string Part(decimal percent) => (percent / 100).ToString("0.0#############################", CultureInfo.InvariantCulture);
}
