namespace InfluxDownsample.Core.Charts.Series;

/// <summary>
/// The points of one column of one series. What came in several answers is joined where the answers continue each other, as when a range is read in pieces.
/// Where they do not, as raw and downsampled points of one name do, they are series of their own.
/// </summary>
internal sealed class SeriesLane
{
    // Of two series, the one with steps so many times as long is downsampled.
    private const ulong StepRatio = 3;

    private SeriesLane(string? measurement, IReadOnlyList<KeyValuePair<string, string>> tags, string column, PointList points)
    {
        Measurement = measurement;
        Tags = tags;
        TagText = string.Join(", ", tags.Select(static tag => $"{tag.Key}={tag.Value}"));
        Column = column;
        Points = points;
        Step = points.Step();
    }

    public string? Measurement { get; }

    public IReadOnlyList<KeyValuePair<string, string>> Tags { get; }

    public string Column { get; }

    public PointList Points { get; }

    /// <summary>The usual distance between two points; null where there are too few to tell.</summary>
    public ulong? Step { get; }

    /// <summary>Tags as text: <c>room=office</c>.</summary>
    public string TagText { get; }

    /// <summary>The series of what has been collected.</summary>
    public static List<SeriesLane> Of(IEnumerable<SeriesRows> collected)
    {
        List<SeriesLane> lanes = [];
        foreach (IGrouping<(string?, string, string), (SeriesRows Rows, string Column)> same in collected
            .SelectMany(static rows => rows.Columns.Keys.Select(column => (Rows: rows, Column: column)))
            .GroupBy(static item => (item.Rows.Measurement, string.Join('\0', item.Rows.Tags.Select(static tag => $"{tag.Key}\u0001{tag.Value}")),
                item.Column)))
        {
            lanes.AddRange(Join([.. same.Select(static item => New(item.Rows, item.Column))]));
        }

        return lanes;
    }

    /// <summary>Whether the other is made of this one: the same series in steps that are much longer.</summary>
    public bool IsSourceOf(SeriesLane other)
        => Step is { } fine && other.Step is { } coarse && coarse / StepRatio >= fine
            && TagText == other.TagText && AreRelated(Measurement ?? "", other.Measurement ?? "")
            && Points.First <= other.Points.Last && other.Points.First <= Points.Last;

    /// <summary>Whether one name begins with the other, as <c>occupancy_1h</c> does with <c>occupancy</c>.</summary>
    public static bool AreRelated(string first, string second)
        => first.StartsWith(second, StringComparison.Ordinal) || second.StartsWith(first, StringComparison.Ordinal);

    private static SeriesLane New(SeriesRows rows, string column)
    {
        PointList points = rows.Columns[column];
        points.Sort();
        return new SeriesLane(rows.Measurement, rows.Tags, column, points);
    }

    private static List<SeriesLane> Join(IReadOnlyList<SeriesLane> parts)
    {
        List<List<SeriesLane>> joined = [];
        foreach (SeriesLane part in parts)
        {
            List<SeriesLane>? lane = joined.Find(lane => lane.TrueForAll(other => Continues(other, part)));
            if (lane is null)
            {
                joined.Add(lane = []);
            }

            lane.Add(part);
        }

        return [.. joined.Select(static lane => lane.Count == 1 ? lane[0] : Merge(lane))];
    }

    private static bool Continues(SeriesLane first, SeriesLane second)
        => first.Points.Last < second.Points.First || second.Points.Last < first.Points.First || first.Step is not { } one || second.Step is not { } other
            || (one / StepRatio < other && other / StepRatio < one);

    private static SeriesLane Merge(List<SeriesLane> parts)
    {
        var points = new PointList();
        parts.ForEach(part => points.AddAll(part.Points));
        points.Sort();
        return new SeriesLane(parts[0].Measurement, parts[0].Tags, parts[0].Column, points);
    }
}
