using System.Globalization;
using System.Numerics;

namespace InfluxDownsample.LocalServer.Tests.Sql.RandomAggregates;

/// <summary>Statistics of numbers of one type, plainly computed. None is given no values.</summary>
internal static class Numbers
{
    public static object Sum(object[] values) => values[0] switch
    {
        // the arms must not meet in a float
        long => (object)values.Cast<long>().Aggregate(0L, (a, b) => unchecked(a + b)),
        ulong => values.Cast<ulong>().Aggregate(0UL, (a, b) => unchecked(a + b)),
        _ => values.Cast<double>().Sum(),
    };

    public static object FloatSum(object[] values) => values.Sum(Float);

    public static object ExactSum(object[] values) =>
        values.Aggregate(BigInteger.Zero, (sum, value) => sum + (value is long number ? number : (ulong)value)).ToString(CultureInfo.InvariantCulture);

    public static object Mean(object[] values) => values.Average(Float);

    public static object? Variance(object[] values, int freedom)
    {
        double mean = values.Average(Float);
        return values.Length <= freedom ? null : values.Sum(value => (Float(value) - mean) * (Float(value) - mean)) / (values.Length - freedom);
    }

    public static object? Deviation(object[] values, int freedom) => Variance(values, freedom) is double variance ? Math.Sqrt(variance) : null;

    /// <summary>Of integers the integer between the two in the middle, cut.</summary>
    public static object Median(object[] values)
    {
        object[] sorted = [.. values.Order()];
        (object low, object high) = (sorted[(sorted.Length - 1) / 2], sorted[sorted.Length / 2]);
        return (low, high) switch
        {
            (long a, long b) => (object)((a + b) / 2),
            (ulong a, ulong b) => (a + b) / 2,
            _ => ((double)low + (double)high) / 2,
        };
    }

    /// <summary>Between two values, to a millionth of their distance.</summary>
    public static object Percentile(object[] values, double share)
    {
        double[] sorted = [.. values.Select(Float).Order()];
        double index = share * (sorted.Length - 1);
        (double low, double high) = (sorted[(int)Math.Floor(index)], sorted[(int)Math.Ceiling(index)]);
        return low + ((high - low) * Math.Floor((index - Math.Floor(index)) * 1_000_000) / 1_000_000);
    }

    /// <summary>What a t-digest gives that holds every value by itself: half a step before the value of this rank and half a step behind.</summary>
    public static object Digested(object[] values, double share)
    {
        double[] sorted = [.. values.Select(Float).Order()];
        double rank = share * sorted.Length;
        int at = Math.Min((int)rank, sorted.Length - 1);
        (double before, double after) = (sorted[Math.Max(at - 1, 0)], sorted[Math.Min(at + 1, sorted.Length - 1)]);
        double step = (after - before) / (at > 0 && at < sorted.Length - 1 ? 2 : 1);
        double value = share is 0 or 1 ? sorted[share == 0 ? 0 : ^1] : Math.Clamp(sorted[at] + ((rank - at - 0.5) * step), before, after);
        return values[0] switch
        {
            long => (object)(long)value,
            ulong => (ulong)value,
            _ => value,
        };
    }

    public static double Float(object value) => Convert.ToDouble(value, CultureInfo.InvariantCulture);
}
