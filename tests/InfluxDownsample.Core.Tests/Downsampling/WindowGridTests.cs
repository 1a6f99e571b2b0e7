using CsCheck;
using InfluxDownsample.Core.Downsampling;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.Points;
using Xunit;

namespace InfluxDownsample.Core.Tests.Downsampling;

public class WindowGridTests
{
    private static readonly string[] s_zones =
        ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia", "America/Sao_Paulo", "Africa/Casablanca", "Asia/Kathmandu"];

    private static readonly string[] s_intervals = ["10s", "1m", "15m", "30m", "1h", "2h", "6h", "7h", "24h", "36h", "1d", "2d", "1w", "1mo", "1q", "1y", "7mo"];

    private static Gen<(WindowGrid Grid, long Time)> Grids
        => Gen.Select(Gen.OneOf([.. s_intervals.Select(Gen.Const)]), Gen.OneOf([.. s_zones.Select(Gen.Const)]), Gen.Long[At("1985-01-01"), At("2055-01-01")])
            .Select((every, zone, time) => (Grid(every, zone), time));

    [Theory]
    [InlineData("1000000w")]
    [InlineData("100000y")]
    [InlineData("10000mo")]
    [InlineData("40000d")]
    public void Windows_of_more_than_a_hundred_years_are_refused(string every)
        => Assert.Equal(InfluxErrorId.InvalidParameter, Assert.Throws<InfluxException>(() => new WindowGrid(InfluxDuration.Parse(every, "Every"))).Id);

