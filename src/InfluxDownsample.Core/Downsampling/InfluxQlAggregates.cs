using System.Globalization;
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
        string sum = $"sum({InfluxQlText.Name(rollup.Sum.Name)})";
        string count = $"sum({InfluxQlText.Name(rollup.Count.Name)})";
        return function.Kind switch
        {
            AggregateKind.Count => count,
            AggregateKind.Sum => sum,
            AggregateKind.Min when rollup.Min is { } min => $"min({InfluxQlText.Name(min.Name)})",
            AggregateKind.Max when rollup.Max is { } max => $"max({InfluxQlText.Name(max.Name)})",
            AggregateKind.Spread when rollup is { Min: { } min, Max: { } max } => $"max({InfluxQlText.Name(max.Name)}) - min({InfluxQlText.Name(min.Name)})",
            // InfluxQL divides integers into floats (wire reference 2.4).
            AggregateKind.Mean when fill is WindowFill.None or WindowFill.Null => $"{sum} / {count}",
            AggregateKind.Mean => throw RollupErrors.NoFill(field, fill),
            _ => null,
        };
    }
}
