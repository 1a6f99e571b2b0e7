using InfluxDownsample.Core.Charts.Drawing;
using InfluxDownsample.Core.Charts.Series;

namespace InfluxDownsample.Core.Charts;

/// <summary>One series.</summary>
/// <param name="Label">What the legend calls it; the same in all panes.</param>
/// <param name="Color">The number of its colour.</param>
/// <param name="Look">How it is drawn.</param>
/// <param name="Points">The points that are drawn.</param>
/// <param name="Count">How many points it has.</param>
internal sealed record ChartLine(string Label, int Color, LineLook Look, LinePoints Points, int Count);
