using InfluxDownsample.Core.Charts.Series;
using Xunit;

namespace InfluxDownsample.Core.Tests.Charts;

/// <summary>Thinned lines keep the points that the paper's rule keeps, to the nanosecond.</summary>
public class LargestTriangleTests
{
    // What a double cannot tell apart at these stamps are 256 nanoseconds.
    private const long Start = 1_767_225_600_123_456_789;

    [Fact]
    public void The_points_that_stay_are_those_of_the_paper()
    {
        var random = new Random(17);
        for (int round = 0; round < 1500; round++)
        {
            int points = random.Next(0, 120);
            long unit = new[] { 1, 7, 1000, 60_000_000_000 }[round % 4];
            long time = Start;
            // One in three steps is none: equal times.
            long[] times = [.. Enumerable.Range(0, points).Select(_ => time += random.Next(3) * unit)];
            long[] quarters = [.. Enumerable.Range(0, points).Select(_ => (long)random.Next(-20, 20))];
            int threshold = random.Next(3, 60);

            int[] picked = LargestTriangle.Pick(times, [.. quarters.Select(static value => value / 4.0)], threshold);

            Assert.Equal(ReferenceThinning.Pick(times, quarters, threshold), picked);
        }
    }

    [Fact]
    public void Stamps_from_all_that_64_bits_hold_are_told_apart()
    {
        var random = new Random(18);
        long[] times = [.. Enumerable.Range(0, 400).Select(_ => random.NextInt64(long.MinValue, long.MaxValue)).Order()];
        long[] quarters = [.. times.Select(_ => random.NextInt64(-1_000_000_000, 1_000_000_000))];

        Assert.Equal(ReferenceThinning.Pick(times, quarters, 40), LargestTriangle.Pick(times, [.. quarters.Select(static value => value / 4.0)], 40));
    }

    [Fact]
    public void A_peak_of_one_nanosecond_stays()
    {
        long[] times = [.. Enumerable.Range(0, 1000).Select(static index => Start + index)];
        double[] values = [.. times.Select(static time => time == Start + 617 ? 5.0 : 0.0)];

        Assert.Contains(617, LargestTriangle.Pick(times, values, 10));
    }

    [Fact]
    public void Gaps_stay_between_the_points_that_stay()
    {
        var points = new PointList();
        for (int index = 0; index < 600; index++)
        {
            // No values from 200 on, and no points from 400 on for ten steps.
            points.Add(Start + ((index < 400 ? index : index + 10) * 1_000L), index is >= 200 and < 210 ? double.NaN : index % 7);
        }

        LinePoints thinned = Thinning.Line(points, 50);

        long[] finite = [.. points.Times.Where((_, index) => double.IsFinite(points.Values[index]))];
        long[] quarters = [.. points.Values.Where(double.IsFinite).Select(static value => (long)(value * 4))];
        Assert.Equal(ReferenceThinning.Pick(finite, quarters, 50).Select(index => finite[index]), thinned.Times);
        Assert.Equal(
            thinned.Times.Select(static time => time < Start + 200_000 ? 0 : time < Start + 405_000 ? 1 : 2),
            thinned.Runs);
    }

    [Fact]
    public void A_band_keeps_its_extremes()
    {
        var low = new PointList();
        var high = new PointList();
        for (int index = 0; index < 10_000; index++)
        {
            low.Add(Start + index, index == 1234 ? -100 : 1);
            high.Add(Start + index, index == 8765 ? 100 : 2);
        }

        (long[] times, double[] lows, double[] highs, _) = Thinning.Band(low, high, 50);

        Assert.Equal((50, -100.0, 100.0), (times.Length, lows.Min(), highs.Max()));
        Assert.Equal((Start, Start + 9999), (times[0], times[^1]));
    }
}
