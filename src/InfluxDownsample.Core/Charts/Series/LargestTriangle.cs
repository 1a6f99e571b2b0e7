namespace InfluxDownsample.Core.Charts.Series;

/// <summary>
/// Picks the points that keep the shape of a line: Largest Triangle Three Buckets (Sveinn Steinarsson, "Downsampling Time Series for Visual Representation",
/// University of Iceland, 2013). The first and the last point stay; of each bucket between them, the point stays that spans the largest triangle with the
/// point kept before it and the mean of the next bucket.
/// </summary>
internal static class LargestTriangle
{
    /// <summary>The fewest points it can be asked for: the first, the last and one bucket.</summary>
    public const int FewestPoints = 3;

    /// <summary>Picks points.</summary>
    /// <param name="times">Nanoseconds, in order; equal ones may stand beside each other.</param>
    /// <param name="values">Finite values.</param>
    /// <param name="count">How many points stay; at least <see cref="FewestPoints"/>.</param>
    /// <returns>The positions of the points that stay, in order; all of them when there are no more than asked for.</returns>
    public static int[] Pick(ReadOnlySpan<long> times, ReadOnlySpan<double> values, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, FewestPoints);
        if (times.Length <= count)
        {
            return [.. Enumerable.Range(0, times.Length)];
        }

        var picked = new int[count];
        for (int bucket = 1; bucket < count - 1; bucket++)
        {
            int from = BucketStart(bucket, times.Length, count);
            int to = BucketStart(bucket + 1, times.Length, count);
            int next = bucket + 2 == count ? times.Length : BucketStart(bucket + 2, times.Length, count);
            picked[bucket] = PickOne(times, values, picked[bucket - 1], from, to, next);
        }

        picked[^1] = times.Length - 1;
        return picked;
    }

    /// <summary>The position of a bucket's first point; bucket 0 has the first point alone, and the last bucket the last one.</summary>
    public static int BucketStart(int bucket, int points, int buckets)
        => bucket == 0 ? 0 : bucket == buckets - 1 ? points - 1 : 1 + (int)((long)(bucket - 1) * (points - 2) / (buckets - 2));

    private static int PickOne(ReadOnlySpan<long> times, ReadOnlySpan<double> values, int before, int from, int to, int next)
    {
        // Twice the area, times the number of points of the next bucket: their sum serves as well as their mean, and whole numbers stay exact.
        double sumX = 0;
        double sumY = 0;
        for (int index = to; index < next; index++)
        {
            sumX += Offset(times[before], times[index]);
            sumY += values[index] - values[before];
        }

        int best = from;
        double largest = -1;
        for (int index = from; index < to; index++)
        {
            double area = Math.Abs((sumX * (values[index] - values[before])) - (Offset(times[before], times[index]) * sumY));
            if (area > largest)
            {
                largest = area;
                best = index;
            }
        }

        return best;
    }

    // A double holds only the upper 53 bits of a stamp: what matters is how far apart two of them are, also over more than 292 years.
    private static double Offset(long first, long time) => unchecked((ulong)(time - first));
}
