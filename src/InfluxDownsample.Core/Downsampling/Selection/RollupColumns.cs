using InfluxDownsample.Core.Catalog;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>
/// The columns in which an earlier tier kept one field, of numbers with a sum, of text or booleans with a last value: from them the same functions over
/// longer windows are exact, and so are means.
/// </summary>
/// <param name="Count"><c>x_count</c></param>
/// <param name="Sum"><c>x_sum</c>; null for text and booleans.</param>
/// <param name="Min"><c>x_min</c>, or null.</param>
/// <param name="Max"><c>x_max</c>, or null.</param>
/// <param name="First"><c>x_first</c>, or null.</param>
/// <param name="Last"><c>x_last</c>, or null.</param>
public sealed record RollupColumns(InfluxField Count, InfluxField? Sum, InfluxField? Min, InfluxField? Max, InfluxField? First, InfluxField? Last)
{
    /// <summary>The column that holds the results of a function; null when the tier has not kept it.</summary>
    internal InfluxField? Of(AggregateKind function) => function switch
    {
        AggregateKind.Count => Count,
        AggregateKind.Sum => Sum,
        AggregateKind.Min => Min,
        AggregateKind.Max => Max,
        AggregateKind.First => First,
        AggregateKind.Last => Last,
        _ => null,
    };

    /// <summary>All that there are.</summary>
    internal IEnumerable<InfluxField> All => new[] { Count, Sum, Min, Max, First, Last }.OfType<InfluxField>();
}
