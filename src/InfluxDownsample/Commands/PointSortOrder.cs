namespace InfluxDownsample.Commands;

/// <summary>What Optimize-InfluxPoints sorts by.</summary>
public enum PointSortOrder
{
    /// <summary>By time.</summary>
    Time,

    /// <summary>By series (measurement, then tags by name), within a series by time.</summary>
    Series,
}
