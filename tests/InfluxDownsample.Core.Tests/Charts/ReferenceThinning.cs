using System.Numerics;

namespace InfluxDownsample.Core.Tests.Charts;

/// <summary>
/// Largest Triangle Three Buckets as the paper has it, in exact fractions: values are whole quarters, and a mean is a sum and a number. Every triangle of a
/// bucket is computed and the first largest is taken.
/// </summary>
internal static class ReferenceThinning
{
    public static int[] Pick(long[] times, long[] quarters, int threshold)
    {
        if (times.Length <= threshold)
        {
            return [.. Enumerable.Range(0, times.Length)];
        }

        List<int> sampled = [0];
        for (int bucket = 0; bucket < threshold - 2; bucket++)
        {
            int[] here = Bucket(bucket, times.Length, threshold);
            int[] next = bucket == threshold - 3 ? [times.Length - 1] : Bucket(bucket + 1, times.Length, threshold);
            BigInteger sumX = next.Aggregate(BigInteger.Zero, (sum, index) => sum + times[index]);
            BigInteger sumY = next.Aggregate(BigInteger.Zero, (sum, index) => sum + quarters[index]);
            int a = sampled[^1];
            BigInteger[] areas = [.. here.Select(b => Area(times[a], quarters[a], times[b], quarters[b], sumX, sumY, next.Length))];
            sampled.Add(here[Array.IndexOf(areas, areas.Max())]);
        }

        sampled.Add(times.Length - 1);
        return [.. sampled];
    }

    // All points but the first and the last, in buckets of (points - 2) / (threshold - 2), rounded down at both ends.
    private static int[] Bucket(int bucket, int points, int threshold)
        => [.. Enumerable.Range(1, points - 2).Where(index => index - 1 >= StartOf(bucket, points, threshold) && index - 1 < StartOf(bucket + 1, points, threshold))];

    private static int StartOf(int bucket, int points, int threshold) => (int)(((BigInteger)bucket * (points - 2)) / (threshold - 2));

    // Twice the area of the triangle of a, b and the mean (sumX / count, sumY / count), times count.
    private static BigInteger Area(BigInteger ax, BigInteger ay, BigInteger bx, BigInteger by, BigInteger sumX, BigInteger sumY, int count)
        => BigInteger.Abs((ax * ((by * count) - sumY)) + (bx * (sumY - (ay * count))) + (sumX * (ay - by)));
}
