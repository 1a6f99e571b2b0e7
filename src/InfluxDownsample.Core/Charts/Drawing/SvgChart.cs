using System.Globalization;
using System.Xml.Linq;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Legends;
using OxyPlot.Series;

namespace InfluxDownsample.Core.Charts.Drawing;

/// <summary>Draws a chart as SVG. The only part that needs OxyPlot, which is loaded when something is drawn and not before.</summary>
internal static class SvgChart
{
    private const double Width = 960;
    private const double PaneHeight = 200;
    private const double PaneGap = 16;
    private const int LegendEntries = 12;
    private const byte PaleAlpha = 90;
    private const byte BandAlpha = 60;
    private static readonly XNamespace s_svg = "http://www.w3.org/2000/svg";

    /// <summary>The file's text.</summary>
    public static string Draw(Chart chart)
    {
        double panes = (chart.Panes.Count * (PaneHeight + PaneGap)) - PaneGap;
        var entries = new LegendTitles(LegendEntries, chart);
        double height = panes + 150 + entries.ExtraHeight;
        PlotModel model = Model(chart, panes, entries);
        string drawn = SvgExporter.ExportToString(model, Width, height, isDocument: false, new TextMeasure(), useVerticalTextAlignmentWorkaround: true);
        if (model.GetLastPlotException() is { } failure)
        {
            throw new InvalidOperationException("OxyPlot could not draw the chart.", failure);
        }

        return Complete(XElement.Parse(drawn), chart, height);
    }

    private static PlotModel Model(Chart chart, double height, LegendTitles entries)
    {
        var model = new PlotModel
        {
            Title = Plain(chart.Title),
            TitleFontSize = 16,
            TitleFontWeight = FontWeights.Normal,
            Culture = CultureInfo.InvariantCulture,
            Background = OxyColors.White,
            TextColor = OxyColor.FromRgb(0x33, 0x33, 0x33),
            PlotAreaBorderThickness = new OxyThickness(0),
            DefaultFont = "Segoe UI, Helvetica, Arial, sans-serif",
            Padding = new OxyThickness(8, 12, 24, 8),
        };
        model.Legends.Add(new Legend
        {
            LegendPlacement = LegendPlacement.Outside,
            LegendPosition = LegendPosition.BottomLeft,
            LegendOrientation = LegendOrientation.Horizontal,
            LegendLineSpacing = 4,
        });
        model.Axes.Add(new TimeAxis(chart));
        for (int index = 0; index < chart.Panes.Count; index++)
        {
            // Panes stand from top to bottom, and positions count from below.
            double top = 1 - (index * (PaneHeight + PaneGap) / height);
            AddPane(model, chart, chart.Panes[index], $"pane{index}", top - (PaneHeight / height), top, entries);
        }

        return model;
    }

    private static void AddPane(PlotModel model, Chart chart, ChartPane pane, string key, double bottom, double top, LegendTitles entries)
    {
        model.Axes.Add(new LinearAxis
        {
            Key = key,
            Position = AxisPosition.Left,
            Title = Plain(pane.Field),
            StartPosition = Math.Max(0, bottom),
            EndPosition = top,
            LabelFormatter = ChartText.Number,
            MinimumPadding = 0.05,
            MaximumPadding = 0.05,
            AxislineStyle = LineStyle.Solid,
            AxislineColor = OxyColors.Gray,
            TicklineColor = OxyColors.Gray,
            MinorTickSize = 0,
            MajorGridlineStyle = LineStyle.Solid,
            MajorGridlineColor = OxyColor.FromRgb(0xE4, 0xE4, 0xE4),
            IntervalLength = 40,
        });
        foreach (ChartBand band in pane.Bands)
        {
            model.Series.Add(Band(chart, band, key, entries));
        }

        foreach (ChartLine line in pane.Lines)
        {
            AddLine(model, chart, line, key, entries);
        }
    }

    private static AreaSeries Band(Chart chart, ChartBand band, string key, LegendTitles entries)
    {
        var series = new AreaSeries
        {
            YAxisKey = key,
            Title = entries.Of(band.Label),
            Color = OxyColors.Transparent,
            Color2 = OxyColors.Transparent,
            Fill = OxyColor.FromAColor(BandAlpha, OxyColor.Parse(Palette.Of(band.Color))),
            StrokeThickness = 0,
            MinimumSegmentLength = 0,
        };
        for (int index = 0; index < band.Times.Length; index++)
        {
            if (index > 0 && band.Runs[index] != band.Runs[index - 1])
            {
                series.Points.Add(DataPoint.Undefined);
                series.Points2.Add(DataPoint.Undefined);
            }

            series.Points.Add(new DataPoint(TimeAxis.PositionOf(chart, band.Times[index]), band.High[index]));
            series.Points2.Add(new DataPoint(TimeAxis.PositionOf(chart, band.Times[index]), band.Low[index]));
        }

        return series;
    }

