namespace InfluxDownsample.Core.Charts.Drawing;

/// <summary>How series are drawn.</summary>
public enum ChartStyle
{
    /// <summary>Lines; a series that stands beside a downsampled one of its own is drawn pale behind it.</summary>
    Auto,

    /// <summary>Lines, all alike.</summary>
    Line,

    /// <summary>A dot for each point.</summary>
    Dots,
}
