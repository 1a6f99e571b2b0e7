namespace InfluxDownsample.Core.Downsampling;

/// <summary>What a query gives for windows without values.</summary>
public enum WindowFill
{
    /// <summary>No row.</summary>
    None,

    /// <summary>A row whose values are null; a count is 0.</summary>
    Null,

    /// <summary>The values of the window before.</summary>
    Previous,

    /// <summary>Numbers on the line between the windows before and after.</summary>
    Linear,
}