    private static void AddLine(PlotModel model, Chart chart, ChartLine line, string key, LegendTitles entries)
    {
        OxyColor color = OxyColor.Parse(Palette.Of(line.Color));
        ScatterSeries Dots(string? title) => new()
        {
            YAxisKey = key, Title = title, MarkerType = MarkerType.Circle, MarkerSize = 1.5, MarkerFill = color, MarkerStrokeThickness = 0,
        };
        ScatterSeries dots = Dots(line.Look == LineLook.Dots ? entries.Of(line.Label) : null);
        if (line.Look == LineLook.Dots)
        {
            dots.Points.AddRange(line.Points.Times.Select((time, index) => new ScatterPoint(TimeAxis.PositionOf(chart, time), line.Points.Values[index])));
            model.Series.Add(dots);
            return;
        }

        var series = new LineSeries
        {
            YAxisKey = key,
            Title = entries.Of(line.Label),
            Color = line.Look == LineLook.Pale ? OxyColor.FromAColor(PaleAlpha, color) : color,
            StrokeThickness = line.Look == LineLook.Pale ? 1 : 1.5,
            LineJoin = LineJoin.Round,
            // Points were thinned by a better rule.
            MinimumSegmentLength = 0,
        };
        int[] runs = line.Points.Runs;
        for (int index = 0; index < runs.Length; index++)
        {
            var point = new DataPoint(TimeAxis.PositionOf(chart, line.Points.Times[index]), line.Points.Values[index]);
            if (index > 0 && runs[index] != runs[index - 1])
            {
                series.Points.Add(DataPoint.Undefined);
            }

            series.Points.Add(point);
            // No line goes to a point between two gaps.
            if ((index == 0 || runs[index] != runs[index - 1]) && (index == runs.Length - 1 || runs[index] != runs[index + 1]))
            {
                dots.Points.Add(new ScatterPoint(point.X, point.Y));
            }
        }

        model.Series.Add(series);
        if (dots.Points.Count > 0)
        {
            model.Series.Add(dots);
        }
    }

    // OxyPlot sets what stands in braces behind these two signs lower or higher.
    private static string Plain(string text)
        => text.Replace("_{", "_\u2060{", StringComparison.Ordinal).Replace("^{", "^\u2060{", StringComparison.Ordinal);

    private static string Complete(XElement svg, Chart chart, double height)
    {
        foreach (XText text in svg.DescendantNodes().OfType<XText>().ToArray())
        {
            text.Value = text.Value.Replace("_\u2060{", "_{", StringComparison.Ordinal).Replace("^\u2060{", "^{", StringComparison.Ordinal);
        }

        svg.SetAttributeValue("viewBox", string.Create(CultureInfo.InvariantCulture, $"0 0 {Width} {height}"));
        svg.SetAttributeValue("role", "img");
        svg.AddFirst(
            new XElement(s_svg + "title", chart.Title),
            new XElement(s_svg + "desc", $"{string.Join(", ", chart.Panes.Select(static pane => pane.Field))}; {chart.Span}"));
        return svg.ToString(SaveOptions.DisableFormatting) + "\n";
    }

    /// <summary>Names each label once, in the first pane that has it, and ends when the legend is long enough.</summary>
    private sealed class LegendTitles(int most, Chart chart)
    {
        // About so wide is a letter, and a line with the space around it.
        private const int Letter = 7;
        private const int Symbol = 48;
        private const int RowHeight = 18;

        private readonly string[] _all =
        [
            .. chart.Panes.SelectMany(static pane => pane.Lines.Select(static line => line.Label).Concat(pane.Bands.Select(static band => band.Label)))
                .Distinct(StringComparer.Ordinal),
        ];

        private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

        /// <summary>What the legend needs for more rows than the first.</summary>
        public double ExtraHeight => RowHeight * Math.Floor(_all.Take(most).Sum(static label => (label.Length * Letter) + Symbol) / (Width - 100));

        public string? Of(string label)
            => _seen.Count >= most || !_seen.Add(label) ? null
                : _seen.Count < most || _all.Length <= most ? Plain(label)
                : string.Create(CultureInfo.InvariantCulture, $"{Plain(label)} … and {_all.Length - most} more");
    }
}
