using InfluxDownsample.Core.Catalog;
using InfluxDownsample.Core.Errors;

namespace InfluxDownsample.Core.Downsampling;

/// <summary>What can't be calculated from the columns of an earlier tier.</summary>
internal static class RollupErrors
{
    public static InfluxException NotKept(SourceField field, AggregateFunction function)
        => new(InfluxErrorId.TierInvalid, $"'{field.Name}' is kept as {Kept(field.Rollup!)}; '{function}' can't be calculated from these.")
        {
            Target = field.Name,
            Advice = "Calculate it from the measurement that holds the raw values. Columns that are raw values themselves are named one by one with -Field.",
        };

    public static InfluxException NoFill(SourceField field, WindowFill fill)
        => new(InfluxErrorId.InvalidParameter, $"The mean of '{field.Name}' is its sum over its count, which can't be filled with {fill}.")
        {
            Target = field.Name,
            Advice = "Use -Fill None or Null.",
        };

    public static InfluxException NoCounts(InfluxMeasurement source)
        => new(InfluxErrorId.TierInvalid, $"-MinimumSamples goes by raw rows, and '{source.Name}', which is downsampled itself, keeps no counts of them.")
        {
            Target = source.Name,
            Advice = "Keep counts in the lower tier (-Aggregate rollup), or leave -MinimumSamples to the job that reads the raw rows.",
        };

    private static string Kept(RollupColumns rollup)
        => string.Join(", ", rollup.All.Select(field => $"'{field.Name}'"));
}
