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
    /// <param name="options">What is asked for.</param>
    /// <param name="column">The column.</param>
    /// <param name="fill">How the statement is filled.</param>
    public static string Expression(DownsampleQueryOptions options, DownsampleColumn column, SqlFill fill)
    {
        SourceField field = column.Source!;
        return field.Rollup is { } rollup && RollupExpression(field, rollup, column.Function!, fill) is { } exact
            ? exact
            : StoredExpression(options, field, column.Function!, fill);
    }

    /// <summary>How many raw rows a point is made of, at least what each of these says: the rows themselves, or the counts that an earlier tier kept.</summary>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.TierInvalid"/>: the tier keeps no counts.</exception>
    public static IReadOnlyList<string> SampleCounts(DownsampleQueryOptions options, IEnumerable<DownsampleColumn> fields)
    {
        InfluxField[] counts = [.. fields
            .Select(column => column.Source!)
            .Select(field => field.Rollup?.Count ?? (field.Held == "count" ? field.Stored : null))
            .OfType<InfluxField>()
            .Distinct()];
        return counts.Length > 0 ? [.. counts.Select(count => Sum(count, new SqlFill(WindowFill.None)))]
            : options.Record is null ? ["count(*)"]
            : throw RollupErrors.NoCounts(options.Source);
    }

    private static string StoredExpression(DownsampleQueryOptions options, SourceField field, AggregateFunction function, SqlFill fill)
    {
        InfluxField stored = field.Stored ?? throw RollupErrors.NotKept(field, function);
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
            AggregateKind.Mode when fill.Kind == WindowFill.None => SqlMode.Expression(options.Source, stored),
            _ => throw new InfluxException(InfluxErrorId.InvalidParameter, $"SQL cannot calculate '{function}' with -Fill.")
            {
                Target = function.Name,
                Advice = "Use -Language InfluxQL, or no -Fill.",
            },
        };

        string Filled(string aggregate) => fill.Of(aggregate, field.Type);
    }

    // From an earlier tier. Null: not from its columns.
    private static string? RollupExpression(SourceField field, RollupColumns rollup, AggregateFunction function, SqlFill fill)
    {
        return function.Kind switch
        {
            AggregateKind.Count => SumOfCounts(rollup.Count, fill),
            AggregateKind.Sum when rollup.Sum is { } sum => Sum(sum, fill),
            AggregateKind.Spread when rollup is { Min: { } min, Max: { } max } => Spread(min, max, fill),
            AggregateKind.First or AggregateKind.Last when rollup.Of(function.Kind) is { } kept
                => $"{fill.Of($"selector_{function.Name}({SqlText.Name(kept.Name)}, time)", kept.Type)}['value']",
            // The sum is null where the count is 0, so nothing is divided by 0; in floats, for integers would drop the fraction.
            AggregateKind.Mean when rollup.Sum is { } sum => fill.Kind is WindowFill.None or WindowFill.Null
                ? $"{(sum.Type == PointType.Float ? Sum(sum, fill) : Float(Sum(sum, fill)))} / {Float(Sum(rollup.Count, fill))}"
                : throw RollupErrors.NoFill(field, fill.Kind),
            _ => rollup.Of(function.Kind) is { } kept ? fill.Of($"{function.Name}({SqlText.Name(kept.Name)})", kept.Type) : null,
        };
    }

    private static string Sum(InfluxField column, SqlFill fill)
    {
        string value = SqlText.Name(column.Name);
        return column.Type == PointType.Float ? fill.Of($"sum({value})", column.Type)
            // Decimals are not interpolated.
            : fill.Kind == WindowFill.Linear ? fill.Of($"sum({Float(value)})", column.Type)
            : fill.Of($"sum(CAST({value} AS DECIMAL(38,0)))", column.Type);
    }

    private static string SumOfCounts(InfluxField column, SqlFill fill)
        => fill.Kind == WindowFill.Linear ? fill.Of($"sum({SqlText.Name(column.Name)})", column.Type) : Sum(column, fill);

    // A count is never null, which a filled one may be (wire reference 3.3); the sum says the same.
    private static string Count(string value, SqlFill fill)
        => fill.Kind is WindowFill.None or WindowFill.Null
            ? $"count({value})"
            : fill.Of($"sum(CASE WHEN {value} IS NOT NULL THEN 1 ELSE 0 END)", PointType.Integer);

    // The difference of two integers may be as large as an unsigned one.
    private static string Spread(InfluxField min, InfluxField max, SqlFill fill)
    {
        string least = fill.Of($"min({SqlText.Name(min.Name)})", min.Type);
        string most = fill.Of($"max({SqlText.Name(max.Name)})", max.Type);
        return max.Type == PointType.Integer ? $"CAST({most} AS DECIMAL(38,0)) - CAST({least} AS DECIMAL(38,0))" : $"{most} - {least}";
    }

    // Unlike CAST, it is a part of an aggregate's name.
    private static string Float(string value) => $"arrow_cast({value}, 'Float64')";

    private static string Part(decimal percent) => (percent / 100).ToString("0.0#############################", CultureInfo.InvariantCulture);
}
