namespace InfluxDownsample.Core.Charts.Series;

/// <summary>What came of one series from one answer: the points of each of its numeric columns.</summary>
/// <param name="Measurement">The measurement, or null when unknown.</param>
/// <param name="Tags">The tags that have a value, by name.</param>
internal sealed record SeriesRows(string? Measurement, IReadOnlyList<KeyValuePair<string, string>> Tags)
{
    /// <summary>The points by column.</summary>
    public Dictionary<string, PointList> Columns { get; } = new(StringComparer.Ordinal);

    public PointList Column(string name)
    {
        if (!Columns.TryGetValue(name, out PointList? points))
        {
            Columns.Add(name, points = new PointList());
        }

        return points;
    }
}
