using InfluxDownsample.Core.Charts;
using InfluxDownsample.Core.Charts.Drawing;
using InfluxDownsample.Core.Charts.Series;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Tests.Points;
using Xunit;

namespace InfluxDownsample.Core.Tests.Charts;

/// <summary>Which points are one series, and how series are drawn.</summary>
public class ChartBuilderTests
{
    private const long Minute = 60_000_000_000;

    [Fact]
    public void Raw_points_stand_pale_behind_what_was_made_of_them_and_minimum_and_maximum_are_a_band()
    {
        Chart chart = Build(
            Rows("home", 600, Minute, (row, _) => row % 10, "co2"),
            Rows("home_1h", 10, 60 * Minute, static (_, column) => column, "co2_min", "co2_mean", "co2_max"));

        ChartPane pane = Assert.Single(chart.Panes);
        Assert.Equal("co2", pane.Field);
        Assert.Equal(
            ["home, room=hall Pale 600 0", "home_1h, room=hall, mean Line 10 0"],
            pane.Lines.Select(static line => $"{line.Label} {line.Look} {line.Points.Times.Length} {line.Color}"));
        ChartBand band = Assert.Single(pane.Bands);
        Assert.Equal((10, 0.0, 2.0), (band.Times.Length, band.Low.Max(), band.High.Min()));
    }

    [Fact]
    public void Answers_that_continue_each_other_are_one_series_and_others_are_two()
    {
        Chart pieces = Build(
            Rows("home", 60, Minute, static (row, _) => row, "t"), Rows("home", 60, Minute, static (row, _) => row, 60 * Minute, "t"));
        Chart twice = Build(
            Rows("home", 120, Minute, static (row, _) => row, "t"), Rows("home", 2 + 2, 60 * Minute, static (row, _) => row, "t"));

        Assert.Equal(["room=hall 120"], pieces.Panes[0].Lines.Select(static line => $"{line.Label} {line.Count}"));
        Assert.Equal(
            ["room=hall, every 1m 120 Pale", "room=hall, every 1h 4 Line"],
            twice.Panes[0].Lines.Select(static line => $"{line.Label} {line.Count} {line.Look}"));
    }

    [Fact]
    public void Series_are_told_apart_by_tags_and_fields_stand_in_panes_of_their_own()
    {
        PointColumn[] columns =
        [
            Batches.Time(), Batches.Tag("room"), Batches.Field("disk_max", PointType.Unsigned), Batches.Field("n", PointType.Integer), Batches.Field("note", PointType.String),
        ];
        Chart chart = Build(Batches.Of(
            new PointSchema(columns, "m"),
            [3L, "b", ulong.MaxValue, 3L, "x"],
            [1L, "a", null, long.MinValue, "y"],
            [2L, "b", 5UL, null, null]));

        Assert.Equal(["disk_max", "n"], chart.Panes.Select(static pane => pane.Field));
        Assert.Equal(
            ["room=b: 2=5 3=18446744073709551616", "room=b: 3=3", "room=a: 1=-9223372036854775808"],
            chart.Panes.SelectMany(static pane => pane.Lines).Select(static line => line.Label + ":" + string.Concat(
                line.Points.Times.Zip(line.Points.Values).Select(static point => FormattableString.Invariant($" {point.First}={point.Second:F0}")))));
        Assert.Equal((1L, 3L), (chart.From, chart.To));
    }

    [Theory]
    // A day of 23 hours: there is no 02:00.
    [InlineData("Europe/Berlin", "2026-03-28T23:00:00Z", "2026-03-29T05:00:00Z", "2026-03-29 01:00 03:00 04:00 05:00 06:00 07:00")]
    // And one of 25: 02:00 is marked once.
    [InlineData("Europe/Berlin", "2026-10-24T22:00:00Z", "2026-10-25T04:00:00Z", "2026-10-25 01:00 02:00 03:00 04:00 05:00")]
    [InlineData("Asia/Kolkata", "2026-01-01T00:00:00Z", "2026-01-01T01:00:00Z", "05:30 05:40 05:50 06:00 06:10 06:20 06:30")]
    [InlineData(null, "2026-01-31T00:00:00Z", "2026-02-05T00:00:00Z", "2026-01-31 2026-02-01 2026-02-02 2026-02-03 2026-02-04 2026-02-05")]
    [InlineData(null, "2025-11-15T00:00:00Z", "2026-06-15T00:00:00Z", "2025-12 2026-01 2026-02 2026-03 2026-04 2026-05 2026-06")]
    [InlineData("America/New_York", "1999-06-01T00:00:00Z", "2007-01-01T12:00:00Z", "2000 2001 2002 2003 2004 2005 2006 2007")]
    public void Marks_stand_at_round_times_of_the_clock(string? zone, string from, string to, string expected)
    {
        IEnumerable<string> labels = TimeTicks.Of(new ChartClock(zone), Stamp(from), Stamp(to), 9).Select(static mark => mark.Label);

        Assert.Equal(expected, string.Join(' ', labels));
    }

    [Fact]
    public void Marks_tell_nanoseconds_apart()
        => Assert.Equal(
            ["00:00:00.000000002", "00:00:00.000000004", "00:00:00.000000006"],
            TimeTicks.Of(new ChartClock(null), Stamp("2026-01-01T00:00:00Z") + 1, Stamp("2026-01-01T00:00:00Z") + 7, 4).Select(static mark => mark.Label));

    private static long Stamp(string time) => UnixNanoseconds.FromDateTimeOffset(DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture));

    private static Chart Build(params PointBatch[] answers)
    {
        var options = new ChartOptions();
        var collector = new SeriesCollector(options);
        Array.ForEach(answers, collector.Add);
        return ChartBuilder.Build(collector, options);
    }

    private static PointBatch Rows(string measurement, int count, long step, Func<int, int, double> value, params string[] fields)
        => Rows(measurement, count, step, value, 0, fields);

    private static PointBatch Rows(string measurement, int count, long step, Func<int, int, double> value, long first, params string[] fields) => Batches.Of(
        new PointSchema([Batches.Time(), Batches.Tag("room"), .. fields.Select(static field => Batches.Field(field, PointType.Float))], measurement),
        [.. Enumerable.Range(0, count).Select(row => (object?[])[first + (row * step), "hall", .. fields.Select((_, column) => (object?)value(row, column))])]);
}
