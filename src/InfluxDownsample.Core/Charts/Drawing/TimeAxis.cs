using OxyPlot;
using OxyPlot.Axes;

namespace InfluxDownsample.Core.Charts.Drawing;

/// <summary>OxyPlot's time axis counts days since 1900, which has no room for nanoseconds; this one counts seconds from the first stamp.</summary>
internal sealed class TimeAxis : LinearAxis
{
    private const int MostMarks = 9;

    private readonly Dictionary<double, string> _labels;

    public TimeAxis(Chart chart)
    {
        IReadOnlyList<(long Time, string Label)> marks = TimeTicks.Of(chart.Clock, chart.From, chart.To, MostMarks);
        _labels = marks.DistinctBy(mark => PositionOf(chart, mark.Time)).ToDictionary(mark => PositionOf(chart, mark.Time), static mark => mark.Label);
        double length = PositionOf(chart, chart.To);
        Position = AxisPosition.Bottom;
        Minimum = length > 0 ? -0.01 * length : -1;
        Maximum = length > 0 ? 1.01 * length : 1;
        Title = chart.Span;
        AxislineStyle = LineStyle.Solid;
        AxislineColor = OxyColors.Gray;
        TicklineColor = OxyColors.Gray;
        MajorGridlineStyle = LineStyle.Solid;
        MajorGridlineColor = OxyColor.FromRgb(0xE4, 0xE4, 0xE4);
        LabelFormatter = position => _labels.GetValueOrDefault(position, "");
    }

    /// <summary>Where a stamp stands on the axis.</summary>
    public static double PositionOf(Chart chart, long time) => unchecked((ulong)(time - chart.From)) / 1e9;

    /// <inheritdoc/>
    public override void GetTickValues(out IList<double> majorLabelValues, out IList<double> majorTickValues, out IList<double> minorTickValues)
    {
        majorTickValues = [.. _labels.Keys];
        majorLabelValues = majorTickValues;
        minorTickValues = [];
    }
}
