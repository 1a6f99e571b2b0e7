using InfluxDownsample.Core.Charts.Drawing;
using InfluxDownsample.Core.Downsampling;

namespace InfluxDownsample.Core.Charts;

/// <summary>What a chart shows of its points, and how.</summary>
internal sealed record ChartOptions
{
    /// <summary>The title; null takes the names of the measurements.</summary>
    public string? Title { get; init; }

    /// <summary>The most points that are drawn of each series.</summary>
    public int MaxPoints { get; init; } = 2000;

    /// <summary>The name of the zone whose wall clock the time axis shows; null is UTC.</summary>
    public string? TimeZone { get; init; }

    /// <summary>How series are drawn.</summary>
    public ChartStyle Style { get; init; }

    /// <summary>The column with the time.</summary>
    public string TimestampColumn { get; init; } = "time";

    /// <summary>Columns that are tags besides those that the server marked; null where nothing is said.</summary>
    public IReadOnlyList<string>? TagColumns { get; init; }

    /// <summary>The columns to draw; none given is all.</summary>
    public IReadOnlyList<NamePattern> Fields { get; init; } = [];
}
