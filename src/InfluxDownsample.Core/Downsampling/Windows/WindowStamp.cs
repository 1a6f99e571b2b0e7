namespace InfluxDownsample.Core.Downsampling;

/// <summary>Which end of a window is the time of its point.</summary>
public enum WindowStamp
{
    /// <summary>The start, as InfluxDB's own functions do.</summary>
    Start,

    /// <summary>The end, which the window does not include.</summary>
    End,
}
