using System.Globalization;
using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Query;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>Aggregates in InfluxQL (wire reference 2.5). It fills by a clause of the whole statement.</summary>
internal static class InfluxQlAggregates
{
    public static string Expression(DownsampleColumn column, WindowFill fill)
    {
        SourceField field = column.Source!;
        return field.Rollup is { } rollup && RollupExpression(field, rollup, column.Function!, fill) is { } exact
            ? exact
            : StoredExpression(field, column.Function!);
    }

    private static string StoredExpression(SourceField field, AggregateFunction function)
    {
        string value = InfluxQlText.Name((field.Stored ?? throw RollupErrors.NotKept(field, function)).Name);
        // Counts of an earlier tier are added up.
        return function.Kind == AggregateKind.Count && field.Held == "count" ? $"sum({value})"
            : function.Kind == AggregateKind.Percentile ? string.Create(CultureInfo.InvariantCulture, $"percentile({value}, {function.Percent:0.############################})")
            : $"{function.Name}({value})";
    }

    // From an earlier tier. Null: not from its columns.
    private static string? RollupExpression(SourceField field, RollupColumns rollup, AggregateFunction function, WindowFill fill)
    {
        return function.Kind switch
        {
            AggregateKind.Count => Over("sum", rollup.Count),
            AggregateKind.Spread when rollup is { Min: { } min, Max: { } max } => $"{Over("max", max)} - {Over("min", min)}",
            // InfluxQL divides integers into floats (wire reference 2.4).
            AggregateKind.Mean when rollup.Sum is { } sum => fill is WindowFill.None or WindowFill.Null
                ? $"{Over("sum", sum)} / {Over("sum", rollup.Count)}"
                : throw RollupErrors.NoFill(field, fill),
            _ => rollup.Of(function.Kind) is { } kept ? Over(function.Name, kept) : null,
        };

        static string Over(string name, InfluxField column) => $"{name}({InfluxQlText.Name(column.Name)})";
    }
}