    [Theory]
    // 23 and 25 hours when the clocks are changed.
    [InlineData("1d", "Europe/Berlin", "2026-03-29T12:00:00Z", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z")]
    [InlineData("1d", "Europe/Berlin", "2026-10-25T12:00:00Z", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z")]
    [InlineData("1d", "Asia/Kolkata", "2026-05-05T12:00:00Z", "2026-05-04T18:30:00Z", "2026-05-05T18:30:00Z")]
    [InlineData("1h", "Asia/Kolkata", "2026-05-05T12:10:00Z", "2026-05-05T11:30:00Z", "2026-05-05T12:30:00Z")]
    // Monday, from midnight to midnight.
    [InlineData("1w", "UTC", "2026-11-25T12:00:00Z", "2026-11-23T00:00:00Z", "2026-11-30T00:00:00Z")]
    [InlineData("1w", "Europe/Berlin", "2026-03-29T12:00:00Z", "2026-03-22T23:00:00Z", "2026-03-29T22:00:00Z")]
    [InlineData("1mo", "UTC", "2024-02-29T12:00:00Z", "2024-02-01T00:00:00Z", "2024-03-01T00:00:00Z")]
    [InlineData("1mo", "Europe/Berlin", "2026-03-31T22:30:00Z", "2026-03-31T22:00:00Z", "2026-04-30T22:00:00Z")]
    [InlineData("1q", "UTC", "2026-05-05T00:00:00Z", "2026-04-01T00:00:00Z", "2026-07-01T00:00:00Z")]
    [InlineData("1y", "UTC", "1969-05-05T00:00:00Z", "1969-01-01T00:00:00Z", "1970-01-01T00:00:00Z")]
    // Six hours by the wall clock: one window of seven hours in autumn, one of five in spring.
    [InlineData("6h", "Europe/Berlin", "2026-10-25T01:30:00Z", "2026-10-24T22:00:00Z", "2026-10-25T05:00:00Z")]
    [InlineData("6h", "Europe/Berlin", "2026-03-29T01:30:00Z", "2026-03-28T23:00:00Z", "2026-03-29T04:00:00Z")]
    // The hour that comes twice is two hours; the two-hour window that holds it has three.
    [InlineData("1h", "Europe/Berlin", "2026-10-25T00:30:00Z", "2026-10-25T00:00:00Z", "2026-10-25T01:00:00Z")]
    [InlineData("1h", "Europe/Berlin", "2026-10-25T01:30:00Z", "2026-10-25T01:00:00Z", "2026-10-25T02:00:00Z")]
    [InlineData("2h", "Europe/Berlin", "2026-10-25T01:30:00Z", "2026-10-25T00:00:00Z", "2026-10-25T03:00:00Z")]
    [InlineData("1h", "UTC", "1969-12-31T23:59:59.999999999Z", "1969-12-31T23:00:00Z", "1970-01-01T00:00:00Z")]
    // A day that the calendar left out: the 29th of December 2011 was followed by the 31st.
    [InlineData("1d", "Pacific/Apia", "2011-12-30T09:59:59Z", "2011-12-29T10:00:00Z", "2011-12-30T10:00:00Z")]
    public void A_time_lies_in_the_window_that_the_wall_clock_says(string every, string zone, string time, string start, string end)
    {
        Window window = Grid(every, zone).At(At(time));

        Assert.Equal((start, end), (TimeText.Format(window.Start), TimeText.Format(window.End)));
    }

    [Theory]
    [InlineData("1h", "UTC", "2026-01-01T00:15:00Z", "2026-05-05T12:10:00Z", "2026-05-05T11:15:00Z")]
    [InlineData("1d", "Europe/Berlin", "2026-01-01T05:00:00Z", "2026-05-05T12:10:00Z", "2026-05-05T04:00:00Z")]
    [InlineData("1y", "UTC", "2020-04-01T00:00:00Z", "2026-02-05T12:10:00Z", "2025-04-01T00:00:00Z")]
    public void An_origin_moves_the_edges(string every, string zone, string origin, string time, string start)
        => Assert.Equal(start, TimeText.Format(new WindowGrid(InfluxDuration.Parse(every, "Every"), zone, At(origin)).Floor(At(time))));

    [Fact]
    public void Every_time_lies_in_exactly_one_window()
        => Grids.Sample((grid, time) =>
        {
            Window window = grid.At(time);

            Assert.InRange(time, window.Start, window.End - 1);
            Assert.Equal(window, grid.At(window.Start));
            Assert.Equal(window, grid.At(window.End - 1));
            Assert.Equal(window.End, grid.At(window.End).Start);
            Assert.Equal(window.Start, grid.At(window.Start - 1).End);
            Assert.Equal(window.End, grid.Ceiling(window.Start + 1));
            Assert.Equal(window.Start, grid.Ceiling(window.Start));
        });

    [Fact]
    public void Runs_are_the_windows_one_after_the_other()
        => Gen.Select(Grids, Gen.Int[0, 150]).Sample((start, count) =>
        {
            (WindowGrid grid, long time) = start;
            List<long> edges = [grid.Floor(time)];
            for (int window = 0; window < count; window++)
            {
                edges.Add(grid.Next(edges[^1]));
            }

            List<long> inRuns = [edges[0]];
            foreach (WindowRun run in grid.Runs(edges[0], edges[^1]))
            {
                Assert.Equal(inRuns[^1], run.Start);
                for (int window = 0; window < run.Count; window++)
                {
                    inRuns.Add(inRuns[^1] + run.Length);
                }
            }

            Assert.Equal(edges, inRuns);
            Assert.Equal(count, grid.Count(edges[0], edges[^1]));
        }, iter: 500);

    [Fact]
    public void Long_ranges_are_few_runs()
    {
        WindowGrid grid = Grid("1s", "Europe/Berlin");

        WindowRun run = Assert.Single(grid.Runs(At("2000-01-01"), At("2026-01-01")));

        Assert.Equal((At("2026-01-01") - At("2000-01-01")) / 1_000_000_000, run.Count);
    }

    [Fact]
    public void Windows_of_a_multiple_are_filled_by_windows_of_the_interval()
        => Gen.Select(Gen.OneOf([.. s_intervals.Select(Gen.Const)]), Gen.OneOf([.. s_intervals.Select(Gen.Const)]), Gen.OneOf([.. s_zones.Select(Gen.Const)]), Gen.Long[At("1985-01-01"), At("2055-01-01")])
            .Where((every, below, _, _) => InfluxDuration.Parse(every, "Every").IsMultipleOf(InfluxDuration.Parse(below, "Every")))
            .Sample((every, below, zone, time) =>
            {
                long edge = Grid(every, zone).Floor(time);

                Assert.Equal(edge, Grid(below, zone).Floor(edge));
            });

    [Fact]
    public void An_empty_interval_is_refused()
        => Assert.Equal(InfluxErrorId.InvalidParameter, Assert.Throws<InfluxException>(() => Grid("0s", "UTC")).Id);

    private static WindowGrid Grid(string every, string zone) => new(InfluxDuration.Parse(every, "Every"), zone);

    private static long At(string text) => TimeText.TryParse(text, out long nanoseconds) ? nanoseconds : throw new FormatException(text);
}
