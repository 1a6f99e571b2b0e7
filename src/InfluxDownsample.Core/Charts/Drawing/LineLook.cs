namespace InfluxDownsample.Core.Charts.Drawing;

/// <summary>How a series is drawn.</summary>
internal enum LineLook
{
    /// <summary>A line.</summary>
    Line,

    /// <summary>A thin line in a pale colour, behind the downsampled one.</summary>
    Pale,

    /// <summary>Dots.</summary>
    Dots,
}
