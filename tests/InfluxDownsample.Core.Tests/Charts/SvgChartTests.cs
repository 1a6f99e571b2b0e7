using System.Globalization;
using System.Xml.Linq;
using InfluxDownsample.Core.Charts;
using InfluxDownsample.Core.Charts.Drawing;
using InfluxDownsample.Core.Charts.Series;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Core.Tests.Points;
using Xunit;

namespace InfluxDownsample.Core.Tests.Charts;

/// <summary>The picture is valid SVG that shows every point, whatever names and cultures are.</summary>
public class SvgChartTests
{
    private static readonly XNamespace s_svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void Every_point_and_every_gap_is_drawn()
    {
        // Two rooms, 40 points each; a gap before the last ten of one, and a point between two gaps.
        XElement svg = Draw(new ChartOptions(), [.. Enumerable.Range(0, 40).SelectMany(static index => new object?[][]
        {
            [index * 1000L, "a", index % 5 * 1.5],
            [index * 1000L, "b", index is 27 or 29 ? double.NaN : index],
        })]);

        Assert.Equal([40, 27, 10], svg.Descendants(s_svg + "polyline").Select(PointCount).Where(static count => count > 2));
        // The dot between the gaps.
        Assert.Single(svg.Descendants(s_svg + "ellipse"));
        Assert.Equal(["room=a", "room=b"], Texts(svg).Where(static text => text.StartsWith("room", StringComparison.Ordinal)));
    }

    [Fact]
    public void Dots_are_as_many_as_asked_for()
    {
        XElement svg = Draw(
            new ChartOptions { Style = ChartStyle.Dots, MaxPoints = 100 },
            [.. Enumerable.Range(0, 5000).Select(static index => new object?[] { index * 1000L, "a", Math.Sin(index) })]);

        // And one in the legend.
        Assert.Equal(101, svg.Descendants(s_svg + "ellipse").Count());
    }

    [Theory]
    [InlineData("</text><script>alert(1)</script>")]
    [InlineData("a & b \"c\" 'd' <e>")]
    [InlineData("\U0001F600 _{low} ^{high}")]
    public void Names_are_shown_as_they_are(string name)
    {
        XElement svg = Draw(new ChartOptions { Title = name }, [[0L, name, 1.0], [1000L, name, 2.0]]);

        Assert.Empty(svg.Descendants(s_svg + "script"));
        Assert.Equal(name, svg.Element(s_svg + "title")!.Value);
        Assert.Contains(name, Texts(svg));
        Assert.Contains("room=" + name, Texts(svg));
    }

    [Fact]
    public void What_no_file_may_hold_is_left_out()
        => Assert.Equal("a b\uFFFDc d", Draw(new ChartOptions { Title = "a\u0001b\uD800c\nd" }, [[0L, "a", 1.0]]).Element(s_svg + "title")!.Value);

    [Theory]
    [InlineData(1e300, -1e300)]
    [InlineData(5, 5)]
    [InlineData(0.1, 0.1000000001)]
    public void Any_numbers_and_any_culture_give_the_same_valid_picture(double first, double second)
    {
        object?[][] rows = [[0L, "a", first], [1500L, "a", second]];
        string expected = Draw(new ChartOptions(), rows).ToString();
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            // As in Germany, also where a machine knows no cultures.
            var german = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            german.NumberFormat.NumberDecimalSeparator = ",";
            german.NumberFormat.NumberGroupSeparator = ".";
            CultureInfo.CurrentCulture = german;

            Assert.Equal(expected, Draw(new ChartOptions(), rows).ToString());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        Assert.All(
            XElement.Parse(expected).Descendants(s_svg + "polyline").SelectMany(static line => line.Attribute("points")!.Value.Split(' ', ',')),
            static number => Assert.InRange(double.Parse(number, CultureInfo.InvariantCulture), -1, 2000));
    }

    private static IEnumerable<string> Texts(XElement svg) => svg.Descendants(s_svg + "text").Select(static text => text.Value);

    private static int PointCount(XElement polyline) => polyline.Attribute("points")!.Value.Split(' ').Length;

    private static XElement Draw(ChartOptions options, object?[][] rows)
    {
        var collector = new SeriesCollector(options);
        collector.Add(Batches.Of(new PointSchema([Batches.Time(), Batches.Tag("room"), Batches.Field("t", PointType.Float)], "m"), rows));
        return XElement.Parse(SvgChart.Draw(ChartBuilder.Build(collector, options)));
    }
}
