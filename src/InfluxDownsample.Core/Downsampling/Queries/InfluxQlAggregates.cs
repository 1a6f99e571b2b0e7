using System.Globalization;
using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Query;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>Aggregates in InfluxQL (wire reference 2.5). It fills by a clause of the whole statement, and adds integers up in 64 bits.</summary>
internal static class InfluxQlAggregates
{
    public static string Expression(DownsampleColumn column, WindowFill fill)
    {
        SourceField field = column.Source!;
        return field.Rollup is { } rollup && RollupExpression(field, rollup, column.Function!, fill) is { } exact
            ? exact
            : StoredExpression(field, column.Function!);
    }

    /// <summary>Refuses what a server refuses to fill (wire reference 3.4).</summary>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.InvalidParameter"/>.</exception>
    public static void CheckFill(IEnumerable<DownsampleColumn> columns, WindowFill fill)
    {
        if (fill == WindowFill.Linear && columns.FirstOrDefault(column => !SourceField.IsNumeric(column.Type)) is { } text)
        {
            throw new InfluxException(InfluxErrorId.InvalidParameter, $"InfluxQL has no -Fill Linear beside text or booleans, and '{text.Name}' is one.")
            {
                Target = text.Name,
                Advice = "Name the numbers with -Field, or use SQL, which leaves text and booleans empty.",
            };
        }
    }

    private static string StoredExpression(SourceField field, AggregateFunction function)
    {
        InfluxField stored = field.Stored ?? throw RollupErrors.NotKept(field, function);
        string value = InfluxQlText.Name(stored.Name);
        string number = stored.Type == PointType.Float ? value : $"{value}::float";
        return function.Kind switch
        {
            // Counts of an earlier tier are added up.
            AggregateKind.Count when field.Held == "count" => $"sum({value})",
            // Of integers it would be cut to a whole number.
            AggregateKind.Median => $"median({number})",
            // The function of that name takes 0 for the least maximum (wire reference 3.5).
            AggregateKind.Spread => $"max({value}) - min({value})",
            // The first of a hundred parts is the least that it knows.
            AggregateKind.Percentile when function.Percent == 0 => $"min({number})",
            // Of integers it fails where a window has none (wire reference 3.5).
            AggregateKind.Percentile => string.Create(CultureInfo.InvariantCulture, $"percentile({number}, {function.Percent:0.############################})"),
            _ => $"{function.Name}({value})",
        };
    }

    // From an earlier tier. Null: not from its columns.
    private static string? RollupExpression(SourceField field, RollupColumns rollup, AggregateFunction function, WindowFill fill)
    {
        return function.Kind switch
        {
            AggregateKind.Count => Over("sum", rollup.Count),
            AggregateKind.Spread when rollup is { Min: { } min, Max: { } max } => $"{Over("max", max)} - {Over("min", min)}",
            // In floats, for sums of integers may wrap around and unsigned ones drop the fraction (wire reference 2.4).
            AggregateKind.Mean when rollup.Sum is { } sum => fill is WindowFill.None or WindowFill.Null
                ? $"sum({InfluxQlText.Name(sum.Name)}{(sum.Type == PointType.Float ? "" : "::float")}) / {Over("sum", rollup.Count)}"
                : throw RollupErrors.NoFill(field, fill),
            _ => rollup.Of(function.Kind) is { } kept ? Over(function.Name, kept) : null,
        };

        static string Over(string name, InfluxField column) => $"{name}({InfluxQlText.Name(column.Name)})";
    }
}
