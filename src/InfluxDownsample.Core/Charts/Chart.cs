using InfluxDownsample.Core.Charts.Drawing;

namespace InfluxDownsample.Core.Charts;

/// <summary>What is drawn: a pane for each field, above a common time axis.</summary>
/// <param name="Title">The title.</param>
/// <param name="Clock">The clock of the time axis.</param>
/// <param name="From">The first stamp.</param>
/// <param name="To">The last stamp.</param>
/// <param name="Panes">The fields.</param>
internal sealed record Chart(string Title, ChartClock Clock, long From, long To, IReadOnlyList<ChartPane> Panes)
{
    /// <summary>From when to when, on which clock.</summary>
    public string Span => $"{Clock.Text(From)} to {Clock.Text(To)} {Clock.Name}";

    /// <summary>How many series there are.</summary>
    public int SeriesCount => Panes.Sum(static pane => pane.Lines.Count);
}
