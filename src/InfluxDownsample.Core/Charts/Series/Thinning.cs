namespace InfluxDownsample.Core.Charts.Series;

/// <summary>Makes of all points of a series the few that are drawn.</summary>
internal static class Thinning
{
    // Points that are missing leave a gap of this many steps.
    private const ulong StepsOfGap = 5;

    /// <summary>Thins a line. Values that are not finite, and long times without any, are gaps; a gap that lies between two points that stay is seen.</summary>
    /// <param name="points">The points, in order of time.</param>
    /// <param name="maxPoints">How many stay at the most.</param>
    public static LinePoints Line(PointList points, int maxPoints)
    {
        LinePoints all = Finite(points);
        int[] kept = LargestTriangle.Pick(all.Times, all.Values, maxPoints);
        return new LinePoints(
            [.. kept.Select(index => all.Times[index])], [.. kept.Select(index => all.Values[index])], [.. kept.Select(index => all.Runs[index])]);
    }

    /// <summary>Thins a band: each bucket keeps its smallest and its largest value, so that no extreme gets lost.</summary>
    /// <param name="low">The smallest values, in order of time.</param>
    /// <param name="high">The largest values, in order of time.</param>
    /// <param name="maxPoints">How many stamps stay at the most.</param>
    public static (long[] Times, double[] Low, double[] High, int[] Runs) Band(PointList low, PointList high, int maxPoints)
    {
        LinePoints lowest = Finite(low);
        List<(long Time, double Low, double High, int Run)> joined = [];
        int next = 0;
        for (int index = 0; index < lowest.Times.Length; index++)
        {
            while (next < high.Count && high.Times[next] < lowest.Times[index])
            {
                next++;
            }

            if (next < high.Count && high.Times[next] == lowest.Times[index] && double.IsFinite(high.Values[next]))
            {
                joined.Add((lowest.Times[index], lowest.Values[index], high.Values[next], lowest.Runs[index]));
                next++;
            }
        }

        if (joined.Count > maxPoints)
        {
            joined = [.. Enumerable.Range(0, maxPoints).Select(bucket => Extremes(joined, bucket, maxPoints))];
        }

        return ([.. joined.Select(static item => item.Time)], [.. joined.Select(static item => item.Low)],
            [.. joined.Select(static item => item.High)], [.. joined.Select(static item => item.Run)]);
    }

    private static (long Time, double Low, double High, int Run) Extremes(List<(long Time, double Low, double High, int Run)> all, int bucket, int buckets)
    {
        int from = LargestTriangle.BucketStart(bucket, all.Count, buckets);
        int to = bucket + 1 == buckets ? all.Count : LargestTriangle.BucketStart(bucket + 1, all.Count, buckets);
        (long Time, double Low, double High, int Run)[] items = [.. all[from..to]];
        return (items[items.Length / 2].Time, items.Min(static item => item.Low), items.Max(static item => item.High), items[items.Length / 2].Run);
    }

    private static LinePoints Finite(PointList points)
    {
        ulong gap = points.Step() is { } step && step < ulong.MaxValue / StepsOfGap ? step * StepsOfGap : ulong.MaxValue;
        List<long> times = new(points.Count);
        List<double> values = new(points.Count);
        List<int> runs = new(points.Count);
        int run = 0;
        bool isBroken = false;
        for (int index = 0; index < points.Count; index++)
        {
            if (!double.IsFinite(points.Values[index]))
            {
                isBroken = true;
                continue;
            }

            if (times.Count > 0 && (isBroken || unchecked((ulong)(points.Times[index] - times[^1])) > gap))
            {
                run++;
            }

            isBroken = false;
            times.Add(points.Times[index]);
            values.Add(points.Values[index]);
            runs.Add(run);
        }

        return new LinePoints([.. times], [.. values], [.. runs]);
    }
}
