using System.Globalization;
using InfluxDownsample.Core.Charts.Drawing;
using InfluxDownsample.Core.Charts.Series;
using InfluxDownsample.Core.Errors;

namespace InfluxDownsample.Core.Charts;

/// <summary>Makes a chart of series: which stand in one pane, which are drawn how, and what they are called.</summary>
internal sealed class ChartBuilder
{
    private readonly ChartOptions _options;
    private readonly List<SeriesLane> _lanes;
    private readonly Dictionary<string, FieldName> _names;
    private readonly Dictionary<SeriesLane, string> _labels = [];
    private readonly List<(string? Measurement, string Tags, string Function)> _colors = [];

    private ChartBuilder(SeriesCollector collected, ChartOptions options)
    {
        _options = options;
        _lanes = SeriesLane.Of(collected.Series);
        _names = FieldName.Split([.. _lanes.Select(static lane => lane.Column).Distinct(StringComparer.Ordinal)]);
    }

    /// <summary>Makes the chart.</summary>
    /// <exception cref="InfluxException"><see cref="InfluxErrorId.ColumnNotFound"/>: there is nothing to draw.</exception>
    public static Chart Build(SeriesCollector collected, ChartOptions options)
    {
        var builder = new ChartBuilder(collected, options);
        if (builder._lanes.Count == 0)
        {
            throw NothingToDraw(collected, options);
        }

        return builder.Build();
    }

    private Chart Build()
    {
        MakeLabels();
        // SQL does not say which measurement its rows are from.
        IEnumerable<string> names = Measurements().Any() ? Measurements() : _names.Values.Select(static name => name.Field).Distinct(StringComparer.Ordinal);
        string title = _options.Title ?? string.Join(", ", names);
        ChartPane[] panes = [.. _lanes.GroupBy(lane => _names[lane.Column].Field, StringComparer.Ordinal).Select(group => Pane(group.Key, [.. group]))];
        return new Chart(
            ChartText.Clean(title),
            new ChartClock(_options.TimeZone),
            _lanes.Min(static lane => lane.Points.First),
            _lanes.Max(static lane => lane.Points.Last),
            panes);
    }

    private IEnumerable<string> Measurements()
        => _lanes.Select(static lane => lane.Measurement).OfType<string>().Where(static name => name.Length > 0).Distinct(StringComparer.Ordinal);

    private ChartPane Pane(string field, SeriesLane[] lanes)
    {
        List<ChartBand> bands = [];
        HashSet<SeriesLane> inBands = [];
        foreach (SeriesLane center in lanes.Where(lane => FunctionOf(lane) is null or "mean" or "median"))
        {
            SeriesLane? low = Array.Find(lanes, lane => IsEdge(lane, center, "min"));
            SeriesLane? high = Array.Find(lanes, lane => IsEdge(lane, center, "max"));
            if (low is not null && high is not null && inBands.Add(low))
            {
                inBands.Add(high);
                (long[] times, double[] lows, double[] highs, int[] runs) = Thinning.Band(low.Points, high.Points, _options.MaxPoints);
                bands.Add(new ChartBand(BandLabel(center), ColorOf(center), times, lows, highs, runs));
            }
        }

        ChartLine[] lines = [.. lanes.Where(lane => !inBands.Contains(lane)).Select(lane => Line(lane, lanes))];
        return new ChartPane(ChartText.Clean(field), [.. lines.OrderBy(static line => line.Look != LineLook.Pale)], bands);
    }

    private ChartLine Line(SeriesLane lane, SeriesLane[] pane)
    {
        LineLook look = _options.Style switch
        {
            ChartStyle.Dots => LineLook.Dots,
            ChartStyle.Auto when Array.Exists(pane, other => lane.IsSourceOf(other)) => LineLook.Pale,
            _ => LineLook.Line,
        };
        return new ChartLine(_labels[lane], ColorOf(lane), look, Thinning.Line(lane.Points, _options.MaxPoints), lane.Points.Count);
    }

    private string? FunctionOf(SeriesLane lane) => _names[lane.Column].Function;

    private bool IsEdge(SeriesLane lane, SeriesLane center, string function)
        => FunctionOf(lane) == function && lane.Measurement == center.Measurement && lane.TagText == center.TagText && lane.Step == center.Step;

    private static string BandLabel(SeriesLane center)
        => ChartText.Clean($"{(center.Tags.Count == 0 ? center.Measurement : center.TagText)}, min to max".TrimStart(',', ' '));

    // A raw series and what was made of it have one colour.
    private int ColorOf(SeriesLane lane)
    {
        string function = FunctionOf(lane) is { } name and not "mean" ? name : "";
        int found = _colors.FindIndex(color => color.Tags == lane.TagText && color.Function == function
            && SeriesLane.AreRelated(color.Measurement ?? "", lane.Measurement ?? ""));
        if (found < 0)
        {
            found = _colors.Count;
            _colors.Add((lane.Measurement, lane.TagText, function));
        }

        return found;
    }

    private void MakeLabels()
    {
        bool hasSeveral = Measurements().Count() > 1;
        foreach (SeriesLane lane in _lanes)
        {
            string[] parts = [.. new[] { hasSeveral || lane.Tags.Count == 0 ? lane.Measurement ?? "" : "", lane.TagText, FunctionOf(lane) ?? "" }
                .Where(static part => part.Length > 0)];
            _labels[lane] = ChartText.Clean(parts.Length == 0 ? lane.Column : string.Join(", ", parts));
        }

        // Raw and downsampled series of one name.
        foreach (SeriesLane[] same in _lanes.GroupBy(lane => (lane.Column, _labels[lane]))
            .Select(static group => group.ToArray()).Where(static group => group.Length > 1))
        {
            for (int index = 0; index < same.Length; index++)
            {
                _labels[same[index]] += same[index].Step is { } step and <= long.MaxValue
                    ? $", every {InfluxDuration.FromNanoseconds((long)step)}" : string.Create(CultureInfo.InvariantCulture, $" ({index + 1})");
            }
        }
    }

    private static InfluxException NothingToDraw(SeriesCollector collected, ChartOptions options)
    {
        if (collected.Rows > 0 && collected.RowsWithoutTime == collected.Rows)
        {
            return new InfluxException(InfluxErrorId.ColumnNotFound, $"No row has a time in a column '{options.TimestampColumn}'. There is nothing to draw.")
            {
                Target = options.TimestampColumn,
                Advice = $"Name the time column with -TimestampColumn. The columns are: {ErrorText.Quote(string.Join(", ", collected.ColumnNames))}.",
            };
        }

        return new InfluxException(
            InfluxErrorId.ColumnNotFound,
            collected.Rows == 0 ? "No points came down the pipeline. There is nothing to draw."
                : options.Fields.Count > 0 ? $"No row has a number in a column {string.Join(" or ", options.Fields.Select(static field => $"'{field.Text}'"))}."
                : "No row has a number in any column but the time. There is nothing to draw.")
        {
            Advice = collected.Rows == 0 ? null : $"The columns are: {ErrorText.Quote(string.Join(", ", collected.ColumnNames))}.",
        };
    }
}
